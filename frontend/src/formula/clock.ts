/** Dates as ISO texts, days counted from 1 (0001-01-01), moments as microseconds from there. */

export const DAY = 86_400_000_000n;
export const LAST_DAY = 3_652_059;

export interface Clock {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  micro: number;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

export function monthLength(year: number, month: number): number {
  return month === 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Count the days up to a date of the proleptic Gregorian calendar. */
export function toDays(year: number, month: number, day: number): number {
  const before = year - 1;
  let days =
    before * 365 + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) + day;
  for (let each = 1; each < month; each += 1) days += monthLength(year, each);
  return days;
}

/** The date of a count of days. */
export function fromDays(days: number): [number, number, number] {
  let year = Math.max(1, Math.floor((days - 1) / 365.2425) + 1);
  while (toDays(year, 1, 1) > days) year -= 1;
  while (toDays(year + 1, 1, 1) <= days) year += 1;
  let rest = days - toDays(year, 1, 1) + 1;
  let month = 1;
  while (rest > monthLength(year, month)) {
    rest -= monthLength(year, month);
    month += 1;
  }
  return [year, month, rest];
}

const two = (number: number) => String(number).padStart(2, '0');
const four = (number: number) => String(number).padStart(4, '0');

export function dateText(year: number, month: number, day: number): string {
  return `${four(year)}-${two(month)}-${two(day)}`;
}

export function dateOf(days: number): string {
  return dateText(...fromDays(days));
}

export function parts(date: string): [number, number, number] {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))];
}

export function daysOf(date: string): number {
  return toDays(...parts(date));
}

const MOMENT =
  /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Read a date-time; without a zone it is UTC. Null when the text is none. */
export function microsOf(text: string): bigint | null {
  const found = MOMENT.exec(text);
  if (!found) return null;
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = found;
  const days = BigInt(toDays(Number(year), Number(month), Number(day)));
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offsetOf(zone);
  return days * DAY + BigInt(seconds) * 1_000_000n + BigInt(fraction.padEnd(6, '0'));
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  const seconds = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/** Split microseconds into a calendar and a clock. */
export function clockOf(micros: bigint): Clock {
  const days = Number(micros / DAY);
  const [year, month, day] = fromDays(days);
  const rest = micros % DAY;
  const seconds = Number(rest / 1_000_000n);
  return {
    year,
    month,
    day,
    hour: Math.trunc(seconds / 3600),
    minute: Math.trunc(seconds / 60) % 60,
    second: seconds % 60,
    micro: Number(rest % 1_000_000n),
  };
}

/** Write a date-time in UTC with microseconds. */
export function momentText(micros: bigint): string {
  const { year, month, day, hour, minute, second, micro } = clockOf(micros);
  const fraction = String(micro).padStart(6, '0');
  return `${dateText(year, month, day)}T${two(hour)}:${two(minute)}:${two(second)}.${fraction}Z`;
}

/** Write a time of day as ISO 8601: seconds always, microseconds when there are any. */
export function timeText(clock: { hour: number; minute: number; second: number; micro: number }): string {
  const fraction = clock.micro ? `.${String(clock.micro).padStart(6, '0')}` : '';
  return `${two(clock.hour)}:${two(clock.minute)}:${two(clock.second)}${fraction}`;
}

/** Bring a time of day to that form; null when the text is none. */
export function normalTime(text: string): string | null {
  const found = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/.exec(text);
  if (!found) return null;
  const [, hour, minute, second = '0', fraction = '0'] = found;
  return timeText({
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    micro: Number(fraction.padEnd(6, '0')),
  });
}

const formats = new Map<string, Intl.DateTimeFormat>();
const EPOCH = BigInt(toDays(1970, 1, 1)) * DAY;

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The reader's clock at a moment, in microseconds as if it were UTC. */
export function localMicros(micros: bigint, zone: string): bigint {
  const seconds = Number(micros / 1_000_000n - EPOCH / 1_000_000n);
  const found: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(seconds * 1000)) {
    found[type] = Number(value);
  }
  const { year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  const whole =
    BigInt(toDays(year, month, day)) * DAY + BigInt(hour * 3600 + minute * 60 + second) * 1_000_000n;
  return whole + (micros % 1_000_000n);
}

/** The moment at which the reader's clock shows a time; of two the earlier, in a gap by the offset before. */
export function fromLocal(local: bigint, zone: string): bigint {
  const offsetAt = (micros: bigint) => localMicros(micros, zone) - micros;
  const before = offsetAt(local - DAY);
  const after = offsetAt(local + DAY);
  if (offsetAt(local - before) === before) return local - before;
  return offsetAt(local - after) === after ? local - after : local - before;
}
