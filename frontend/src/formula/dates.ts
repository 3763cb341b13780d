import { clockOf, DAY, dateOf, dateText, daysOf, fromDays, fromLocal, LAST_DAY, localMicros } from './clock';
import { microsOf, momentText, monthLength, parts, timeText, toDays } from './clock';
import type { Implementation } from './registry';
import type { Value } from './types';
import { Decimal, divide, NUMBER, scaled, VALUE, wholePart } from './values';

const MAX_DAYS = 4_000_000;
const LAST_MOMENT = BigInt(LAST_DAY + 1) * DAY;

function inYears(days: number): Value {
  return days >= 1 && days <= LAST_DAY ? dateOf(days) : NUMBER;
}

function inMonths(index: number, day: number): Value {
  if (index < 12 || index > 9999 * 12 + 11) return NUMBER;
  const [year, month] = [Math.trunc(index / 12), (index % 12) + 1];
  return dateText(year, month, Math.min(day, monthLength(year, month)));
}

function monthIndex(date: string): number {
  const [year, month] = parts(date);
  return year * 12 + month - 1;
}

function addDays(date: string, days: Decimal): Value {
  const count = days.floor();
  return count.abs().gt(MAX_DAYS) ? NUMBER : inYears(daysOf(date) + count.toNumber());
}

function addToMoment(moment: string, days: Decimal): Value {
  const micros = microsOf(moment);
  if (micros === null) return VALUE;
  if (days.abs().gt(MAX_DAYS)) return NUMBER;
  const moved = micros + BigInt(scaled(Decimal.mul(days, DAY.toString()), 0).toFixed(0));
  return moved >= DAY && moved < LAST_MOMENT ? momentText(moved) : NUMBER;
}

function makeDate(year: Decimal, month: Decimal, day: Decimal): Value {
  const index = wholePart(year) * 12 + wholePart(month) - 1;
  if (index < 12 || index > 9999 * 12 + 11) return NUMBER;
  return inYears(toDays(Math.trunc(index / 12), (index % 12) + 1, 1) + wholePart(day, MAX_DAYS) - 1);
}

function dateValue(text: string): Value {
  const trimmed = text.replace(/^ +| +$/g, '');
  if (trimmed === '') return null;
  const found = /^([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})$/.exec(trimmed);
  if (!found) return VALUE;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const good = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= monthLength(year, month);
  return good ? dateText(year, month, day) : VALUE;
}

/** Monday is 1, Sunday 7. */
function isoWeekday(days: number): number {
  return ((days - 1) % 7) + 1;
}

function weekday(date: string, kind: Decimal): Value {
  const iso = isoWeekday(daysOf(date));
  if (kind.eq(1)) return new Decimal((iso % 7) + 1);
  if (kind.eq(2)) return new Decimal(iso);
  return kind.eq(3) ? new Decimal(iso - 1) : NUMBER;
}

function weekNumber(date: string): Value {
  const first = toDays(parts(date)[0], 1, 1);
  return new Decimal(Math.trunc((daysOf(date) - first + (isoWeekday(first) % 7)) / 7) + 1);
}

function isoWeekNumber(date: string): Value {
  const days = daysOf(date);
  const thursday = days - isoWeekday(days) + 4;
  const first = thursday < 1 ? 1 - 365 : toDays(fromDays(thursday)[0], 1, 1);
  return new Decimal(Math.trunc((thursday - first) / 7) + 1);
}

function difference(unit: 'y' | 'm' | 'd'): Implementation {
  return (start: string, end: string) => {
    if (start > end) return NUMBER;
    if (unit === 'd') return new Decimal(daysOf(end) - daysOf(start));
    const short = parts(end)[2] < parts(start)[2] ? 1 : 0;
    const months = monthIndex(end) - monthIndex(start) - short;
    return new Decimal(unit === 'm' ? months : Math.floor(months / 12));
  };
}

function elapsed(end: string, start: string, unit: string): Value {
  const [to, from] = [microsOf(end), microsOf(start)];
  if (to === null || from === null) return VALUE;
  return divide(new Decimal((to - from).toString()), new Decimal(unit));
}

function local(moment: string, zone: string) {
  return clockOf(localMicros(microsOf(moment) ?? DAY, zone));
}

function formatNumber(number: Decimal, pattern: string): string {
  const percent = pattern.endsWith('%');
  const places = pattern.includes('.') ? pattern.replace('%', '').length - pattern.indexOf('.') - 1 : 0;
  const rounded = scaled(percent ? number.times(100) : number, places);
  const [whole = '', decimals] = rounded.toFixed(places).split('.');
  const grouped = pattern.startsWith('#') ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole;
  return grouped + (decimals === undefined ? '' : `.${decimals}`) + (percent ? '%' : '');
}

interface Calendar {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

function formatMoment(at: Calendar, pattern: string): string {
  const two = (number: number) => String(number).padStart(2, '0');
  const written: Record<string, string> = {
    yyyy: String(at.year).padStart(4, '0'),
    MM: two(at.month),
    M: String(at.month),
    dd: two(at.day),
    d: String(at.day),
    HH: two(at.hour),
    mm: two(at.minute),
    ss: two(at.second),
  };
  return pattern.replace(/yyyy|MM|dd|HH|mm|ss|M|d/g, (piece) => written[piece] ?? piece);
}

function calendar(date: string): Calendar {
  const [year, month, day] = parts(date);
  return { year, month, day, hour: 0, minute: 0, second: 0 };
}

function startOf(months: number): Implementation {
  return (date: string) => {
    const [year, month] = parts(date);
    return dateText(year, Math.trunc((month - 1) / months) * months + 1, 1);
  };
}

const part = (index: 0 | 1 | 2) => (date: string) => new Decimal(parts(date)[index]);

function makeTime(hour: Decimal, minute: Decimal, second: Decimal): Value {
  const total = wholePart(hour) * 3600 + wholePart(minute) * 60 + wholePart(second);
  if (total < 0) return NUMBER;
  const [hours, minutes] = [Math.trunc(total / 3600) % 24, Math.trunc(total / 60) % 60];
  return timeText({ hour: hours, minute: minutes, second: total % 60, micro: 0 });
}

/** The forms of functions/dates.py and functions/formats.py. */
export const DATES: Record<string, Implementation> = {
  DATE: makeDate,
  TIME: makeTime,
  DATEVALUE: dateValue,
  YEAR: part(0),
  MONTH: part(1),
  DAY: part(2),
  QUARTER: (date: string) => new Decimal(Math.trunc((parts(date)[1] + 2) / 3)),
  WEEKDAY: weekday,
  WEEKNUM: weekNumber,
  ISOWEEKNUM: isoWeekNumber,
  EDATE: (date: string, months: Decimal) => inMonths(monthIndex(date) + wholePart(months), parts(date)[2]),
  EOMONTH: (date: string, months: Decimal) => inMonths(monthIndex(date) + wholePart(months), 31),
  MINUTES: (end: string, start: string) => elapsed(end, start, '60000000'),
  YEAR_START: startOf(12),
  QUARTER_START: startOf(3),
  MONTH_START: startOf(1),
  WEEK_START: (date: string) => dateOf(daysOf(date) - isoWeekday(daysOf(date)) + 1),
  DAY_START: (date: string) => date,
  DATEDIF_Y: difference('y'),
  DATEDIF_M: difference('m'),
  DATEDIF_D: difference('d'),
  DAYS_BETWEEN: (end: string, start: string) => new Decimal(daysOf(end) - daysOf(start)),
  DAYS_BETWEEN_MOMENTS: (end: string, start: string) => elapsed(end, start, DAY.toString()),
  ADD_DAYS: addDays,
  ADD_DAYS_TO_MOMENT: addToMoment,
  LOCAL_DATE: (moment: string, zone: string) => {
    const at = local(moment, zone);
    return dateText(at.year, at.month, at.day);
  },
  LOCAL_TIME: (moment: string, zone: string) => timeText(local(moment, zone)),
  AT_MIDNIGHT: (date: string, zone: string) => momentText(fromLocal(BigInt(daysOf(date)) * DAY, zone)),
  HOUR_OF: (time: string) => new Decimal(time.slice(0, 2)),
  MINUTE_OF: (time: string) => new Decimal(time.slice(3, 5)),
  TEXT_NUMBER: formatNumber,
  TEXT_DATE: (date: string, pattern: string) => formatMoment(calendar(date), pattern),
  TEXT_MOMENT: (moment: string, zone: string, pattern: string) => formatMoment(local(moment, zone), pattern),
  DATE_TEXT: (date: string) => date,
  TIME_TEXT: (time: string) => time.slice(0, 5),
  MOMENT_TEXT: (moment: string, zone: string) => formatMoment(local(moment, zone), 'yyyy-MM-dd HH:mm'),
};
