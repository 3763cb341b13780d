import { Link } from 'react-router';
import { useEntity } from '@/api/queries';
import { Blank } from '@/ui/display';
import { paths } from '@/ui/paths';
import { Select } from '@/ui/Select';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { nameOf } from '../labels';
import { useRecordOffers } from '../recordOffers';
import { targetOf } from '../targets';

function ReferenceWidget(props: WidgetProps) {
  const { field, value, onChange, onCommit } = props;
  const labelText = nameOf(props.labelText);
  const control = useControl(props);
  const { offers, query, setQuery, setOpen, create, ...told } = useRecordOffers(props);
  const hidden = typeof value === 'string' && !offers.some((offer) => offer.value === value);
  const options = !query && hidden && labelText ? [{ value, label: labelText }, ...offers] : offers;
  return (
    <Select
      {...control}
      {...told}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={options}
      showSearch={{ filterOption: false, onSearch: setQuery }}
      allowClear={!field.required}
      notFoundContent={told.loading ? null : undefined}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onCommit?.();
      }}
      onChange={(next: string | null | undefined) => {
        if (!create(next, onChange)) onChange(next ?? null, options.find((one) => one.value === next)?.label);
      }}
    />
  );
}

function ReferenceCell({ field, app, value, labelText }: CellProps) {
  if (typeof value !== 'string' || !value) return <Blank />;
  const target = targetOf(app, field.settings.entity);
  return <RecordTitle {...target} id={value} label={nameOf(labelText) ?? value.slice(0, 8)} />;
}

/** The title of a record, leading to its page for who may see more of it. */
export function RecordTitle({
  app,
  entity,
  id,
  label,
}: {
  app: string;
  entity: string;
  id: string;
  label: string;
}) {
  const described = useEntity(app, entity);
  if (described && !described.actions.includes('see')) return <span className="truncate">{label}</span>;
  return (
    <Link
      to={paths.record(app, entity, id)}
      className="truncate"
      onClick={(event) => event.stopPropagation()}
    >
      {label}
    </Link>
  );
}

export const REFERENCE: FieldKind = {
  type: 'reference',
  Widget: ReferenceWidget,
  Cell: ReferenceCell,
  width: 170,
  sortable: true,
};
