import { Select } from '@/ui/Select';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { StateTag } from '@/ui/StateTag';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';

export function OptionTag({ field, option }: { field: FieldDescription; option: string }) {
  const text = useText();
  const found = field.options.find((item) => item.key === option);
  return <StateTag colour={found?.colour}>{found ? text(found.label) : option}</StateTag>;
}

export function useOptions(field: FieldDescription) {
  const text = useText();
  return field.options.map((option) => ({ value: option.key, label: text(option.label) || option.key }));
}

function SelectWidget({
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
  const t = words.use();
  const text = useText();
  return (
    <Select
      id={id}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={useOptions(field)}
      placeholder={t('choose')}
      allowClear={!field.required}
      showSearch={field.options.length > 7 ? { optionFilterProp: 'label' } : false}
      disabled={disabled}
      status={invalid ? 'error' : undefined}
      aria-label={text(field.label)}
      aria-invalid={invalid || undefined}
      aria-describedby={describedBy}
      autoFocus={autoFocus}
      defaultOpen={autoFocus && Boolean(onCommit)}
      onChange={(next) => onChange(next ?? null)}
      onOpenChange={(open) => {
        if (!open) onCommit?.();
      }}
    />
  );
}

/** Several choices in a filter: any of them fits. */
export function OptionsFilter({ field, value, onChange, id }: WidgetProps) {
  const t = words.use();
  const text = useText();
  return (
    <Select
      id={id}
      mode="multiple"
      style={{ width: '100%', minWidth: 180 }}
      maxTagCount="responsive"
      value={Array.isArray(value) ? (value as string[]) : value ? [String(value)] : []}
      options={useOptions(field)}
      placeholder={t('choose')}
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={text(field.label)}
      onChange={(next) => onChange(next)}
    />
  );
}

function SelectCell({ field, value }: CellProps) {
  return typeof value === 'string' && value ? <OptionTag field={field} option={value} /> : <Blank />;
}

export const SELECT: FieldKind = {
  type: 'select',
  Widget: SelectWidget,
  Cell: SelectCell,
  Filter: OptionsFilter,
  width: 150,
  sortable: true,
};
