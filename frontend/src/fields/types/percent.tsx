import { InputNumber } from '@/ui/antd/later';
import Decimal from 'decimal.js';
import { Blank } from '@/ui/display';
import { formatPercent } from '@/ui/numbers';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

/** 12.5 % is kept as 0.125, as a spreadsheet does. */
function PercentWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  const shown =
    value === null || typeof value === 'object' ? null : new Decimal(String(value)).times(100).toString();
  return (
    <InputNumber<string | number>
      stringMode
      {...control}
      style={{ width: '100%' }}
      value={shown}
      suffix="%"
      controls={false}
      changeOnWheel={false}
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
