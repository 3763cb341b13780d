import { Blank } from '@/ui/display';
import { Select } from '@/ui/Select';
import { useControl } from '../control';
import { useDepartmentOffers } from '../departmentOffers';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { nameOf } from '../labels';
import { words } from '../words';

function DepartmentWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const labelText = nameOf(props.labelText);
  const control = useControl(props);
  const t = words.use();
  const { offers, setOpen, ...told } = useDepartmentOffers();
  const hidden = typeof value === 'string' && !offers.some((offer) => offer.value === value);
  const options = hidden && labelText ? [{ value, label: labelText }, ...offers] : offers;
  return (
    <Select
      {...control}
      {...told}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={t('choose')}
      allowClear={!field.required}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onCommit?.();
      }}
      onChange={(next) => onChange(next ?? null, options.find((option) => option.value === next)?.label)}
    />
  );
}

function DepartmentCell({ value, labelText }: CellProps) {
  return value ? (
    <span className="truncate">{nameOf(labelText) ?? String(value).slice(0, 8)}</span>
  ) : (
    <Blank />
  );
}

export const DEPARTMENT: FieldKind = {
  type: 'department',
  Widget: DepartmentWidget,
  Cell: DepartmentCell,
  width: 130,
  sortable: true,
};
