import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { api } from '@/api/client';
import type { CalendarYear, NamedDay } from '@/api/types';
import { useLanguage } from '@/i18n';
import { Button, CardsSkeleton, ErrorState, toast, useProblemText } from '@/ui';
import { today } from '@/ui/dates';
import { TextField } from '@/ui/Inputs';
import css from './calendar.module.css';
import { dayText, Month } from './Month';
import { words } from './words';
import { monthsOf, moved, movedMonths, named, turned } from './year';
import type { Day } from './year';

const STEPS: Record<string, (day: string) => string | null> = {
  ArrowLeft: (day) => moved(day, -1),
  ArrowRight: (day) => moved(day, 1),
  ArrowUp: (day) => moved(day, -7),
  ArrowDown: (day) => moved(day, 7),
  PageUp: (day) => movedMonths(day, -1),
  PageDown: (day) => movedMonths(day, 1),
  Home: (day) => `${day.slice(0, 8)}01`,
  End: (day) => movedMonths(`${day.slice(0, 8)}31`, 0),
};

/** The working calendar, a year at a glance; for administrators. */
export function CalendarPanel() {
  const [year, setYear] = useState(() => Number(today().slice(0, 4)));
  const key = ['calendar', year];
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<CalendarYear>('/calendar', { signal, query: { year } }),
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton />;
  return <Year key={year} calendar={data} onYear={setYear} />;
}

function Year({ calendar, onYear }: { calendar: CalendarYear; onYear: (year: number) => void }) {
  const t = words.use();
  const language = useLanguage();
  const { year, days, china } = calendar;
  const { save, load, busy } = useSaving(year);
  const [current, setCurrent] = useState(() => (today().startsWith(`${year}-`) ? today() : `${year}-01-01`));
  const months = useMemo(() => monthsOf(year, days), [year, days]);
  const latest = useRef(days);
  latest.current = days;
  const turn = useCallback(
    (day: Day) => {
      setCurrent(day.day);
      save(turned(latest.current, day));
    },
    [save],
  );
  const grid = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const next = STEPS[event.key]?.(current);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (next) grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  const chosen = days.find((one) => one.day === current);
  const known = china.includes(year);
  const unknown = t('unknown', { first: china[0], last: china.at(-1) });
  return (
    <div className={css.scroll}>
      <div className={css.head}>
        <div className={css.stepper}>
          <Button
            look="quiet"
            icon={<LeftOutlined />}
            aria-label={t('before')}
            onClick={() => onYear(year - 1)}
          />
          <h2 className="figures" aria-live="polite">
            {t('year', { year })}
          </h2>
          <Button
            look="quiet"
            icon={<RightOutlined />}
            aria-label={t('after')}
            onClick={() => onYear(year + 1)}
          />
        </div>
        <Button look="primary" busy={busy} disabled={!known} onClick={() => void load()}>
          {t('loadChina', { year })}
        </Button>
        <span className="muted">
          {known ? t('count', { year, days: months.flat().filter((one) => !one.free).length }) : unknown}
        </span>
      </div>
      <p className="muted">{t('about')}</p>
      <ul className={css.legend} aria-label={t('legend')}>
        {(['free', 'worked', 'weekend'] as const).map((state) => (
          <li key={state}>
            <span className={`${css.swatch} ${css[state] ?? ''}`} aria-hidden /> {t(state)}
          </li>
        ))}
      </ul>
      {chosen && (
        <DayName
          key={`${chosen.day}:${language}`}
          entry={chosen}
          onName={(name) => save(named(latest.current, chosen.day, language, name))}
        />
      )}
      <div
        ref={grid}
        className={css.months}
        role="group"
        aria-label={t('year', { year })}
        onKeyDown={onKeyDown}
      >
        {months.map((month, index) => (
          <Month
            key={index}
            days={month}
            current={current.slice(5, 7) === month[0]?.day.slice(5, 7) ? current : ''}
            onTurn={turn}
            onFocus={setCurrent}
          />
        ))}
      </div>
    </div>
  );
}

/** What the chosen day is called, in the language of the reader. */
function DayName({ entry, onName }: { entry: NamedDay; onName: (name: string) => void }) {
  const t = words.use();
  const language = useLanguage();
  const before = entry.name[language] ?? '';
  const [name, setName] = useState(before);
  const give = () => {
    if (name.trim() !== before) onName(name.trim());
  };
  return (
    <form
      className={css.dayName}
      aria-label={t('chosen')}
      onSubmit={(event) => {
        event.preventDefault();
        give();
      }}
    >
      <TextField
        label={`${t('dayName')} · ${dayText(entry.day, language)}`}
        value={name}
        maxLength={100}
        onChange={setName}
        onBlur={give}
      />
    </form>
  );
}

/** Saves one state after another, each as a whole year; what is on the screen is ahead of the server. */
function useSaving(year: number) {
  const t = words.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const [busy, setBusy] = useState(false);
  const take = useCallback(
    (answer: CalendarYear) => {
      client.setQueryData(['calendar', year], answer);
      void client.invalidateQueries({ queryKey: ['app'] });
    },
    [client, year],
  );
  const save = useCallback(
    (days: NamedDay[]) => {
      client.setQueryData<CalendarYear>(['calendar', year], (before) => before && { ...before, days });
      const put = () => api.put<CalendarYear>('/calendar', { days }, { query: { year } });
      queue.current = queue.current
        .then(put)
        .then(() => client.invalidateQueries({ queryKey: ['app'] }))
        .catch((problem: unknown) => {
          toast(problemText(problem), { bad: true });
          return client.invalidateQueries({ queryKey: ['calendar', year] });
        });
    },
    [client, year, problemText],
  );
  const load = async () => {
    setBusy(true);
    try {
      await queue.current;
      take(await api.post<CalendarYear>('/calendar/china', { year }));
      toast(t('loaded', { year }));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return { save, load, busy };
}
