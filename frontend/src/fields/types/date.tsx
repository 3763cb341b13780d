import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { Blank, DateText } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

export function DateWidget({ value, onChange, id, disabled, invalid, describedBy, autoFocus, onCommit }: WidgetProps) {
  return (
    <DatePicker
      id={id}
      style={{ width: '100%' }}
      value={typeof value === 'string' && value ? dayjs(value) : null}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      onChange={(next) => onChange(next?.isValid() ? next.format('YYYY-MM-DD') : null)}
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

function DateCell({ value }: CellProps) {
  return typeof value === 'string' && value ? <DateText value={value} /> : <Blank />;
}

export const DATE: FieldKind = { type: 'date', Widget: DateWidget, Cell: DateCell, width: 110, sortable: true };
