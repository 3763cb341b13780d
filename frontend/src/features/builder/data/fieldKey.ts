import { freeKey } from '@/canvas/ids';

/**
 * Keys that no field may have: every record has fields of these names already, or formulas use the word.
 *
 * The server refuses them (dougong_form.RESERVED_KEYS); a test keeps the two lists the same.
 */
export const RESERVED_KEYS = [
  'and',
  'blank',
  'created_at',
  'created_by',
  'deleted_at',
  'department',
  'event',
  'false',
  'flow',
  'id',
  'in',
  'not',
  'null',
  'old',
  'or',
  'owner',
  'params',
  'parent',
  'position',
  'settings',
  'this',
  'true',
  'updated_at',
  'updated_by',
  'user',
  'version',
] as const;

const reserved = new Set<string>(RESERVED_KEYS);

export function isReservedKey(key: string): boolean {
  return reserved.has(key);
}

/** The key itself when a field may have it, or with the first number that makes it free. */
export function freeFieldKey(base: string, taken: Iterable<string>): string {
  if (!isReservedKey(base)) return freeKey(base, taken);
  const used = new Set(taken);
  for (let number = 1; ; number += 1) {
    const key = `${base}_${number}`;
    if (!used.has(key)) return key;
  }
}
