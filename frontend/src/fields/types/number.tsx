import { InputNumber } from '@/ui/antd/later';
import type { FieldDescription, JsonValue } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { formatDecimal } from '@/ui/numbers';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';

/** Whole numbers travel as JSON numbers, all others as decimal texts. */
export function isWhole(field: FieldDescription): boolean {
  const { precision, schema_type } = field.settings;
  if (field.type === 'slider') return (precision ?? 0) === 0;
  return (
    field.type === 'rating' || (field.type === 'number' && (precision === 0 || schema_type === 'integer'))
  );
}

function toJson(field: FieldDescription, text: string | number | null): JsonValue {
  if (text === null || text === '') return null;
  return isWhole(field) ? Math.round(Number(text)) : String(text);
}

export function NumberWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const control = useControl(props);
  const text = useText();
  return (
    <InputNumber<string | number>
      stringMode
      {...control}
      style={{ width: '100%' }}
      value={value === null || typeof value === 'object' ? null : String(value)}
      precision={field.settings.precision}
      min={field.settings.minimum}
      max={field.settings.maximum}
      changeOnWheel={false}
      controls={false}
      suffix={field.settings.unit ? text(field.settings.unit) : undefined}
      onChange={(next) => onChange(toJson(field, next))}
      onPressEnter={onCommit}
      onBlur={onCommit}
    />
  );
}

export function NumberCell({ field, value, compact }: CellProps) {
  const text = useText();
  if (value === null || value === undefined || typeof value === 'object') return <Blank />;
  const unit = field.settings.unit && !compact ? ` ${text(field.settings.unit)}` : '';
  const { precision, thousands } = field.settings;
  return <span className="figures">{formatDecimal(String(value), precision, thousands) + unit}</span>;
}

export const NUMBER: FieldKind = {
  type: 'number',
  Widget: NumberWidget,
  Cell: NumberCell,
  align: 'end',
  width: 110,
  sortable: true,
};
