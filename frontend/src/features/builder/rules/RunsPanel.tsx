import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { Run, RunPage } from '@/api/types';
import { Button, LinkButton } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { appPath } from '../draft/api';
import kit from '../kit/kit.module.css';
import css from './rules.module.css';
import { RunActions, StepActions } from './RunActions';
import { Pair, Said, StepOutcome } from './RunValues';
import { runWords } from './runWords';
import { RunNow, SetCount, SetRecords } from './SetRuns';
import { useEventWord } from './eventWords';
import { useStateWord } from './useStateWord';
import { ruleWords } from './words';

/** Steps with their numbers, which those inside another lack; where steps begin to be about another record, with its id. */
export function numbered({ steps, record }: Pick<Run, 'steps' | 'record'>) {
  let outermost = 0;
  const seen: Run['record'][] = [];
  return (steps ?? []).map((step) => {
    const enclosing = step.depth === 0 ? record : seen[step.depth - 1];
    const about = [enclosing, seen[step.depth]].includes(step.record) ? null : step.record;
    seen.splice(step.depth, Infinity, step.record);
    return { step, about, number: step.depth === 0 ? `${(outermost += 1)}.` : '·' };
  });
}

const colour = {
  done: 'green',
  failed: 'red',
  cut: 'amber',
  refused: 'amber',
  waiting: 'blue',
  retrying: 'amber',
  skipped: 'grey',
  running: 'blue',
  retried: 'grey',
  dismissed: 'grey',
  undone: 'grey',
} as const;

const REFRESH = 2000;

/** What the published rule did: each run with what it saw and why. */
export function RunsPanel({ app, rule, scheduled }: { app: string; rule: string; scheduled?: boolean }) {
  const r = ruleWords.use();
  return (
    <div className={kit.stack}>
      <RunList
        app={app}
        name={rule}
        path={`/rules/${encodeURIComponent(rule)}/runs`}
        query={{}}
        empty={r('runsEmpty')}
      />
      {scheduled && <RunNow app={app} rule={rule} />}
    </div>
  );
}

interface RunListProps {
  app: string;
  /** What tells this list from others of the app. */
  name: string;
  path: string;
  query: Record<string, string | string[] | undefined>;
  empty: string;
  /** Runs of several rules: each says of which it is. */
  named?: boolean;
}

/** Runs, newest first, more of them when asked for. */
export function RunList({ app, name, path, query, empty, named }: RunListProps) {
  const c = common.use();
  const problemText = useProblemText();
  const runs = useInfiniteQuery({
    queryKey: ['runs', app, name, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<RunPage>(appPath(app, path), { signal, query: { ...query, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    retry: false,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ items }) => items.some((run) => run.state === 'running')) ? REFRESH : false,
  });
  if (runs.error) return <p className="muted">{problemText(runs.error)}</p>;
  if (!runs.data) return <Skeleton height={40} />;
  const items = runs.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return <p className="muted">{empty}</p>;
  return (
    <div>
      {items.map((run) => (
        <RunLine key={run.id} app={app} run={run} named={named} />
      ))}
      {runs.hasNextPage && (
        <Button small busy={runs.isFetchingNextPage} onClick={() => void runs.fetchNextPage()}>
          {c('loadMore')}
        </Button>
      )}
      <Button small look="quiet" onClick={() => void runs.refetch()}>
        {c('refresh')}
      </Button>
    </div>
  );
}

/** What a rule is called, or was when it was deleted. */
export function useRuleName() {
  const w = runWords.use();
  const text = useText();
  return (of: Pick<Run, 'rule' | 'rule_name' | 'rule_deleted'>) => {
    const name = text(of.rule_name) || of.rule;
    return of.rule_deleted ? w('ruleDeleted', { name }) : name;
  };
}

interface RunLineProps {
  app: string;
  run: Run;
  tried?: boolean;
  named?: boolean;
}

/** One run; one that was only tried is not kept and has nothing more to fetch. */
export function RunLine({ app, run, tried, named }: RunLineProps) {
  const r = ruleWords.use();
  const w = runWords.use();
  const word = useStateWord();
  const eventWord = useEventWord();
  const ruleName = useRuleName();
  const described = useApp(app).data;
  const [open, setOpen] = useState(Boolean(tried));
  const detail = useQuery({
    queryKey: ['run', run.id],
    queryFn: () => api.get<Run>(`/runs/${run.id}`),
    enabled: open && !tried,
    placeholderData: run,
  });
  const shown = detail.data ?? run;
  return (
    <details className={css.run} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <StateTag colour={run.matched ? colour[shown.state] : 'grey'}>
          {run.matched ? word(shown.state) : r('notMatched')}
        </StateTag>
        {run.records ? (
          <SetCount records={run.records} />
        ) : (
          <span className={css.runTitle}>{run.title ?? r('noRecord')}</span>
        )}
        <span className="caption muted">
          {named && `${ruleName(run)} · `}
          {eventWord(run.event)}
        </span>
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
          {numbered(shown).map(({ step, number, about }, index) => (
            <Pair
              key={index}
              depth={step.depth}
              name={`${number} ${r(`step_${step.kind}` as 'step_Create')}`}
            >
              {about && <div>{shown.labels[about]}</div>}
              <StepOutcome app={app} run={shown} step={step} />
              <div className="caption muted">
                {word(step.state)} · {r('milliseconds', { count: step.milliseconds })}
                {step.attempt > 1 && ` · ${w('attempt', { count: step.attempt })}`}
                {step.tried_at && (
                  <>
                    {' · '}
                    {w(step.state === 'retrying' ? 'triedAt' : 'givenUpAt')}{' '}
                    <RelativeTime value={step.tried_at} />
                  </>
                )}
              </div>
              {step.error && <div className={`${kit.bad} ${css.lines}`}>{step.error}</div>}
              {!tried && <StepActions app={app} run={shown} step={step} />}
            </Pair>
          ))}
          {(shown.not_matched ?? []).map((other, index) => (
            <Pair key={`n${index}`} name={ruleName(other)}>
              {other.why ?? ''}
            </Pair>
          ))}
          {shown.followed && (
            <Pair name={word(shown.state)}>
              {shown.followed.reason
                ? w('followedReason', { by: shown.followed.by ?? '', reason: shown.followed.reason })
                : w('followedBy', { by: shown.followed.by ?? '' })}
            </Pair>
          )}
        </dl>
      )}
      {open && !tried && shown.records && <SetRecords app={app} run={shown} />}
      {open && !tried && (
        <span style={{ display: 'flex', gap: 8, flexWrap: 'wrap' }}>
          {run.record && (
            <LinkButton small to={paths.record(app, run.entity, run.record)}>
              {r('openRecord')}
            </LinkButton>
          )}
          <RunActions app={app} run={shown} />
        </span>
      )}
    </details>
  );
}
