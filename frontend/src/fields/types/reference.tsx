import { useQuery } from '@tanstack/react-query';
import { Select } from '@/ui/Select';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { useText } from '@/i18n';
import { Blank } from '@/ui/display';
import { paths } from '@/ui/paths';
import { useDebounced } from '@/ui/useDebounced';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { nameOf } from '../labels';
import { useQuickCreate } from '../quickCreate';
import { targetOf, titleOf } from '../targets';
import { words } from '../words';

const CREATE = '\u0000create';

function ReferenceWidget(props: WidgetProps) {
  const { field, app, value, onChange, item, onCommit } = props;
  const labelText = nameOf(props.labelText);
  const control = useControl(props);
  const t = words.use();
  const text = useText();
  const target = targetOf(app, field.settings.entity);
  const entity = useEntity(target.app, target.entity);
  const listed = entity?.actions.includes('see') ?? true;
  const quickCreate = useQuickCreate();
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState('');
  const search = useDebounced(query.trim(), 200);
  const { data, error, isFetching } = useQuery({
    queryKey: [...keys.records(target.app, target.entity), 'pick', search, item?.filter ?? ''],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(target.app, target.entity), {
        signal,
        query: { search, filter: item?.filter, limit: 20 },
      }),
    enabled: open && listed,
    placeholderData: (before) => before,
  });
  const options = (data?.items ?? []).map((record) => ({
    value: record.id,
    label: titleOf(record, entity?.title),
  }));
  if (!query && typeof value === 'string' && labelText && !options.some((option) => option.value === value))
    options.unshift({ value, label: labelText });
  const mayCreate =
    item?.quick_create && quickCreate && entity?.actions.includes('create') && query.trim() !== '';
  if (mayCreate) options.push({ value: CREATE, label: t('createNew', { text: query.trim() }) });

  const choose = (next: string | null | undefined) => {
    if (next !== CREATE) {
      onChange(next ?? null, options.find((option) => option.value === next)?.label);
      return;
    }
    const initial = entity?.title ? { [entity.title]: query.trim() } : {};
    quickCreate?.({
      ...target,
      initial,
      onCreated: (record) => onChange(record.id, titleOf(record, entity?.title)),
    });
  };

  return (
    <Select
      {...control}
      style={{ width: '100%' }}
      value={typeof value === 'string' ? value : undefined}
      options={options}
      showSearch={{ filterOption: false, onSearch: setQuery }}
      loading={isFetching}
      fault={error}
      placeholder={entity ? t('searchRecords', { entity: text(entity.name) }) : t('choose')}
      allowClear={!field.required}
      notFoundContent={isFetching ? null : undefined}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) onCommit?.();
      }}
      onChange={choose}
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
