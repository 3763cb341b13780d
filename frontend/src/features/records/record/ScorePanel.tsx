import { useState } from 'react';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { useText } from '@/i18n';
import { Button, StateTag } from '@/ui';
import { words } from '../words';
import { useScoreOf } from './besides';
import css from './score.module.css';

export interface ScorePanelProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
}

/** How many days have passed since a day. */
const daysSince = (day: string) =>
  Math.max(0, Math.floor((Date.now() - new Date(`${day}T00:00`).getTime()) / 86_400_000));

/** What a score card gives the record, and why. */
export function ScorePanel({ app, type, record }: ScorePanelProps) {
  const t = words.use();
  const pointsOf = (points: string) => t('points', { points: signed(points), count: Number(points) });
  const text = useText();
  const [open, setOpen] = useState(false);
  const { data } = useScoreOf(app.key, type, record.id, true);
  if (!data || !data.lines || data.lines.length === 0) return null;
  const band = data.band ? text(data.band.label) : null;
  const lines = [...data.lines].sort(
    (a, b) => Number(b.matched) - Number(a.matched) || Number(b.points) - Number(a.points),
  );
  const signed = (points: string) => (Number(points) > 0 ? `+${points}` : points);
  return (
    <section className={css.score} aria-label={t('score')}>
      <div className={css.scoreHead}>
        <span>{data.name ? text(data.name) : t('score')}</span>
        <span className={`${css.scoreTotal} figures`}>{data.total}</span>
        {data.max ? (
          <progress
            className={css.scoreBar}
            value={Number(data.total)}
            max={Number(data.max)}
            aria-label={t('scoreOf', { total: data.total, max: data.max })}
          />
        ) : null}
        {band && <StateTag colour="blue">{band}</StateTag>}
        <Button small look="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
          {t('why')}
        </Button>
      </div>
      {open && data.cap && <p className="muted caption">{t('scoreCapped', { cap: data.cap })}</p>}
      {open && (
        <ul className={css.scoreLines}>
          {lines.map((line) => (
            <li key={line.id} className={line.matched ? undefined : 'muted'}>
              <span title={line.matched ? t('matched') : t('notMatched')} aria-hidden>
                {line.matched ? '✓' : '·'}
              </span>
              <span>
                {text(line.reason)}
                <span className="visually-hidden"> {line.matched ? t('matched') : t('notMatched')}</span>
              </span>
              <span className="figures">
                {pointsOf(line.matched && line.given ? line.given : line.points)}
                {line.since && line.matched && (
                  <small className="muted">
                    {' '}
                    {t('scoreFaded', { whole: line.whole, count: daysSince(line.since) })}
                  </small>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
