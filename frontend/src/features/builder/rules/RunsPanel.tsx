import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { Run, SetRecordPage } from '@/api/types';
import { Button, LinkButton } from '@/ui/Button';
import { ConfirmButton } from '@/ui/ConfirmButton';
import { RelativeTime } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { useText } from '@/i18n';
import { clauses, paired } from '@/i18n/lists';
import { common } from '@/i18n/words';
import { appPath } from '../draft/api';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { Pair, Said, StepOutcome } from './RunValues';
import { events } from './scoreEvents';
import { ruleWords } from './words';

const EVENTS: Record<string, string> = {
  ...events,
  'record.deleted': 'event_deleted',
  'record.restored': 'event_restored',
  'record.commented': 'event_commented',
  'seat.opened': 'event_opened',
  'button.pressed': 'event_button',
  'schedule.due': 'event_schedule',
};

/** What made a rule run, in words; a kind that is not known stands as it is. */
function eventWord(r: ReturnType<typeof ruleWords.use>, event: string): string {
  const word = EVENTS[event];
  return word ? r(word as 'event_created') : event;
}

const colour = {
  done: 'green',
  failed: 'red',
  cut: 'amber',
  refused: 'amber',
  waiting: 'blue',
  skipped: 'grey',
  running: 'blue',
} as const;

const REFRESH = 2000;

/** What the published rule did: each run with what it saw and why. */
export function RunsPanel({ app, rule, scheduled }: { app: string; rule: string; scheduled?: boolean }) {
  const r = ruleWords.use();
  const c = common.use();
  const problemText = useProblemText();
  const runs = useQuery({
    queryKey: ['runs', app, rule],
    queryFn: ({ signal }) =>
      api.get<{ items: Run[] }>(appPath(app, `/rules/${encodeURIComponent(rule)}/runs`), { signal }),
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.items.some((run) => run.state === 'running') ? REFRESH : false,
  });
  if (runs.error) return <p className="muted">{problemText(runs.error)}</p>;
  if (!runs.data) return <Skeleton height={40} />;
  const now = scheduled && <RunNow app={app} rule={rule} onStarted={() => void runs.refetch()} />;
  if (runs.data.items.length === 0)
    return (
      <div className={kit.stack}>
        <p className="muted">{r('runsEmpty')}</p>
        {now}
      </div>
    );
  return (
    <div>
      {runs.data.items.map((run) => (
        <RunLine key={run.id} app={app} run={run} />
      ))}
      <Button small look="quiet" onClick={() => void runs.refetch()}>
        {c('refresh')}
      </Button>
      {now}
    </div>
  );
}

/** Lets the published rule act now, after telling on how many records; a rule that is not published has none. */
function RunNow({ app, rule, onStarted }: { app: string; rule: string; onStarted: () => void }) {
  const r = ruleWords.use();
  const path = appPath(app, `/rules/${encodeURIComponent(rule)}`);
  const due = useQuery({
    queryKey: ['rule-due', app, rule],
    queryFn: ({ signal }) => api.get<{ records: number }>(`${path}/due`, { signal }),
    retry: false,
  });
  if (!due.data) return null;
  return (
    <ConfirmButton
      small
      text={r('runNowText', { count: due.data.records })}
      confirm={r('runNow')}
      onConfirm={async () => {
        await api.post(`${path}/run`, {});
        toast(r('runNowStarted'));
        onStarted();
        await due.refetch();
      }}
    >
      {r('runNow')}
    </ConfirmButton>
  );
}

/** How many records a run over a set was for, and what became of them. */
function SetCount({ records }: { records: NonNullable<Run['records']> }) {
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
function SetRecords({ app, run }: { app: string; run: Run }) {
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
            <StateTag colour={one.state === 'pending' ? 'blue' : colour[one.state]}>
              {r(`run_${one.state}`)}
            </StateTag>
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

/** One run; one that was only tried is not kept and has nothing more to fetch. */
export function RunLine({ app, run, tried }: { app: string; run: Run; tried?: boolean }) {
  const r = ruleWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const text = useText();
  const described = useApp(app).data;
  const [open, setOpen] = useState(Boolean(tried));
  const detail = useQuery({
    queryKey: ['run', run.id],
    queryFn: () => api.get<Run>(`/runs/${run.id}`),
    enabled: open && !tried,
    placeholderData: run,
  });
  const shown = detail.data ?? run;
  const retry = async () => {
    try {
      await api.post(`/runs/${run.id}/retry`, {});
      await client.invalidateQueries({ queryKey: ['runs', app, run.rule] });
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  return (
    <details className={css.run} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <StateTag colour={run.matched ? colour[run.state] : 'grey'}>
          {run.matched ? r(`run_${run.state}`) : r('notMatched')}
        </StateTag>
        {run.records ? (
          <SetCount records={run.records} />
        ) : (
          <span className={css.runTitle}>{run.title ?? r('noRecord')}</span>
        )}
        <span className="caption muted">{eventWord(r, run.event)}</span>
        <span className="caption" style={{ marginInlineStart: 'auto' }}>
          {run.at && <RelativeTime value={run.at} />}
        </span>
      </summary>
      {open && (
        <dl className={css.pairs}>
          {shown.why && (
            <>
              <dt>{r('why')}</dt>
              <dd>{shown.why}</dd>
            </>
          )}
          {shown.error && (
            <>
              <dt>{r('run_failed')}</dt>
              <dd className={kit.bad}>{shown.error}</dd>
            </>
          )}
          {described && (
            <Said app={described} labels={shown.labels} entity={run.entity} values={shown.values ?? {}} />
          )}
          {(shown.steps ?? []).map((step, index) => (
            <Pair key={index} name={`${index + 1}. ${r(`step_${step.kind}` as 'step_Create')}`}>
              <StepOutcome app={app} run={shown} step={step} />
              <div className="caption muted">
                {r(`run_${step.state}` as 'run_done')} · {r('milliseconds', { count: step.milliseconds })}
              </div>
              {step.error && <div className={kit.bad}>{step.error}</div>}
            </Pair>
          ))}
          {(shown.not_matched ?? []).map((other, index) => (
            <Pair key={`n${index}`} name={text(other.rule_name) || other.rule}>
              {other.why ?? ''}
            </Pair>
          ))}
        </dl>
      )}
      {open && !tried && shown.records && <SetRecords app={app} run={shown} />}
      {open && !tried && (
        <span style={{ display: 'flex', gap: 8 }}>
          {run.record && (
            <LinkButton small to={paths.record(app, run.entity, run.record)}>
              {r('openRecord')}
            </LinkButton>
          )}
          {run.state === 'failed' && (
            <Button small onClick={() => void retry()}>
              {r('retryRun')}
            </Button>
          )}
        </span>
      )}
    </details>
  );
}
