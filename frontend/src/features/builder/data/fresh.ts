/**
 * Fields and choices made since this page was opened: their keys may still follow their labels.
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
