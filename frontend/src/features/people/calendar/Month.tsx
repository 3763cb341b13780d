import { memo } from 'react';
import type { Language } from '@/api/types';
import { useLanguage, useText } from '@/i18n';
import css from './calendar.module.css';
import { words } from './words';
import { runs } from './year';
import type { Day } from './year';

interface MonthProps {
  days: readonly Day[];
  /** The one day that Tab reaches. */
  current: string;
  onTurn: (day: Day) => void;
  onFocus: (day: string) => void;
}

const locale = (language: Language) => (language === 'zh' ? 'zh-CN' : 'en-GB');
const at = (day: string) => new Date(`${day}T00:00:00Z`);

export function dayText(day: string, language: Language): string {
  return new Intl.DateTimeFormat(locale(language), { timeZone: 'UTC', dateStyle: 'full' }).format(at(day));
}

/** Monday to Sunday in one letter or character. */
function weekdays(language: Language): string[] {
  const format = new Intl.DateTimeFormat(locale(language), { timeZone: 'UTC', weekday: 'narrow' });
  return Array.from({ length: 7 }, (_, index) => format.format(new Date(Date.UTC(2024, 0, 1 + index))));
}

/** One month: a week in a row, and below it what its days are called. */
export const Month = memo(function Month({ days, current, onTurn, onFocus }: MonthProps) {
  const t = words.use();
  const text = useText();
  const language = useLanguage();
  const first = days[0];
  if (!first) return null;
  const title = new Intl.DateTimeFormat(locale(language), { timeZone: 'UTC', month: 'long' });
  const cells: (Day | null)[] = [...Array.from({ length: first.weekday }, () => null), ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    cells.slice(week * 7, week * 7 + 7),
  );
  const stateOf = ({ free, weekday, entry }: Day) =>
    entry ? (free ? (weekday < 5 ? 'free' : 'weekend') : 'worked') : free ? 'weekend' : 'working';
  return (
    <section className={css.month}>
      <table>
        <caption>{title.format(at(first.day))}</caption>
        <thead>
          <tr aria-hidden>
            {weekdays(language).map((name, index) => (
              <th key={index}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week, index) => (
            <tr key={index}>
              {week.map((day, place) => (
                <td key={place}>
                  {day && (
                    <button
                      type="button"
                      data-day={day.day}
                      className={`${css.day} ${css[stateOf(day)] ?? ''} ${day.entry ? css.named : ''}`}
                      tabIndex={day.day === current ? 0 : -1}
                      title={day.entry ? text(day.entry.name) || undefined : undefined}
                      aria-label={[dayText(day.day, language), t(stateOf(day)), text(day.entry?.name)]
                        .filter(Boolean)
                        .join(', ')}
                      onClick={() => onTurn(day)}
                      onFocus={() => onFocus(day.day)}
                    >
                      {Number(day.day.slice(8))}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={css.names}>
        {runs(days).map(({ from, to, entry }) => (
          <li key={from} data-kind={entry.kind}>
            <span className="figures">{from === to ? from : `${from}–${to}`}</span>{' '}
            {text(entry.name) || t(entry.kind === 'holiday' ? 'unnamed' : 'unnamedWorked')}
            {entry.kind === 'workday' && text(entry.name) ? ` · ${t('unnamedWorked')}` : ''}
          </li>
        ))}
      </ul>
    </section>
  );
});
