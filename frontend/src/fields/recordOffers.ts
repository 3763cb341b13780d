import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useEntity } from '@/api/queries';
import type { RecordItem, RecordPage } from '@/api/types';
import { useText } from '@/i18n';
import { fitting } from '@/ui/fitting';
import { useDebounced } from '@/ui/useDebounced';
import type { WidgetProps } from './kind';
import { useQuickCreate } from './quickCreate';
import { targetOf, titleOf } from './targets';
import { words } from './words';

const CREATE = '\u0000create';
const MOST_OFFERED = 20;

/** The records that a field may point to, as they are searched for, and a new one where its form lets it be made. */
export function useRecordOffers({ field, app, item }: WidgetProps) {
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
        query: { search, filter: item?.filter, limit: MOST_OFFERED },
      }),
    enabled: open && listed,
    placeholderData: (before) => before,
  });
  const nameOf = (record: RecordItem) => titleOf(record, entity?.title);
  const typed = query.trim();
  const found = (data?.items ?? []).map((record) => ({ value: record.id, label: nameOf(record) }));
  const offers = fitting(found, typed, search === typed && !isFetching);
  if (item?.quick_create && quickCreate && entity?.actions.includes('create') && typed !== '')
    offers.push({ value: CREATE, label: t('createNew', { text: typed }) });
  /** Whether what was chosen is a new record; its form is opened then. */
  const create = (chosen: string | null | undefined, onCreated: (id: string, title: string) => void) => {
    if (chosen !== CREATE) return false;
    quickCreate?.({
      ...target,
      initial: entity?.title ? { [entity.title]: typed } : {},
      onCreated: (record) => onCreated(record.id, nameOf(record)),
    });
    return true;
  };
  const placeholder = entity ? t('searchRecords', { entity: text(entity.name) }) : t('choose');
  return { offers, query, setQuery, setOpen, create, placeholder, loading: isFetching, fault: error };
}
