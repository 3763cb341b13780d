import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
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
import { groupsOf, marked, optionsOf, otherGroup } from './searchGroups';
import type { HitGroup, Option } from './searchGroups';
import { searchWords } from './searchWords';
import css from './shell.module.css';

/** Two characters; of Chinese one is enough, such as a surname. */
const searchable = (text: string) => text.length >= 2 || /\p{Script=Han}/u.test(text);

function ofGroup(option: Option, group: HitGroup): boolean {
  const place = option.kind === 'hit' ? option.hit : option.group;
  return place.app === group.app && place.entity === group.entity;
}

function Marked({ text, query }: { text: string; query: string }) {
  return marked(text, query).map((piece, index) =>
    index % 2 ? <mark key={index}>{piece}</mark> : <span key={index}>{piece}</span>,
  );
}

/** Ctrl-K: records of every app under the person's rights, by arrow keys and Enter. */
export function SearchDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const t = common.use();
  const w = searchWords.use();
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
  const hits = useMemo(() => (searchable(asked) ? (data?.items ?? []) : []), [asked, data]);
  const groups = useMemo(() => groupsOf(hits), [hits]);
  const options = useMemo(() => optionsOf(groups), [groups]);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const open = (option: Option | undefined) => {
    if (!option) return;
    onClose();
    void navigate(
      option.kind === 'hit'
        ? paths.record(option.hit.app, option.hit.entity, option.hit.id)
        : paths.list(option.group.app, option.group.entity, { as: 'table', q: asked }),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((before) => (options.length ? (before + step + options.length) % options.length : 0));
    }
    if (event.key === 'PageDown' || event.key === 'PageUp') {
      event.preventDefault();
      setAt((before) => otherGroup(options, before, event.key === 'PageDown' ? 1 : -1));
    }
    if (event.key === 'Enter') open(options[at]);
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
          aria-activedescendant={options[at] ? `hit-${at}` : undefined}
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
          <div
            id="search-hits"
            role="listbox"
            aria-label={t('searchResults')}
            className={css.hits}
            ref={list}
          >
            {groups.map((group) => (
              <div
                key={`${group.app}/${group.entity}`}
                role="group"
                aria-label={[group.name, appName(group.app)].join(' · ')}
              >
                <div className={css.hitGroup} aria-hidden>
                  {group.name} <small>{appName(group.app)}</small>
                </div>
                {options.map((option, index) =>
                  ofGroup(option, group) ? (
                    <div
                      key={option.key}
                      id={`hit-${index}`}
                      role="option"
                      aria-selected={index === at}
                      className={css.hit}
                      onPointerEnter={() => setAt(index)}
                      onClick={() => open(option)}
                    >
                      {option.kind === 'hit' ? (
                        <>
                          <span className="truncate">
                            <Marked text={option.hit.title ?? ''} query={asked} />
                          </span>
                          {option.hit.field && (
                            <small className="truncate">
                              {option.hit.field.label}: <Marked text={option.hit.field.text} query={asked} />
                            </small>
                          )}
                        </>
                      ) : (
                        <small>{w('all')}</small>
                      )}
                    </div>
                  ) : null,
                )}
              </div>
            ))}
          </div>
        )}
        {hits.length > 0 && (
          <p className={`muted caption ${css.hitKeys}`} aria-hidden>
            {w('keys')}
          </p>
        )}
        <p className="muted caption" role="status">
          {!searchable(asked)
            ? t('searchHint')
            : hits.length === 0 && !isFetching && !error
              ? t('searchEmpty', { query: asked })
              : hits.length > 0
                ? w('found', { count: hits.length })
                : ''}
        </p>
      </div>
    </Dialog>
  );
}
