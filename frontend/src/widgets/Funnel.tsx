import type { CSSProperties } from 'react';
import css from './widgets.module.css';
import { useSay } from './format';
import type { Place, WidgetData } from './types';
import { words } from './words';

/** Stages one under the other, as wide as they are full, with the rate from stage to stage. */
export function Funnel({ data, onDrill }: { data: WidgetData; onDrill: (place: Place) => void }) {
  const t = words.use();
  const say = useSay();
  const at = (key: string) => data.columns.findIndex((column) => column.key === key);
  const [stage, count, value, rate, overall] = ['stage', 'count', 'value', 'rate', 'overall'].map(at) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const most = Math.max(1, ...data.rows.map((row) => Number(row[count] ?? 0)));
  const tell = (column: number, row: WidgetData['rows'][number]) => {
    const found = data.columns[column];
    // The value of a stage is an amount of money, in the currency of the workspace.
    const format = column === value ? { number_format: found?.number_format ?? '¤#,##0' } : {};
    return found ? say({ ...found, ...format }, row[column]) : '';
  };
  return (
    <ol className={css.funnel}>
      {data.rows.map((row) => {
        const name = tell(stage, row);
        return (
          <li key={String(row[stage])}>
            {row[rate] !== null && row[rate] !== undefined && (
              <span className={css.rate}>
                <span aria-hidden>↓ </span>
                {t('stepRate', { rate: tell(rate, row) })}
              </span>
            )}
            <button
              type="button"
              className={css.stage}
              style={
                { '--share': `${Math.max(2, (Number(row[count] ?? 0) / most) * 100)}%` } as CSSProperties
              }
              title={t('records')}
              onClick={() => onDrill({ at: { stage: row[stage] ?? null } })}
            >
              <span className="truncate">{name}</span>
              <span className={css.stageFigures}>
                <strong className="figures">{tell(count, row)}</strong>
                {row[value] !== null && row[value] !== undefined && (
                  <span className="figures muted">{tell(value, row)}</span>
                )}
                {row[overall] !== null && (
                  <span className="figures muted caption" title={t('overall', { rate: tell(overall, row) })}>
                    {tell(overall, row)}
                  </span>
                )}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
