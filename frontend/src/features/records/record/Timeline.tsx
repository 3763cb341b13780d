import { DownOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem, TimelineItem, TimelinePage } from '@/api/types';
import { Given } from '@/flows/Given';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, RelativeTime } from '@/ui';
import { paths } from '@/ui/paths';
import { words } from '../words';
import { historyWords } from '@/moments/words';
import { CommentBox } from './CommentBox';
import { CommentText } from './CommentText';
import css from './timeline.module.css';
import { TimelineChanges } from './TimelineChanges';

const FlowEntry = lazy(() => import('./FlowEntry').then((module) => ({ default: module.FlowEntry })));
const MergeEntry = lazy(() =>
  import('../merge/MergeEntry').then((module) => ({ default: module.MergeEntry })),
);

export interface TimelineProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
}

const markColour: Record<string, string> = {
  comment: 'blue',
  flow: 'teal',
  rule: 'amber',
  created: 'green',
  mail: 'blue',
  merged: 'teal',
  unmerged: 'teal',
  file: 'grey',
  change: 'grey',
};

/** What happened to a record, newest first: changes, comments, decisions, rule runs. */
export function Timeline({ app, type, record }: TimelineProps) {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const [kind, setKind] = useState<'all' | 'comment' | 'change'>('all');
  const queryKey = [...keys.record(app.key, type.key, record.id), 'timeline'];
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } =
    useInfiniteQuery({
      queryKey,
      queryFn: ({ pageParam, signal }) =>
        api.get<TimelinePage>(recordsPath(app.key, type.key, `/${record.id}/timeline`), {
          signal,
          query: { cursor: pageParam },
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
    });
  const every = data?.pages.flatMap((page) => page.items) ?? [];
  const items = gathered(every.filter((item) => kind === 'all' || item.kind === kind));
  return (
    <div>
      <CommentBox
        app={app.key}
        entity={type.key}
        id={record.id}
        onSent={() => void client.invalidateQueries({ queryKey })}
      />
      <div role="group" aria-label={t('timelineKind')} style={{ display: 'flex', gap: 4, marginTop: 8 }}>
        {(['all', 'comment', 'change'] as const).map((key) => (
          <Button
            key={key}
            small
            look={kind === key ? 'plain' : 'quiet'}
            aria-pressed={kind === key}
            onClick={() => setKind(key)}
          >
            {t(({ all: 'everything', comment: 'onlyComments', change: 'onlyChanges' } as const)[key])}
          </Button>
        ))}
      </div>
      {error ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : isPending ? (
        <CardsSkeleton />
      ) : items.length === 0 ? (
        <p className="muted" style={{ padding: '16px 0' }}>
          {t('noTimeline')}
        </p>
      ) : (
        <ol className={css.timeline}>
          {items.map((item) =>
            Array.isArray(item) ? (
              <QuietRules key={item[0]!.id} items={item} />
            ) : (
              <Entry key={item.id} app={app} type={type} id={record.id} item={item} />
            ),
          )}
        </ol>
      )}
      {hasNextPage && (
        <Button small busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {shared('loadMore')}
        </Button>
      )}
    </div>
  );
}

/**
 * Entries as they are shown: of the rules of one moment that say nothing more than their name, those whose
 * changes are shown are left out, and the others stand together as one list.
 */
function gathered(items: TimelineItem[]): (TimelineItem | TimelineItem[])[] {
  const changed = new Set(
    items.filter((item) => item.kind === 'change').map((item) => `${item.at} ${item.cause}`),
  );
  const shown: (TimelineItem | TimelineItem[])[] = [];
  const quiet = new Map<string, TimelineItem[]>();
  for (const item of items) {
    if (!isQuiet(item)) {
      shown.push(item);
      continue;
    }
    if (changed.has(`${item.at} rule:${String(item.data?.rule)}`)) continue;
    const same = quiet.get(item.at);
    if (same) same.push(item);
    else {
      const group = [item];
      quiet.set(item.at, group);
      shown.push(group);
    }
  }
  return shown;
}

function isQuiet(item: TimelineItem): boolean {
  const { state, explain, assigned } = item.data ?? {};
  return (
    item.kind === 'rule' &&
    state !== 'failed' &&
    state !== 'retrying' &&
    listed(explain) + listed(assigned) === 0
  );
}

function listed(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

/** The names of those to whom a comment speaks. */
function mentioned({ data }: TimelineItem): string[] {
  const people = Array.isArray(data?.mentions) ? (data.mentions as { name: string }[]) : [];
  return people.map(({ name }) => name);
}

/** Rules that ran and changed nothing that is shown: one quiet line. */
function QuietRules({ items }: { items: TimelineItem[] }) {
  const t = words.use();
  const [open, setOpen] = useState(false);
  return (
    <li className={css.entry}>
      <span className={css.entryMark} style={{ background: 'var(--grey-mark)' }} aria-hidden />
      <div className={css.entryHead}>
        <button type="button" className={css.quiet} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('rulesRan', { count: items.length })} <DownOutlined aria-hidden rotate={open ? 180 : 0} />
        </button>
        <span className="muted caption">
          <RelativeTime value={items[0]!.at} />
        </span>
      </div>
      {open && (
        <ul className={css.changes}>
          {items.map((item) => (
            <li key={item.id}>{item.text}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

interface EntryProps {
  app: AppDescription;
  type: EntityDescription;
  /** The record whose timeline is read. */
  id: string;
  item: TimelineItem;
}

function Entry({ app, type, id, item }: EntryProps) {
  const t = words.use();
  const text = useText();
  const [open, setOpen] = useState(false);
  const explain = Array.isArray(item.data?.explain) ? (item.data.explain as unknown[]) : [];
  const explained = explain
    .map((line) => (typeof line === 'string' ? line : explainText(line, text)))
    .filter(Boolean);
  const assigned = Array.isArray(item.data?.assigned) ? (item.data.assigned as string[]) : [];
  const name = useActorName(item);
  const { origin } = item;
  return (
    <li className={css.entry}>
      <span
        className={css.entryMark}
        style={{ background: `var(--${markColour[item.kind] ?? 'grey'}-mark)` }}
        aria-hidden
      />
      <div className={css.entryHead}>
        <strong>{name}</strong>
        {item.kind === 'created' && <span>{origin ? t('createdIt') : t('created')}</span>}
        {item.kind === 'deleted' && <span>{t('putInTrash')}</span>}
        {item.kind === 'restored' && <span>{t('tookFromTrash')}</span>}
        {(item.kind === 'merged' || item.kind === 'unmerged') && (
          <Suspense>
            <MergeEntry app={app} type={type} id={id} item={item} />
          </Suspense>
        )}
        <Batch app={app} type={type} cause={item.cause ?? ''} />
        {item.kind === 'flow' && item.data && (
          <Suspense>
            <FlowEntry data={item.data} />
          </Suspense>
        )}
        {origin?.merged ? (
          <span className="caption">{t('ofRecord', { entity: origin.name, title: origin.title })}</span>
        ) : (
          origin && (
            <Link className="caption" to={paths.record(app.key, origin.entity, origin.id)}>
              {t('ofRecord', { entity: origin.name, title: origin.title })}
            </Link>
          )
        )}
        <span className="muted caption">
          <RelativeTime value={item.at} />
        </span>
        {explained.length > 0 && (
          <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('why')}
          </Button>
        )}
      </div>
      {item.text && item.kind !== 'rule' && (
        <div className={`${css.entryBody} ${item.kind === 'comment' ? css.comment : ''}`}>
          {item.kind === 'comment' ? <CommentText text={item.text} mentions={mentioned(item)} /> : item.text}
        </div>
      )}
      {item.given && <Given {...item.given} />}
      {item.changes && item.changes.length > 0 && item.kind !== 'created' && (
        <TimelineChanges
          app={app}
          type={(origin && app.entities[origin.entity]) ?? type}
          changes={item.changes}
        />
      )}
      {assigned.map((reason, index) => (
        <div key={index} className={css.entryBody}>
          {reason}
        </div>
      ))}
      {open && (
        <ul className={css.changes}>
          {explained.map((line, index) => (
            <li key={index}>{line}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** That a change came with an import, which can be listed, or with its undoing. */
function Batch({ app, type, cause }: { app: AppDescription; type: EntityDescription; cause: string }) {
  const t = words.use();
  const [kind, batch] = cause.split(':');
  if (kind === 'restore')
    return <span className="caption">{historyWords.say('fromVersion', { version: batch })}</span>;
  if (kind === 'undo_import') return <span className="caption">{t('byUndo')}</span>;
  if (kind !== 'import' || !batch) return null;
  return (
    <Link className="caption" to={paths.list(app.key, type.key, { as: 'table', batch })}>
      {t('byImport')}
    </Link>
  );
}

/** Who or what did it: a person, a rule by its name, a flow, a score card. */
function useActorName(item: TimelineItem): string {
  const t = words.use();
  const actor = item.actor;
  if (!actor?.name) return t('system');
  if (actor.kind === 'rule') return t('byRuleName', { name: actor.name });
  if (actor.kind === 'form') return t('byFormName', { name: actor.name });
  return actor.name;
}

function explainText(line: unknown, text: (value: string | { en?: string; zh?: string }) => string): string {
  if (!line || typeof line !== 'object') return '';
  const { reason, text: said, message, points } = line as Record<string, unknown>;
  const words = text((reason ?? said ?? message ?? '') as string);
  return points === undefined ? words : `${words} (${String(points)})`;
}
