import type { Language } from '@/api/types';

let zone: string | undefined;

/** The person's zone (IANA name); date-times are shown in it. */
export function setZone(next: string | undefined): void {
  zone = next || undefined;
}

const formats = new Map<string, Intl.DateTimeFormat>();
function format(language: Language, key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${language}|${key}|${options.timeZone ?? ''}`;
  let found = formats.get(id);
  if (!found) {
    found = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', options);
    formats.set(id, found);
  }
  return found;
}

/** A date without zone ("2026-11-22"), short: the year only when it is not this one. */
export function shortDate(value: string, language: Language, now = new Date()): string {
  const date = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return value;
  const sameYear = date.getUTCFullYear() === now.getFullYear();
  const options: Intl.DateTimeFormatOptions = {
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  };
  return format(language, sameYear ? 'd' : 'dy', options).format(date);
}

/** A day or a moment of no zone ("2026-11-22", "2026-11-22T08:30:00") as a document means it: the year always. */
export function documentDate(value: string, language: Language): string {
  const timed = value.length > 10;
  const at = new Date(`${timed ? value : `${value}T00:00:00`}Z`);
  if (Number.isNaN(at.getTime())) return value;
  const seconds = timed && !value.endsWith(':00');
  return format(language, `document${timed}${seconds}`, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(timed && { hour: '2-digit', minute: '2-digit', hour12: false }),
    ...(seconds && { second: '2-digit' }),
  }).format(at);
}

/** A date-time (UTC) in the person's zone: the hour today, else the day. */
export function shortDateTime(value: string, language: Language, now = new Date()): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const day = format(language, 'day', { timeZone: zone, dateStyle: 'short' });
  if (day.format(at) === day.format(now)) {
    return format(language, 'time', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hour12: false,
    }).format(at);
  }
  const sameYear = at.getFullYear() === now.getFullYear();
  const options: Intl.DateTimeFormatOptions = {
    timeZone: zone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...(sameYear ? {} : { year: 'numeric' }),
  };
  return format(language, sameYear ? 'dt' : 'dty', options).format(at);
}

export function exactDateTime(value: string, language: Language): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return format(language, 'exact', { timeZone: zone, dateStyle: 'full', timeStyle: 'medium' }).format(at);
}

/** A moment by the clock of a zone, with its day of the week. */
export function momentIn(value: string, language: Language, timeZone: string): string {
  return format(language, 'moment', {
    timeZone: timeZone || undefined,
    weekday: 'short',
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
  }).format(new Date(value));
}

/** The name of a day of the week; 0 is Sunday. */
export function weekdayName(day: number, language: Language): string {
  return format(language, 'weekday', { timeZone: 'UTC', weekday: 'long' }).format(
    new Date(Date.UTC(2026, 1, 1 + day)),
  );
}

/** Minutes between two instants, signed: positive in the future. */
export function minutesUntil(value: string, now = new Date()): number {
  return Math.round((new Date(value).getTime() - now.getTime()) / 60_000);
}

/** Today in the person's zone as "2026-11-22". */
export function today(now = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(now);
}

export function personZone(): string {
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}
