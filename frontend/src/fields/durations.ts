/** Lengths of time: ISO 8601 between server and browser, hours and minutes for people. */

const ISO = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)$/;
const CLOCK = /^(\d+):([0-5]?\d)(?::([0-5]?\d))?$/;
const WORDS =
  /^(?:(\d+(?:\.\d+)?)\s*(?:days?|d|天|日)\s*)?(?:(\d+(?:\.\d+)?)\s*(?:hours?|hrs?|h|个?小时|时)\s*)?(?:(\d+(?:\.\d+)?)\s*(?:minutes?|mins?|m|分钟?)\s*)?(?:(\d+)\s*(?:seconds?|secs?|s|秒钟?)\s*)?$/i;

/** The seconds in an ISO 8601 duration; null for anything else. */
export function secondsOf(iso: unknown): number | null {
  const found = typeof iso === 'string' ? ISO.exec(iso) : null;
  if (!found) return null;
  const [weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((one) => Number(one ?? 0));
  return (weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds;
}

export function isoOf(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const rest = seconds % 60;
  // The grammar lets no unit be left out between two others: PT1H0M1S.
  const between = hours > 0 && rest > 0;
  const parts: [number, string, boolean][] = [
    [hours, 'H', hours > 0],
    [Math.floor((seconds % 3600) / 60), 'M', between || seconds % 3600 >= 60],
    [rest, 'S', rest > 0],
  ];
  return `PT${parts.map(([count, unit, said]) => (said ? `${count}${unit}` : '')).join('') || '0S'}`;
}

/** 1:30, or 1:30:15 where there are seconds. */
export function clockOf(seconds: number): string {
  const two = (count: number) => String(count).padStart(2, '0');
  const clock = `${Math.floor(seconds / 3600)}:${two(Math.floor((seconds % 3600) / 60))}`;
  return seconds % 60 ? `${clock}:${two(seconds % 60)}` : clock;
}

/** What people type — 1:30, 1.5, 90 min, 1小时30分 — as ISO 8601; undefined when it is none of it. */
export function typedDuration(typed: string): string | undefined {
  const text = typed.trim();
  if (text.length > 2 && secondsOf(text.toUpperCase()) !== null)
    return isoOf(secondsOf(text.toUpperCase()) ?? 0);
  const clock = CLOCK.exec(text);
  if (clock) return isoOf(Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0));
  if (/^\d+(\.\d+)?$/.test(text)) return isoOf(Math.round(Number(text) * 3600));
  const found = text ? WORDS.exec(text) : null;
  if (!found) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = found.slice(1).map((one) => Number(one ?? 0));
  return isoOf(Math.floor(days * 86_400 + hours * 3600 + minutes * 60 + seconds));
}
