/** Days of calendars and plans: dates and moments as days in the person's zone, and moved by days. */
import type { FieldDescription, JsonValue, Language } from '@/api/types';
import { personZone } from '@/ui/dates';

const DAY = 86_400_000;

const utc = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`);
const text = (at: Date) => at.toISOString().slice(0, 10);

export const addDays = (day: string, count: number) => text(new Date(utc(day).getTime() + count * DAY));
export const daysBetween = (from: string, to: string) =>
  Math.round((utc(to).getTime() - utc(from).getTime()) / DAY);

export function addMonths(day: string, count: number): string {
  const at = utc(day);
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + count);
  return text(at);
}

/** The Monday of a day's week. */
export const weekStart = (day: string) => addDays(day, -((utc(day).getUTCDay() + 6) % 7));
export const monthStart = (day: string) => `${day.slice(0, 7)}-01`;
export const isWeekend = (day: string) => [0, 6].includes(utc(day).getUTCDay());

/** Minutes by which a zone is ahead of UTC at a moment. */
function ahead(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return Math.round((wall - Math.floor(at.getTime() / 1000) * 1000) / 60_000);
}

/** The day on which a date or a moment falls. */
export function dayOf(field: FieldDescription, value: JsonValue): string | null {
  if (typeof value !== 'string' || value === '') return null;
  if (field.formula_type !== 'datetime') return value.slice(0, 10);
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return null;
  return new Intl.DateTimeFormat('en-CA', { timeZone: personZone(), dateStyle: 'short' }).format(at);
}

/** The same time of day so many days later, also where a night between has an hour more or less. */
export function shifted(
  field: FieldDescription,
  value: JsonValue,
  days: number,
  zone = personZone(),
): JsonValue {
  if (typeof value !== 'string' || value === '') return value;
  if (field.formula_type !== 'datetime') return addDays(value, days);
  const at = new Date(value);
  const plain = new Date(at.getTime() + days * DAY);
  const change = ahead(at, zone) - ahead(plain, zone);
  return new Date(plain.getTime() + change * 60_000).toISOString().replace('.000Z', 'Z');
}

/** The time of day of a moment; nothing for a date. */
export function timeOf(field: FieldDescription, value: JsonValue, language: Language): string {
  if (field.formula_type !== 'datetime' || typeof value !== 'string') return '';
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: personZone(),
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(value));
}

export function dayText(day: string, language: Language, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    timeZone: 'UTC',
    ...options,
  }).format(utc(day));
}

/** A day as it is written in an expression. */
export function dayExpression(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  return `DATE(${year}, ${month}, ${date})`;
}

/**
 * Which records touch a span of days, its last day not in it. Of two dates one may be blank, and what ends before it
 * begins touches the day on which it begins; `ordered` means that both are there, the end never before the start.
 */
export function touching(
  start: string,
  end: string | undefined,
  from: string,
  to: string,
  ordered = false,
): string {
  const [first, last] = [dayExpression(from), dayExpression(to)];
  if (!end || end === start) return `${start} >= ${first} AND ${start} < ${last}`;
  if (ordered) return `${start} < ${last} AND ${end} >= ${first}`;
  const begun = `${start} < ${last} AND (${start} >= ${first} OR ${end} >= ${first})`;
  return `(${begun}) OR (ISBLANK(${start}) AND ${end} >= ${first} AND ${end} < ${last})`;
}
