import { useText } from '@/i18n';
import { DateTimeText, PersonName, RelativeTime, StateTag } from '@/ui';
import css from './flows.module.css';
import { seatStatus, statusColour, visitStatus } from './progress';
import type { FlowInstance } from './types';
import { flowWords } from './words';

/** The steps at which people were asked: who, since when, what they said. */
export function FlowSteps({ instance }: { instance: FlowInstance }) {
  const t = flowWords.use();
  const text = useText();
  const visits = instance.visits.filter((visit) => visit.seats.length > 0);
  if (visits.length === 0) return null;
  const rounds = Math.max(...visits.map((visit) => visit.round));
  return (
    <ol className={css.steps} aria-label={t('steps')}>
      {visits.map((visit) => {
        const node = instance.graph.nodes.find((found) => found.key === visit.node);
        const status = visitStatus(visit);
        return (
          <li key={visit.id} className={css.step}>
            <div className={css.stepHead}>
              <strong>{text(node?.name) || (visit.node === 'start' ? t('submit') : visit.node)}</strong>
              {rounds > 1 && <span className="muted caption">{t('round', { round: visit.round })}</span>}
              {node?.mode && visit.seats.length > 1 && (
                <span className="muted caption">{t(node.mode === 'all' ? 'modeAll' : 'modeAny')}</span>
              )}
              <StateTag colour={statusColour[status]}>{t(status)}</StateTag>
            </div>
            {visit.seats.map((seat) => {
              const said = seatStatus(seat);
              return (
                <div key={seat.id} className={css.seat}>
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
                  {seat.comment && <span className={css.seatText}>{seat.comment}</span>}
                </div>
              );
            })}
          </li>
        );
      })}
    </ol>
  );
}
