import { Select } from '@/ui/Select';
import type { FieldDescription } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { StateTag } from '@/ui/StateTag';
import { useControl } from '../control';
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

function SelectWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  return (
    <Select
      {...control}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={useOptions(field)}
      placeholder={t('choose')}
      allowClear={!field.required}
      showSearch={field.options.length > 7 ? { optionFilterProp: 'label' } : false}
      defaultOpen={props.autoFocus && Boolean(onCommit)}
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
