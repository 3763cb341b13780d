import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import type { CSSProperties } from 'react';
import { useText } from '@/i18n';
import { paired, statements } from '@/i18n/lists';
import { formatPercent } from '@/ui/numbers';
import { useIsPhone } from '@/ui/useMedia';
import css from './widgets.module.css';
import { useSay, useSayShort } from './format';
import type { Place, WidgetData } from './types';
import { words } from './words';

/** Letters of an amount that have room; a longer one is said shorter, and in full where it is pointed at. */
const MOST = 14;
const MOST_ON_PHONE = 10;

/** One figure: its value, how it moved against the period before, how far to the target. */
export function Kpi({
  data,
  title,
  onDrill,
}: {
  data: WidgetData;
  title: string;
  onDrill: (place: Place) => void;
}) {
  const t = words.use();
  const text = useText();
  const say = useSay();
  const sayShort = useSayShort(useIsPhone() ? MOST_ON_PHONE : MOST);
  const column = data.columns[0];
  if (!column) return null;
  const value = data.value ?? null;
  const unit = text(column.unit);
  const whole = say(column, value);
  const shown = sayShort(column, value);
  const beside = unit && unit !== '%' && value !== null ? unit : '';
  return (
    <div className={css.kpi}>
      <button
        type="button"
        className={`${css.figure} figures`}
        style={
          {
            // A percent sign is half as wide again.
            '--letters': shown.length + (shown.endsWith('%') ? 0.5 : 0),
            '--unit': beside ? `${width(beside)}px` : '0px',
          } as CSSProperties
        }
        aria-label={statements([paired(title, `${shown} ${unit}`.trim()), t('showRecords', { name: title })])}
        title={shown === whole ? t('records') : whole}
        onClick={() => onDrill({ at: {} })}
      >
        {shown} {beside && <span className={css.unit}>{beside}</span>}
      </button>
      <div className={css.kpiFoot}>
        <Change data={data} />
        {data.previous !== undefined && (
          <span className="muted">{t('against', { value: say(column, data.previous) })}</span>
        )}
      </div>
      {data.target && value !== null && Number(data.target) !== 0 && (
        <div className={css.target}>
          <progress value={Number(value)} max={Number(data.target)} aria-label={title} />
          <span className="muted caption">
            {t('ofTarget', {
              share: formatPercent((Number(value) / Number(data.target)).toFixed(4), 0),
              target: say(column, data.target),
            })}
          </span>
        </div>
      )}
    </div>
  );
}

/** Pixels of a unit beside a figure, with the space between: Chinese letters are twice as wide. */
function width(unit: string): number {
  return [...unit].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 15 : 9), 10);
}

function Change({ data }: { data: WidgetData }) {
  const t = words.use();
  if (data.change === undefined || data.change === null) return null;
  const change = Number(data.change);
  const share = `${Math.abs(change * 100).toFixed(1)}%`;
  if (change === 0) return <span className={css.change}>{t('same')}</span>;
  const good = data.better === 'none' || !data.better ? null : change > 0 === (data.better === 'higher');
  return (
    <span className={css.change} data-good={good ?? undefined}>
      {change > 0 ? <ArrowUpOutlined aria-hidden /> : <ArrowDownOutlined aria-hidden />}
      <span aria-hidden>{share}</span>
      <span className="visually-hidden">{t(change > 0 ? 'up' : 'down', { change: share })}</span>
    </span>
  );
}
