import { useQuery } from '@tanstack/react-query';
import { useStore } from 'zustand';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { Duplicates, EntityDescription, Values } from '@/api/types';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useDebounced } from '@/ui/useDebounced';
import css from './forms.module.css';
import type { FormStore } from './store';
import { words } from './words';

export interface SameRecordsProps {
  app: string;
  type: EntityDescription;
  store: FormStore;
  /** The record that is edited; none while a new one is made. */
  record?: string;
}

const TELLING = new Set(['text', 'phone', 'email', 'url']);
const SHOWN = 3;
const PAUSE = 500;

/** Names, numbers and addresses: what is typed and may be somebody's already. */
function tellingOf(type: EntityDescription, values: Values): Values {
  const found: Values = {};
  for (const { key, type: kind, writable } of type.fields) {
    const value = values[key];
    if (writable && TELLING.has(kind) && typeof value === 'string' && value.trim()) found[key] = value;
  }
  return found;
}

/** Says while somebody types that there is a record like this already, of those he sees. */
export function SameRecords({ app, type, store, record }: SameRecordsProps) {
  const t = words.use();
  const text = useText();
  const dirty = useStore(store, (state) => state.dirty);
  const typed = useStore(store, (state) => JSON.stringify(tellingOf(type, state.values)));
  const asked = useDebounced(typed, PAUSE);
  const { data } = useQuery({
    queryKey: [...keys.records(app, type.key), 'same', record ?? 'new', asked],
    queryFn: ({ signal }) =>
      api.post<Duplicates>(
        recordsPath(app, type.key, '/duplicates'),
        { values: JSON.parse(asked) as Values, ...(record ? { record } : {}) },
        { signal },
      ),
    enabled: dirty && asked !== '{}',
    placeholderData: (before) => before,
  });
  const found = dirty && typed !== '{}' ? (data?.items ?? []) : [];
  return (
    <div role="status" className={found.length > 0 ? css.same : undefined}>
      {found.length > 0 && <span>{t('sameAs', { entity: text(type.name) })}</span>}
      {found.slice(0, SHOWN).map((one) => (
        // Beside the form, which is not to be left.
        <a key={one.id} href={paths.record(app, type.key, one.id)} target="_blank" rel="noreferrer">
          {one.title || t('untitled')}
        </a>
      ))}
      {found.length > SHOWN && <span>+{found.length - SHOWN}</span>}
    </div>
  );
}
