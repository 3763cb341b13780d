import type { NamedDay } from '@/api/types';

/** A day of the year as the calendar shows it. */
export interface Day {
  /** "2026-10-01" */
  day: string;
  /** Monday is 0. */
  weekday: number;
  /** Nobody works: a holiday, or a weekend day that is not worked. */
  free: boolean;
  /** What the calendar says of it, when it says something. */
  entry?: NamedDay;
}

const text = (at: Date) => at.toISOString().slice(0, 10);

/** The twelve months of a year, each a list of its days. */
export function monthsOf(year: number, entries: readonly NamedDay[]): Day[][] {
  const known = new Map(entries.map((entry) => [entry.day, entry]));
  const months: Day[][] = Array.from({ length: 12 }, () => []);
  for (const at = new Date(Date.UTC(year, 0, 1)); at.getUTCFullYear() === year;) {
    const day = text(at);
    const weekday = (at.getUTCDay() + 6) % 7;
    const entry = known.get(day);
    months[at.getUTCMonth()]?.push({
      day,
      weekday,
      free: entry ? entry.kind === 'holiday' : weekday >= 5,
      entry,
    });
    at.setUTCDate(at.getUTCDate() + 1);
  }
  return months;
}

/** The entries after a day was made free, or worked again. */
export function turned(entries: readonly NamedDay[], { day, weekday, free, entry }: Day): NamedDay[] {
  const others = entries.filter((one) => one.day !== day);
  const isWeekend = weekday >= 5;
  if (free === isWeekend) {
    const kind = free ? 'workday' : 'holiday';
    return sorted([...others, { day, kind, name: entry?.name ?? {} }]);
  }
  return others;
}

/** The entries after a day was given a name in a language. */
export function named(
  entries: readonly NamedDay[],
  day: string,
  language: 'en' | 'zh',
  name: string,
): NamedDay[] {
  return entries.map((one) => {
    if (one.day !== day) return one;
    const others = Object.entries(one.name).filter(([key]) => key !== language);
    return { ...one, name: Object.fromEntries(name ? [...others, [language, name]] : others) };
  });
}

function sorted(entries: NamedDay[]): NamedDay[] {
  return entries.sort((left, right) => (left.day < right.day ? -1 : 1));
}

/** The day so many days from another, when it is in the same year. */
export function moved(day: string, by: number): string | null {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + by);
  const found = text(at);
  return found.slice(0, 4) === day.slice(0, 4) ? found : null;
}

/** The same day of a month before or after, at most its last. */
export function movedMonths(day: string, by: number): string | null {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const index = month - 1 + by;
  if (index < 0 || index > 11) return null;
  const last = new Date(Date.UTC(year, index + 1, 0)).getUTCDate();
  return text(new Date(Date.UTC(year, index, Math.min(date, last))));
}

/** Runs of days with one name and kind, to be told in a line: "1–7 National Day". */
export function runs(days: readonly Day[]): { from: number; to: number; entry: NamedDay }[] {
  const found: { from: number; to: number; entry: NamedDay }[] = [];
  for (const { day, entry } of days) {
    if (!entry) continue;
    const date = Number(day.slice(8));
    const last = found.at(-1);
    if (last && last.to === date - 1 && alike(last.entry, entry)) last.to = date;
    else found.push({ from: date, to: date, entry });
  }
  return found;
}

function alike(left: NamedDay, right: NamedDay): boolean {
  return left.kind === right.kind && left.name.en === right.name.en && left.name.zh === right.name.zh;
}
