/** Copied elements: kept in this browser, so that they can be pasted into another document or window. */
const PLACE = 'dougong.clipboard';

export interface Copied<Item = unknown> {
  kind: string;
  items: Item[];
  /** What goes along with them. */
  along?: unknown;
}

export function copyItems(kind: string, items: unknown[], along?: unknown): void {
  const copied = JSON.stringify({ kind, items, along } satisfies Copied);
  localStorage.setItem(PLACE, copied);
  void navigator.clipboard?.writeText(copied).catch(() => undefined);
}

/** What was copied last of a kind; elements of another kind are not offered. */
export function copiedItems<Item>(kind: string): Item[] {
  return copied<Item>(kind)?.items ?? [];
}

/** What went along with what was copied last of a kind. */
export const copiedAlong = (kind: string): unknown => copied(kind)?.along;

function copied<Item>(kind: string): Copied<Item> | null {
  try {
    const last = JSON.parse(localStorage.getItem(PLACE) ?? 'null') as Copied<Item> | null;
    return last?.kind === kind && Array.isArray(last.items) ? last : null;
  } catch {
    return null;
  }
}
