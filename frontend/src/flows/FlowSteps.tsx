import { lazy, Suspense } from 'react';
import { useText } from '@/i18n';
import { DateTimeText, PersonName, RelativeTime, StateTag } from '@/ui';
import { useMinute } from '@/ui/useMinute';
import css from './flows.module.css';
import { Given } from './Given';
import { seatStatus, statusColour, useNodeName, visitStatus } from './progress';
import type { FlowInstance, FlowSeat, FlowVisit } from './types';
import { useSpan } from './useSpan';
import { flowWords } from './words';

const SubRequests = lazy(() =>
  import('./RelatedRequests').then((module) => ({ default: module.SubRequests })),
);
const LimitName = lazy(() => import('./LimitName').then((module) => ({ default: module.LimitName })));
const SeatTold = lazy(() => import('./StepTold').then((module) => ({ default: module.SeatTold })));
const PartOf = lazy(() => import('./RelatedRequests').then((module) => ({ default: module.PartOf })));

/** Kinds that are worth a line although nobody is asked there: what took time, or did something. */
const working = ['timer', 'wait', 'sub_flow', 'action', 'decision'];

/** The steps on the way so far: how long each took, who was asked since when, what they said. */
export function FlowSteps({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const text = useText();
  const nameOf = useNodeName();
  const span = useSpan();
  useMinute();
  const kindOf = (visit: FlowVisit) =>
    instance.graph.nodes.find((node) => node.key === visit.node)?.kind ?? '';
  const visits = instance.visits.filter((visit) => visit.seats.length > 0 || working.includes(kindOf(visit)));
  if (visits.length === 0) return null;
  const rounds = Math.max(...visits.map((visit) => visit.round));
  return (
    <>
      {instance.parent && (
        <Suspense>
          <PartOf instance={instance} />
        </Suspense>
      )}
      <ol className={css.steps} aria-label={t('steps')}>
        {visits.map((visit) => {
          const node = instance.graph.nodes.find((found) => found.key === visit.node);
          const status = visitStatus(visit, node?.kind);
          const took = span(visit.started_at, visit.finished_at);
          return (
            <li key={visit.id} className={css.step}>
              <div className={css.stepHead}>
                <strong>
                  {text(node?.name) || (visit.node === 'start' ? t('submit') : nameOf(instance, visit.node))}
                </strong>
                {rounds > 1 && <span className="muted caption">{t('round', { round: visit.round })}</span>}
                {node?.mode && visit.seats.length > 1 && (
                  <span className="muted caption">{t(modes[node.mode as 'all'] ?? 'modeAll')}</span>
                )}
                {took && (
                  <span className="muted caption figures">
                    {t(visit.finished_at ? 'took' : 'lasts', { time: took })}
                  </span>
                )}
                <StateTag colour={statusColour[status]}>{t(status)}</StateTag>
              </div>
              <Waiting instance={instance} visit={visit} kind={node?.kind} />
              {visit.seats.map((seat) => (
                <Seat key={seat.id} seat={seat} visit={visit} />
              ))}
            </li>
          );
        })}
      </ol>
    </>
  );
}

const modes = { all: 'modeAll', any: 'modeAny', ratio: 'modeRatio' } as const;

const awaited = { message: 'waitsMessage', webhook: 'waitsWebhook', record: 'waitsRecord' } as const;

/** What an open step waits for besides its people: a moment, other requests. */
function Waiting({
  instance,
  visit,
  kind,
}: {
  instance: FlowInstance;
  visit: FlowVisit;
  kind: string | undefined;
}) {
  const t = flowWords.use();
  const due = instance.timers.filter((timer) => timer.visit === visit.id);
  const ended = visit.children.filter((child) => child.outcome !== null).length;
  if (visit.state !== 'open' && visit.children.length === 0) return null;
  const [what = '', ...name] = visit.waits_for?.split(':') ?? [];
  return (
    <>
      {what in awaited && (
        <span className="muted caption">{t(awaited[what as 'message'], { name: name.join(':') })}</span>
      )}
      {visit.children.length > 0 && (
        <>
          {visit.state === 'open' && (
            <span className="muted caption">{t('childrenEnded', { ended, all: visit.children.length })}</span>
          )}
          <Suspense>
            <SubRequests instance={instance} visit={visit.id} />
          </Suspense>
        </>
      )}
      {visit.state === 'open' &&
        !instance.suspended_at &&
        due.map((timer) => (
          <span key={timer.id} className="muted caption">
            {timer.limit ? (
              <Suspense fallback={t('timeLimit')}>
                <LimitName limit={timer.limit} kind={kind} />
              </Suspense>
            ) : (
              t(timer.kind === 'timer' ? 'goesOn' : 'timeLimit')
            )}{' '}
            <DateTimeText value={timer.due_at} /> (
            <RelativeTime value={timer.due_at} />)
          </span>
        ))}
    </>
  );
}

function Seat({ seat, visit }: { seat: FlowSeat; visit: FlowVisit }) {
  const t = flowWords.use();
  const said = seatStatus(seat);
  const instead = seat.decided_by && seat.decided_by.id !== seat.person?.id ? seat.decided_by : null;
  return (
    <div className={css.seat}>
      <PersonName name={seat.person?.name ?? t('system')} />
      <span className={`caption ${css.seatState}`}>
        {visit.seats.length > 1 && (
          <StateTag colour={statusColour[said]} dot={false}>
            {t(said)}
          </StateTag>
        )}
        <span className="muted">
          {seat.decided_at ? (
            <DateTimeText value={seat.decided_at} />
          ) : (
            <RelativeTime value={seat.opened_at} />
          )}
        </span>
      </span>
      <Suspense>
        <SeatTold seat={seat} visit={visit} />
      </Suspense>
      {instead && seat.state === 'done' && (
        <span className="muted caption">{t('decidedInstead', { name: instead.name })}</span>
      )}
      {seat.comment && <span className={css.seatText}>{seat.comment}</span>}
      <Given signature={seat.signature} files={seat.files} />
    </div>
  );
}
