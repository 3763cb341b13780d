/** Schedules as people choose them, and the cron expression that says the same. */
export type Cadence =
  | { kind: 'daily' | 'weekdays'; at: string }
  | { kind: 'weekly'; at: string; days: number[] }
  | { kind: 'monthly'; at: string; day: number | 'L' };

const WEEKDAYS = '1-5';
const time = (hour: string, minute: string) => `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
const isNumber = (text: string, most: number) => /^\d{1,2}$/.test(text) && Number(text) <= most;

/** The plain choice behind a cron expression; null when it says more than the choices can. */
export function cadenceOf(cron: string): Cadence | null {
  const [minute = '', hour = '', day = '', month = '', week = '', ...more] = cron.trim().split(/\s+/);
  if (more.length || month !== '*' || !isNumber(minute, 59) || !isNumber(hour, 23)) return null;
  const at = time(hour, minute);
  if (day === '*' && week === '*') return { kind: 'daily', at };
  if (day === '*' && week === WEEKDAYS) return { kind: 'weekdays', at };
  if (day === '*' && /^[0-6](,[0-6])*$/.test(week))
    return { kind: 'weekly', at, days: week.split(',').map(Number) };
  if (week === '*' && (day === 'L' || (isNumber(day, 31) && Number(day) > 0)))
    return { kind: 'monthly', at, day: day === 'L' ? 'L' : Number(day) };
  return null;
}

export function cronOf(cadence: Cadence): string {
  const [hour = '0', minute = '0'] = cadence.at.split(':').map((part) => String(Number(part)));
  switch (cadence.kind) {
    case 'daily':
      return `${minute} ${hour} * * *`;
    case 'weekdays':
      return `${minute} ${hour} * * ${WEEKDAYS}`;
    case 'weekly':
      return `${minute} ${hour} * * ${[...cadence.days].sort().join(',') || '1'}`;
    case 'monthly':
      return `${minute} ${hour} ${cadence.day} * *`;
  }
}

/** A whole number as such, anything else as the expression it may be. */
export function amountOf(text: string): number | string {
  return /^-?\d{1,5}$/.test(text.trim()) ? Number(text) : text;
}
