const LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A new element id: eight random lowercase letters and digits. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => LETTERS[byte % LETTERS.length]).join(
    '',
  );
}

const KEY = /^[a-z][a-z0-9_]{0,47}$/;

export function isKey(text: string): boolean {
  return KEY.test(text);
}

/** A key from Latin letters and digits; empty when nothing of the text can stand in one. */
export function keyFrom(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[_0-9]+|_+$/g, '')
    .slice(0, 40);
}

/** The key itself, or with the first number that makes it free. */
export function freeKey(base: string, taken: Iterable<string>): string {
  const used = new Set(taken);
  const start = isKey(base) ? base : 'item';
  if (!used.has(start)) return start;
  for (let number = 2; ; number += 1) {
    const key = `${start}_${number}`;
    if (!used.has(key)) return key;
  }
}
