import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import type { Me, SearchHit } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { useDebounced } from '@/ui/useDebounced';
import css from './shell.module.css';

/** Two characters; of Chinese one is enough, such as a surname. */
const searchable = (text: string) => text.length >= 2 || /\p{Script=Han}/u.test(text);

/** Ctrl-K: records of every app under the person's rights, by arrow keys and Enter. */
export function SearchDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const t = common.use();
  const text = useText();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const asked = useDebounced(query.trim(), 200);
  const { data, error, isFetching } = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => api.get<{ items: SearchHit[] }>('/search', { signal, query: { q: asked } }),
    enabled: searchable(asked),
    placeholderData: (before) => before,
  });
  const hits = searchable(asked) ? (data?.items ?? []) : [];
  const open = (hit: SearchHit | undefined) => {
    if (!hit) return;
    onClose();
    void navigate(paths.record(hit.app, hit.entity, hit.id));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((before) => (hits.length ? (before + step + hits.length) % hits.length : 0));
    }
    if (event.key === 'Enter') open(hits[at]);
  };
  const appName = (key: string) => text(me.apps.find((app) => app.key === key)?.name) || key;

  return (
    <Dialog title={t('searchEverything')} onClose={onClose} width={640}>
      <div className={css.searchDialog}>
        <input
          type="text"
          inputMode="search"
          autoFocus
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
          aria-label={t('searchEverything')}
          placeholder={t('searchPlaceholder')}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        {error ? (
          <ErrorState error={error} />
        ) : (
          <ul id="search-hits" role="listbox" aria-label={t('searchResults')} className={css.hits}>
            {hits.map((hit, index) => (
              <li
                key={`${hit.app}/${hit.entity}/${hit.id}`}
                id={`hit-${index}`}
                role="option"
                aria-selected={index === at}
                className={css.hit}
                onPointerEnter={() => setAt(index)}
                onClick={() => open(hit)}
              >
                <span className="truncate">{hit.title}</span>
                <small className="truncate">
                  {[hit.subtitle, appName(hit.app)].filter(Boolean).join(' · ')}
                </small>
              </li>
            ))}
          </ul>
        )}
        <p className="muted caption" role="status">
          {!searchable(asked)
            ? t('searchHint')
            : hits.length === 0 && !isFetching && !error
              ? t('searchEmpty', { query: asked })
              : ''}
        </p>
      </div>
    </Dialog>
  );
}
