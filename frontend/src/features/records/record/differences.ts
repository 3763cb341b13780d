import { wordsOf } from '@/fields/richText';
import type { FieldDescription, JsonValue } from '@/api/types';

/** Letters of what stayed that are shown on either side of what did not, and the most that are shown of that. */
const AROUND = 24;
const MOST = 120;

/** A part of a text: what was changed, with some of what stands before and after it; "…" where the text goes on. */
export interface Excerpt {
  before: string;
  changed: string;
  after: string;
}

/** What two texts do not share, each in its surroundings; null where they are short, or say the same. */
export function excerpts(old: string, now: string): [Excerpt, Excerpt] | null {
  const [then, next] = [[...old], [...now]];
  const least = Math.min(then.length, next.length);
  if (old === now || Math.max(then.length, next.length) <= 2 * AROUND) return null;
  let start = 0;
  while (start < least && then[start] === next[start]) start += 1;
  let end = 0;
  while (end < least - start && then[then.length - 1 - end] === next[next.length - 1 - end]) end += 1;
  return [cut(then, start, end), cut(next, start, end)];
}

function cut(letters: string[], start: number, end: number): Excerpt {
  const stop = letters.length - end;
  const before = letters.slice(Math.max(0, start - AROUND), start).join('');
  const after = letters.slice(stop, stop + AROUND).join('');
  const changed = letters.slice(start, Math.min(stop, start + MOST)).join('');
  return {
    // A word that is cut through is left out.
    before: start > AROUND ? `…${before.replace(/^\S*\s(?=.)/, '')}` : before,
    changed: stop - start > MOST ? `${changed}…` : changed,
    after: end > AROUND ? `${after.replace(/(?<=.)\s\S*$/, '')}…` : after,
  };
}

const TEXTS = new Set(['text', 'long_text', 'rich_text']);

/** The words of a value on one line; null for what is no text. */
export function lineOf(field: FieldDescription, value: JsonValue): string | null {
  if (typeof value !== 'string' || !value || !TEXTS.has(field.type)) return null;
  return (field.type === 'rich_text' ? wordsOf(value) : value).replace(/\s+/g, ' ');
}
