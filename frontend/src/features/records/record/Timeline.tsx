import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem, TimelineItem, TimelinePage } from '@/api/types';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, RelativeTime } from '@/ui';
import { words } from '../words';
import { CommentBox } from './CommentBox';
import css from './record.module.css';
import { TimelineChanges } from './TimelineChanges';

export interface TimelineProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
}

type Translate = ReturnType<typeof words.use>;

const markColour: Record<string, string> = {
  comment: 'blue',
  flow: 'teal',
  rule: 'amber',
  created: 'green',
  mail: 'blue',
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
  const items = every.filter((item) => kind === 'all' || item.kind === kind);
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
          {items.map((item) => (
            <Entry key={item.id} app={app} type={type} item={item} />
          ))}
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

function Entry({ app, type, item }: { app: AppDescription; type: EntityDescription; item: TimelineItem }) {
  const t = words.use();
  const text = useText();
  const [open, setOpen] = useState(false);
  const explain = Array.isArray(item.data?.explain) ? (item.data.explain as unknown[]) : [];
  const explained = explain
    .map((line) => (typeof line === 'string' ? line : explainText(line, text)))
    .filter(Boolean);
  const name = useActorName(item);
  const flow = item.kind === 'flow' ? item.data : null;
  return (
    <li className={css.entry}>
      <span
        className={css.entryMark}
        style={{ background: `var(--${markColour[item.kind] ?? 'grey'}-mark)` }}
        aria-hidden
      />
      <div className={css.entryHead}>
        <strong>{name}</strong>
        {item.kind === 'created' && <span>{t('created')}</span>}
        {flow && (
          <span>
            {[flowVerb(t, String(flow.verb ?? '')), String(flow.name ?? '')].filter(Boolean).join(' · ')}
          </span>
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
        <div className={`${css.entryBody} ${item.kind === 'comment' ? css.comment : ''}`}>{item.text}</div>
      )}
      {item.changes && item.changes.length > 0 && item.kind !== 'created' && (
        <TimelineChanges app={app} type={type} changes={item.changes} />
      )}
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

/** Who or what did it: a person, a rule by its name, a flow, a score card. */
function useActorName(item: TimelineItem): string {
  const t = words.use();
  const actor = item.actor;
  if (!actor?.name) return t('system');
  if (actor.kind === 'rule') return t('byRuleName', { name: actor.name });
  if (actor.kind === 'form') return t('byFormName', { name: actor.name });
  return actor.name;
}

function flowVerb(t: Translate, verb: string): string {
  return verb in flowVerbs ? t(flowVerbs[verb as keyof typeof flowVerbs]) : verb;
}
const flowVerbs = {
  started: 'flowStarted',
  done: 'flowDone',
  approve: 'flowApproved',
  reject: 'flowRejected',
  return: 'flowReturned',
  withdraw: 'flowWithdrawn',
  withdrawn: 'flowWithdrawn',
  finished: 'flowFinished',
  transfer: 'flowTransferred',
  terminate: 'flowEnded',
  opened: 'flowOpened',
} as const;

function explainText(line: unknown, text: (value: string | { en?: string; zh?: string }) => string): string {
  if (!line || typeof line !== 'object') return '';
  const { reason, text: said, message, points } = line as Record<string, unknown>;
  const words = text((reason ?? said ?? message ?? '') as string);
  return points === undefined ? words : `${words} (${String(points)})`;
}
