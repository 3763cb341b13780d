import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import dayjs from 'dayjs';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';
import { useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath, useRefreshRecords } from '@/api/queries';
import type {
  AppDescription,
  EntityDescription,
  RecordItem,
  RecordMoment,
  RecordVersions,
} from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { listed, paired, spaced } from '@/i18n/lists';
import { common } from '@/i18n/words';
import {
  Button,
  CardsSkeleton,
  Dialog,
  EmptyState,
  ErrorState,
  RelativeTime,
  toast,
  useProblemText,
} from '@/ui';
import { personZone } from '@/ui/dates';
import { MomentShown } from '@/moments/MomentShown';
import { historyWords } from '@/moments/words';
import css from './history.module.css';

dayjs.extend(utc);
dayjs.extend(timezone);

export interface HistoryDialogProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  title: string;
  onClose: () => void;
}

type Asked = { version: number } | { at: string } | null;

/** The versions of a record, what it was at one of them or on a date, and bringing that back. */
export function HistoryDialog({ app, type, record, title, onClose }: HistoryDialogProps) {
  const t = historyWords.use();
  const [asked, setAsked] = useState<Asked>(null);
  return (
    <Dialog title={t('historyOf', { title })} onClose={onClose} width={980}>
      <div className={css.history}>
        <Versions app={app} type={type} record={record} asked={asked} onAsk={setAsked} />
        <div className={css.then} aria-live="polite">
          {asked ? (
            <Then key={JSON.stringify(asked)} {...{ app, type, record, asked, onClose }} />
          ) : (
            <EmptyState text={t('pick')} />
          )}
        </div>
      </div>
    </Dialog>
  );
}

interface VersionsProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  asked: Asked;
  onAsk: (asked: Asked) => void;
}

function Versions({ app, type, record, asked, onAsk }: VersionsProps) {
  const t = historyWords.use();
  const shared = common.use();
  const text = useText();
  const list = useInfiniteQuery({
    queryKey: [...keys.record(app.key, type.key, record.id), 'versions'],
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordVersions>(recordsPath(app.key, type.key, `/${record.id}/versions`), {
        signal,
        query: { before: pageParam },
      }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const labels = (fields: string[]) =>
    fields
      .map((key) => fieldOf(type, key))
      .filter((field) => field !== undefined)
      .map((field) => text(field.label));
  return (
    <div className={css.versions}>
      <label className={css.asOf}>
        <span>{t('asOf')}</span>
        <input
          type="datetime-local"
          onChange={(event) => {
            const at = event.target.value && dayjs.tz(event.target.value, personZone());
            onAsk(at ? { at: at.toISOString() } : null);
          }}
        />
      </label>
      {list.error ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : list.isPending ? (
        <CardsSkeleton cards={3} />
      ) : (
        <ol aria-label={t('versions')}>
          {items.map((item) => {
            const names = labels(item.fields);
            const on = asked !== null && 'version' in asked && asked.version === item.version;
            return (
              <li key={`${item.version}/${item.at}`}>
                <button
                  type="button"
                  aria-pressed={on}
                  className={css.version}
                  onClick={() => onAsk({ version: item.version })}
                >
                  <strong>{t('version', { version: item.version })}</strong>{' '}
                  <span className="muted caption">
                    <RelativeTime value={item.at} />
                  </span>
                  <span className={css.who}>
                    {item.kind === 'update' && names.length > 0
                      ? paired(spaced(item.actor?.name, t(item.kind)), listed(shortened(names)))
                      : spaced(item.actor?.name, t(item.kind))}
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      )}
      {list.hasNextPage && (
        <Button small busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {shared('loadMore')}
        </Button>
      )}
    </div>
  );
}

const shortened = (names: string[]) =>
  names.length > 4 ? [...names.slice(0, 4), `+${names.length - 4}`] : names;

interface ThenProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  asked: NonNullable<Asked>;
  onClose: () => void;
}

function Then({ app, type, record, asked, onClose }: ThenProps) {
  const t = historyWords.use();
  const refresh = useRefreshRecords();
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery({
    queryKey: [...keys.record(app.key, type.key, record.id), 'moment', asked],
    queryFn: ({ signal }) =>
      api.get<RecordMoment>(recordsPath(app.key, type.key, `/${record.id}/moment`), { signal, query: asked }),
    retry: false,
    staleTime: 0,
  });
  const [out, setOut] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton cards={2} />;
  const mayChange = record.can.includes('change') && !record.deleted_at;
  const wanted = data.differs.filter((one) => one.may && !out.has(one.field)).map((one) => one.field);
  const bring = async () => {
    setBusy(true);
    try {
      const brought = await api.post<RecordItem>(
        recordsPath(app.key, type.key, `/${record.id}/bring-back`),
        { version: data.version, fields: wanted },
        { ifMatch: data.present },
      );
      refresh(app.key, type.key, brought);
      toast(t('brought', { version: data.version }));
      onClose();
    } catch (problem) {
      toast(problemText(problem), { bad: true, long: true });
    } finally {
      setBusy(false);
    }
  };
  const toggle = (key: string) => {
    const next = new Set(out);
    if (!next.delete(key)) next.add(key);
    setOut(next);
  };
  return (
    <MomentShown
      app={app.key}
      type={type}
      moment={data}
      before={
        mayChange
          ? (one, label) => (
              <input
                type="checkbox"
                disabled={!one.may}
                checked={one.may && !out.has(one.field)}
                aria-label={t('bringOne', { field: label })}
                onChange={() => toggle(one.field)}
              />
            )
          : undefined
      }
    >
      {mayChange && (
        <div className={css.bring}>
          <Button look="primary" busy={busy} disabled={wanted.length === 0} onClick={() => void bring()}>
            {t('bring')}
          </Button>
          <span className="muted caption">{t('gates')}</span>
        </div>
      )}
    </MomentShown>
  );
}
