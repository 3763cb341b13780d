import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api } from '@/api/client';
import type { DueRecords, Run, SetRecordPage } from '@/api/types';
import { clauses, paired } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { paths } from '@/ui/paths';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { appPath } from '../draft/api';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { ruleWords } from './words';

const colour = { done: 'green', failed: 'red', skipped: 'grey', pending: 'blue' } as const;

/** Lets the published rule act now, after telling on how many records; a rule that is not published has none. */
export function RunNow({ app, rule }: { app: string; rule: string }) {
  const r = ruleWords.use();
  const client = useQueryClient();
  const path = appPath(app, `/rules/${encodeURIComponent(rule)}`);
  const due = useQuery({
    queryKey: ['rule-due', app, rule],
    queryFn: ({ signal }) => api.get<DueRecords>(`${path}/due`, { signal }),
    retry: false,
  });
  const count = due.data?.records ?? null;
  if (count === null) return null;
  return (
    <ConfirmButton
      small
      text={r('runNowText', { count })}
      confirm={r('runNow')}
      onConfirm={async () => {
        await api.post(`${path}/run`, {});
        toast(r('runNowStarted'));
        await Promise.all([client.invalidateQueries({ queryKey: ['runs', app] }), due.refetch()]);
      }}
    >
      {r('runNow')}
    </ConfirmButton>
  );
}

/** How many records a run over a set was for, and what became of them. */
export function SetCount({ records }: { records: NonNullable<Run['records']> }) {
  const r = ruleWords.use();
  const { chosen, done, failed, skipped } = records;
  return (
    <span className={css.runTitle}>
      {paired(
        r('runSet', { count: chosen }),
        clauses([
          r('runSetDone', { count: done }),
          failed ? r('runSetFailed', { count: failed }) : null,
          skipped ? r('runSetSkipped', { count: skipped }) : null,
        ]),
      )}
    </span>
  );
}

/** The records of a run over a set, those on which it failed first. */
export function SetRecords({ app, run }: { app: string; run: Run }) {
  const r = ruleWords.use();
  const failed = Boolean(run.records?.failed);
  const pages = useInfiniteQuery({
    queryKey: ['run-records', run.id, failed, run.records],
    initialPageParam: null as string | null,
    queryFn: ({ signal, pageParam }) =>
      api.get<SetRecordPage>(`/runs/${run.id}/records`, {
        signal,
        query: { ...(failed && { state: 'failed' }), ...(pageParam && { cursor: pageParam }) },
      }),
    getNextPageParam: (last) => last.next,
  });
  const items = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (!items.length) return null;
  return (
    <div>
      <ul className={css.setRecords} aria-label={r('runRecords')}>
        {items.map((one) => (
          <li key={one.record}>
            <StateTag colour={colour[one.state]}>{r(`run_${one.state}`)}</StateTag>
            <Link to={paths.record(app, run.entity, one.record)}>{one.title ?? r('noRecord')}</Link>
            {one.error && (
              <div className={one.state === 'failed' ? kit.bad : 'caption muted'}>{one.error}</div>
            )}
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button small look="quiet" onClick={() => void pages.fetchNextPage()}>
          {r('moreRecords')}
        </Button>
      )}
    </div>
  );
}
