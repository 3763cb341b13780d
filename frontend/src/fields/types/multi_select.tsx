import { Select } from '@/ui/Select';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { OptionsFilter, OptionTag, useOptions } from './select';

function MultiSelectWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  return (
    <Select
      {...control}
      mode="multiple"
      style={{ width: '100%' }}
      value={Array.isArray(value) ? (value as string[]) : []}
      options={useOptions(field)}
      placeholder={t('choose')}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(next) => onChange(next)}
      onBlur={onCommit}
    />
  );
}

function MultiSelectCell({ field, value, compact }: CellProps) {
  if (!Array.isArray(value) || value.length === 0) return <Blank />;
  return (
    <span
      style={{ display: 'inline-flex', gap: 4, flexWrap: compact ? 'nowrap' : 'wrap', overflow: 'hidden' }}
    >
      {value.map((option) => (
        <OptionTag key={String(option)} field={field} option={String(option)} />
      ))}
    </span>
  );
}

export const MULTI_SELECT: FieldKind = {
  type: 'multi_select',
  Widget: MultiSelectWidget,
  Cell: MultiSelectCell,
  Filter: OptionsFilter,
  width: 180,
};
