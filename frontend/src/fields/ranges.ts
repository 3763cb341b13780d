import type { JsonValue } from '@/api/types';

/** Two days; either may be missing while a range is being chosen. */
export interface Range {
  start: string | null;
  end: string | null;
}

/** The days in a value. */
export function rangeOf(value: JsonValue): Range {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return { start: null, end: null };
  return {
    start: typeof value.start === 'string' ? value.start : null,
    end: typeof value.end === 'string' ? value.end : null,
  };
}
