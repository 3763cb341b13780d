import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { EntityDescription, RecordPage } from '@/api/types';
import { titleOf } from '@/fields';
import { common } from '@/i18n/words';
import { paired } from '@/i18n/lists';
import { Button, ErrorState, useDebounced } from '@/ui';
import { words } from '../words';
import css from './merge.module.css';
import { mergeWords } from './words';

export interface PickOtherProps {
  app: string;
  type: EntityDescription;
  besides: string[];
  onPick: (id: string) => void;
}

/** Find the record that one is to be merged with. */
export function PickOther({ app, type, besides, onPick }: PickOtherProps) {
  const t = mergeWords.use();
  const w = words.use();
  const shared = common.use();
  const [typed, setTyped] = useState('');
  const search = useDebounced(typed.trim(), 300);
  const { data, error } = useQuery({
    queryKey: [...keys.records(app, type.key), 'pick', search],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, type.key), { signal, query: { search, limit: 12 } }),
    enabled: search !== '',
    placeholderData: (before) => before,
  });
  const found = (search ? (data?.items ?? []) : []).filter((record) => !besides.includes(record.id));
  return (
    <div className={css.pick}>
      <input
        type="search"
        autoFocus
        aria-label={t('pick')}
        placeholder={t('pick')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {error ? (
        <ErrorState error={error} />
      ) : (
        <ul>
          {found.map((record) => {
            const title = titleOf(record, type.title) || w('untitled');
            return (
              <li key={record.id}>
                <span className="truncate">{title}</span>
                <Button small aria-label={paired(t('add'), title)} onClick={() => onPick(record.id)}>
                  {t('add')}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {search && data && found.length === 0 && <p className="muted">{shared('nothingFound')}</p>}
    </div>
  );
}
