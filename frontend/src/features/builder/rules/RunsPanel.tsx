import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import { useApp } from '@/api/queries';
import type { Run } from '@/api/types';
import { Button, LinkButton } from '@/ui/Button';
import { RelativeTime } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { Skeleton } from '@/ui/Skeletons';
import { StateTag } from '@/ui/StateTag';
import { toast } from '@/ui/toast';
import { useText } from '@/i18n';
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
};

/** What made a rule run, in words; a kind that is not known stands as it is. */
function eventWord(r: ReturnType<typeof ruleWords.use>, event: string): string {
  const word = EVENTS[event];
  return word ? r(word as 'event_created') : event;
}

/** Steps with their numbers: those inside another have none of their own. */
function numbered(steps: Run['steps']) {
  let outermost = 0;
  return steps.map((step) => ({ step, number: step.depth === 0 ? `${(outermost += 1)}.` : '·' }));
}

const colour = {
  done: 'green',
  failed: 'red',
  cut: 'amber',
  refused: 'amber',
  waiting: 'blue',
  skipped: 'grey',
} as const;

/** What the published rule did: each run with what it saw and why. */
export function RunsPanel({ app, rule }: { app: string; rule: string }) {
  const r = ruleWords.use();
  const c = common.use();
  const problemText = useProblemText();
  const runs = useQuery({
    queryKey: ['runs', app, rule],
    queryFn: ({ signal }) =>
      api.get<{ items: Run[] }>(appPath(app, `/rules/${encodeURIComponent(rule)}/runs`), { signal }),
    retry: false,
  });
  if (runs.error) return <p className="muted">{problemText(runs.error)}</p>;
  if (!runs.data) return <Skeleton height={40} />;
  if (runs.data.items.length === 0) return <p className="muted">{r('runsEmpty')}</p>;
  return (
    <div>
      {runs.data.items.map((run) => (
        <RunLine key={run.id} app={app} run={run} />
      ))}
      <Button small look="quiet" onClick={() => void runs.refetch()}>
        {c('refresh')}
      </Button>
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
        <span className={css.runTitle}>{run.title ?? r('noRecord')}</span>
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
          {described && (
            <Said app={described} labels={shown.labels} entity={run.entity} values={shown.values ?? {}} />
          )}
          {numbered(shown.steps ?? []).map(({ step, number }, index) => (
            <Pair
              key={index}
              depth={step.depth}
              name={`${number} ${r(`step_${step.kind}` as 'step_Create')}`}
            >
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
