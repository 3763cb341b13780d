import { Compact, InputNumber, Select } from '@/ui/antd/later';
import type { JsonValue } from '@/api/types';
import { useText } from '@/i18n';
import { Blank, Money } from '@/ui/display';
import type { MoneyValue } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { NumberWidget } from './number';

export function asMoney(value: JsonValue, currency = ''): MoneyValue | null {
  if (value === null || value === undefined || Array.isArray(value)) return null;
  if (typeof value === 'object') {
    const amount = value.amount;
    if (amount === null || amount === undefined) return null;
    return {
      amount: String(amount),
      currency: typeof value.currency === 'string' ? value.currency : currency,
    };
  }
  return { amount: String(value), currency };
}

function MoneyWidget(props: WidgetProps) {
  const { field, value, onChange, disabled, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  const text = useText();
  const usual = field.settings.currency ?? '';
  const money = asMoney(value, usual);
  const currency = money?.currency ?? usual;
  return (
    <Compact block>
      <Select
        value={currency}
        popupMatchSelectWidth={false}
        style={{ width: 84 }}
        disabled={disabled}
        aria-label={t('currency', { field: text(field.label) })}
        options={[...new Set([usual, currency])].map((key) => ({ value: key, label: key }))}
        onChange={(next) => {
          if (money) onChange({ amount: String(money.amount), currency: next });
        }}
      />
      <InputNumber<string | number>
        stringMode
        {...control}
        aria-label={props.id ? undefined : t('amount', { field: text(field.label) })}
        style={{ width: '100%' }}
        value={money?.amount ?? null}
        precision={field.settings.precision ?? 2}
        min={field.settings.minimum}
        max={field.settings.maximum}
        controls={false}
        changeOnWheel={false}
        onChange={(next) =>
          onChange(next === null || next === '' ? null : { amount: String(next), currency })
        }
        onPressEnter={onCommit}
        onBlur={onCommit}
      />
    </Compact>
  );
}

export function MoneyCell({ field, value }: CellProps) {
  const money = asMoney(value, field.settings.currency);
  if (!money) return <Blank />;
  return <Money value={money} precision={field.settings.precision} />;
}

export const MONEY: FieldKind = {
  type: 'money',
  Widget: MoneyWidget,
  Cell: MoneyCell,
  Filter: NumberWidget,
  align: 'end',
  width: 140,
  sortable: true,
};
