import { lazy, Suspense, useState } from 'react';
import { useText } from '@/i18n';
import { Button, DateTimeText } from '@/ui';
import css from './flows.module.css';
import { Given } from './Given';
import { concerned, isTold, wordOf } from './historyLine';
import type { Told } from './historyLine';
import { historyWords } from './historyWords';
import { useLimitWords } from './limits';
import type { Past } from './RecordThen';
import type { FlowEvent, FlowInstance } from './types';
import { flowWords } from './words';

const RecordThen = lazy(() => import('./RecordThen').then((module) => ({ default: module.RecordThen })));

export interface HistoryLinesProps {
  instance: FlowInstance;
  past?: Past;
}

/** Whether a moment let the request go on: not that of a reminder, nor of a cycle whose condition failed. */
const led = ({ visits }: FlowInstance, { node, at, data }: FlowEvent) =>
  visits.some(
    (visit) =>
      visit.node === node &&
      visit.finished_at === at &&
      (data.kind !== 'limit' || visit.outcome === 'timeout'),
  );

/**
 * What happened to a request, newest first; the passing of automatic steps is left to the picture. With `past`, the
 * record can be looked at as it was at each decision.
 */
export function HistoryLines({ instance, past }: HistoryLinesProps) {
  const t = historyWords.use();
  const f = flowWords.use();
  const text = useText();
  const limits = useLimitWords();
  const nameOf = (key: string | null) => text(instance.graph.nodes.find((node) => node.key === key)?.name);
  const [shown, setShown] = useState<(FlowEvent & { verb: Told }) | null>(null);
  const lines = instance.history
    .filter((line): line is FlowEvent & { verb: Told } => isTold(line.verb))
    .filter((line) => line.verb !== 'timer_due' || led(instance, line))
    .reverse();
  return (
    <>
      <ol className={css.history} aria-label={f('history')}>
        {lines.map((line) => (
          <li key={line.seq} className={css.line}>
            <strong>{line.actor?.name ?? f('system')}</strong>
            {line.on_behalf_of && (
              <span className="muted">{f('onBehalf', { name: line.on_behalf_of.name })}</span>
            )}
            <span>{t(wordOf(line.verb, line.data))}</span>
            {line.concerns.length > 0 && <span>{concerned(line.concerns, line.data)}</span>}
            {line.limit && <span className="muted">{limits.passed(line.limit)}</span>}
            {line.verb === 'sub_flow_ended' && <span>{f(line.data.outcome as 'approved')}</span>}
            {nameOf(line.node) && <span className="muted">{nameOf(line.node)}</span>}
            <span className={`muted caption ${css.when}`}>
              <DateTimeText value={line.at} />
            </span>
            {past && line.data.record_version !== undefined && (
              <Button
                small
                look="quiet"
                aria-label={t('recordThen', {
                  name: line.actor?.name ?? f('system'),
                  act: t(`event_${line.verb}`),
                })}
                onClick={() => setShown(line)}
              >
                {t('asItWas')}
              </Button>
            )}
            {line.comment && <q>{line.comment}</q>}
            <Given signature={line.signature} files={line.files} />
          </li>
        ))}
      </ol>
      {past && shown && (
        <Suspense>
          <RecordThen
            past={past}
            version={Number(shown.data.record_version)}
            title={t('recordThen', {
              name: shown.actor?.name ?? f('system'),
              act: t(`event_${shown.verb}`),
            })}
            onClose={() => setShown(null)}
          />
        </Suspense>
      )}
    </>
  );
}
