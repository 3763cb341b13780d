import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { useText } from '@/i18n';
import { useDebounced } from '@/ui/useDebounced';
import { SeveralCell, SeveralSelect } from '../controls/several';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { idsOf, titlesOf } from '../labels';
import { useQuickCreate } from '../quickCreate';
import { targetOf, titleOf } from '../targets';
import { words } from '../words';
import { RecordTitle } from './reference';

const CREATE = '\u0000create';

function ReferencesWidget(props: WidgetProps) {
  const { field, app, value, labelText, item, onChange } = props;
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
  const offers = (data?.items ?? []).map((record) => ({
    value: record.id,
    label: titleOf(record, entity?.title),
  }));
  const mayCreate =
    item?.quick_create && quickCreate && entity?.actions.includes('create') && query.trim() !== '';
  if (mayCreate) offers.push({ value: CREATE, label: t('createNew', { text: query.trim() }) });
  const create = (chosen: string) => {
    if (chosen !== CREATE) return false;
    quickCreate?.({
      ...target,
      initial: entity?.title ? { [entity.title]: query.trim() } : {},
      onCreated: (record) =>
        onChange([...idsOf(value), record.id], [...titlesOf(labelText), titleOf(record, entity?.title)]),
    });
    return true;
  };
  return (
    <SeveralSelect
      widget={props}
      offers={offers}
      entity={field.settings.entity}
      search={setQuery}
      loading={isFetching}
      fault={error}
      placeholder={entity ? t('searchRecords', { entity: text(entity.name) }) : t('choose')}
      onOpen={setOpen}
      onOffer={create}
    />
  );
}

function ReferencesCell(props: CellProps) {
  const target = targetOf(props.app, props.field.settings.entity);
  return <SeveralCell {...props} one={(id, title) => <RecordTitle {...target} id={id} label={title} />} />;
}

export const REFERENCES: FieldKind = {
  type: 'references',
  Widget: ReferencesWidget,
  Cell: ReferencesCell,
  width: 200,
};
