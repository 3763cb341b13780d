import { keyFrom } from '@/canvas/ids';
import type { FieldSettingsDocument, Text } from '../draft/documents';

/**
 * Fields and choices made since this page was opened: their keys may still follow their labels. So may the
 * key of a field that was never published, when nobody chose it.
 *
 * A key that anything may already hold data under never changes by itself; for that there is a rename.
 */
const fresh = new Set<string>();

export function markFresh(id: string): void {
  fresh.add(id);
}
export function isFresh(id: string): boolean {
  return fresh.has(id);
}
export function settle(id: string): void {
  fresh.delete(id);
}

/**
 * What a choice is known by on the screen: the same while its key follows its label, so that the boxes in
 * which it is being named are not made anew.
 */
const identities = new Map<string, string>();
let made = 0;

export function optionIdentity(field: string, key: string): string {
  const place = `${field}/${key}`;
  const known = identities.get(place) ?? `${field}#${(made += 1)}`;
  identities.set(place, known);
  return known;
}

/** The key of a choice has followed its label; it may go on to do so. */
export function optionRenamed(field: string, from: string, to: string): void {
  identities.set(`${field}/${to}`, optionIdentity(field, from));
  identities.delete(`${field}/${from}`);
  settle(`${field}/${from}`);
  markFresh(`${field}/${to}`);
}

/** Whether a key is what the type or the label of its field suggested, with or without a number. */
export function keyWasMade(key: string, field: Pick<FieldSettingsDocument, 'type' | 'label'>): boolean {
  const base = key.replace(/_\d+$/, '');
  const suggested = [field.type, field.label.en ?? '', field.label.zh ?? ''].map(keyFrom).filter(Boolean);
  return suggested.includes(key) || suggested.includes(base);
}

/** The words that a new choice has until somebody names it. */
export const choiceWords = (number: number): Text => ({ zh: `选项 ${number}`, en: `Option ${number}` });

export function isChoiceWords(text: string): boolean {
  return /^(选项|Option) \d+$/.test(text);
}

/** The languages in which somebody wrote a label himself, be it the very words that had been made up. */
const written = new Map<string, Set<'en' | 'zh'>>();

/** A label in which somebody wrote: what was only made up in the other language no longer stands beside it. */
export function withoutMadeUp(
  id: string,
  label: Text | undefined,
  before: Text,
  isMadeUp: (text: string, tongue: 'en' | 'zh') => boolean,
): Text | undefined {
  if (!label) return label;
  const next = { ...label };
  const own = written.get(id) ?? new Set();
  written.set(id, own);
  for (const [tongue, other] of [
    ['en', 'zh'],
    ['zh', 'en'],
  ] as const) {
    if (!label[tongue] || label[tongue] === before[tongue]) continue;
    own.add(tongue);
    if (!own.has(other) && isMadeUp(label[other] ?? '', other)) delete next[other];
  }
  return next;
}
