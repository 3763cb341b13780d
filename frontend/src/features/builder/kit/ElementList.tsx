import { PlusOutlined, WarningOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { Skeleton } from '@/ui/Skeletons';
import { useDraft } from '../draft/api';
import type { DraftEntry } from '../draft/api';
import { words } from '../words';
import shell from '../shell/shell.module.css';
import kit from './kit.module.css';
import { SearchBox } from './SearchBox';

export interface ElementGroup {
  title?: string;
  entries: DraftEntry[];
  icon: ReactNode;
  to: (entry: DraftEntry) => string;
  caption?: (entry: DraftEntry) => ReactNode;
  /** Further words by which the search finds it. */
  found?: (entry: DraftEntry) => string;
}

export interface ElementListProps {
  app: string;
  groups: ElementGroup[];
  empty: string;
  newLabel: string;
  onNew: () => void;
  more?: ReactNode;
  /** A second way out of the empty place. */
  link?: ReactNode;
}

/** The elements of one kind as cards, found by typing. */
export function ElementList({ app, groups, empty, newLabel, onNew, more, link }: ElementListProps) {
  const t = words.use();
  const text = useText();
  const draft = useDraft(app);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = groups.map((group) => ({
    ...group,
    entries: group.entries.filter(
      (entry) =>
        !wanted ||
        `${text(entry.name)} ${entry.key} ${group.found?.(entry) ?? ''}`.toLowerCase().includes(wanted),
    ),
  }));
  const total = groups.reduce((sum, group) => sum + group.entries.length, 0);
  const create = (
    <Button look="primary" icon={<PlusOutlined aria-hidden />} onClick={onNew}>
      {newLabel}
    </Button>
  );
  if (!draft.data)
    return (
      <div className={shell.list}>
        {Array.from({ length: 6 }, (_, index) => (
          <Skeleton key={index} height={58} />
        ))}
      </div>
    );
  if (total === 0)
    return (
      <EmptyState
        text={empty}
        action={
          <span className={kit.row}>
            {create}
            {more}
          </span>
        }
        link={link}
      />
    );
  return (
    <>
      <div className={kit.row} style={{ padding: '16px 16px 0' }}>
        {create}
        {more}
        {total > 6 && (
          <span style={{ width: 240, marginInlineStart: 'auto' }}>
            <SearchBox label={t('searchList')} value={search} onChange={setSearch} />
          </span>
        )}
      </div>
      {shown.map((group, index) =>
        group.entries.length === 0 ? null : (
          <section key={index}>
            {group.title && <h2 className={shell.listGroup}>{group.title}</h2>}
            <div className={shell.list}>
              {group.entries.map((entry) => (
                <Link key={entry.key} to={group.to(entry)} className={shell.card}>
                  <span className={shell.cardIcon} aria-hidden>
                    {group.icon}
                  </span>
                  <span className={shell.cardText}>
                    <strong className={shell.cardName}>{text(entry.name) || entry.key}</strong>
                    <span className={kit.key}>{group.caption?.(entry) ?? entry.key}</span>
                  </span>
                  {entry.problems > 0 && (
                    <span className={shell.fault} title={t('problems', { count: entry.problems })}>
                      <WarningOutlined aria-hidden />
                      {entry.problems}
                    </span>
                  )}
                </Link>
              ))}
            </div>
          </section>
        ),
      )}
      {wanted && shown.every((group) => group.entries.length === 0) && (
        <p className="muted" style={{ padding: 16 }}>
          {t('resultsNone')}
        </p>
      )}
    </>
  );
}
