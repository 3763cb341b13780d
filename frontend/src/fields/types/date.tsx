import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useText } from '@/i18n';
import { Blank, DateText } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

export function DateWidget({
  field,
  value,
  onChange,
  id,
  disabled,
  invalid,
  describedBy,
  autoFocus,
  onCommit,
}: WidgetProps) {
  const text = useText();
  return (
    <DatePicker
      id={id}
      aria-label={id ? undefined : text(field.label)}
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

export const DATE: FieldKind = {
  type: 'date',
  Widget: DateWidget,
  Cell: DateCell,
  width: 110,
  sortable: true,
};
