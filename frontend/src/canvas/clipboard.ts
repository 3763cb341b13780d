/** Copied elements: kept in this browser, so that they can be pasted into another document or window. */
const PLACE = 'dougong.clipboard';

export interface Copied<Item = unknown> {
  kind: string;
  items: Item[];
}

export function copyItems(kind: string, items: unknown[]): void {
  const copied = JSON.stringify({ kind, items } satisfies Copied);
  localStorage.setItem(PLACE, copied);
  void navigator.clipboard?.writeText(copied).catch(() => undefined);
}

/** What was copied last of a kind; elements of another kind are not offered. */
export function copiedItems<Item>(kind: string): Item[] {
  try {
    const copied = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Copied<Item> | null;
    return copied?.kind === kind && Array.isArray(copied.items) ? structuredClone(copied.items) : [];
  } catch {
    return [];
  }
}
