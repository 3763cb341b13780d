import { InputNumber } from 'antd';
import Decimal from 'decimal.js';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { formatPercent } from '@/ui/numbers';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

/** 12.5 % is kept as 0.125, as a spreadsheet does. */
function PercentWidget({
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
  const shown =
    value === null || typeof value === 'object' ? null : new Decimal(String(value)).times(100).toString();
  return (
    <InputNumber<string | number>
      stringMode
      id={id}
      aria-label={id ? undefined : text(field.label)}
      style={{ width: '100%' }}
      value={shown}
      suffix="%"
      controls={false}
      changeOnWheel={false}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      aria-required={field.required || undefined}
      autoFocus={autoFocus}
      onChange={(next) =>
        onChange(next === null || next === '' ? null : new Decimal(next).div(100).toString())
      }
      onPressEnter={onCommit}
      onBlur={onCommit}
    />
  );
}

function PercentCell({ field, value }: CellProps) {
  if (value === null || value === undefined || typeof value === 'object') return <Blank />;
  return <span className="figures">{formatPercent(String(value), field.settings.precision)}</span>;
}

export const PERCENT: FieldKind = {
  type: 'percent',
  Widget: PercentWidget,
  Cell: PercentCell,
  align: 'end',
  width: 90,
  sortable: true,
};
