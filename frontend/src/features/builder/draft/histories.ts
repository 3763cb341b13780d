/**
 * Undo and redo of the open documents, kept for the tab, so that they are there after the page is loaded again.
 *
 * A history belongs to one version of a document: when somebody else has written since, it is not taken up.
 */
import type { Command, Editing } from '@/canvas/commands';

const PREFIX = 'dougong.history.';
const STEPS = 50;
/** Characters for one document; browsers give a tab about five million in all. */
const SIZE = 200_000;

interface Kept {
  version: number;
  past: Command[];
  future: Command[];
}

export function keepHistory(id: string, version: number, editing: Editing<object>): void {
  const kept: Kept = { version, past: editing.past.slice(-STEPS), future: editing.future.slice(0, STEPS) };
  let text = JSON.stringify(kept);
  while (text.length > SIZE && kept.past.length > 0) {
    kept.past = kept.past.slice(Math.ceil(kept.past.length / 2));
    kept.future = [];
    text = JSON.stringify(kept);
  }
  try {
    if (kept.past.length + kept.future.length > 0) sessionStorage.setItem(PREFIX + id, text);
    else sessionStorage.removeItem(PREFIX + id);
  } catch {
    // The tab's storage is full or closed to us: undo then ends with the page.
  }
}

export function keptHistory(id: string, version: number): Pick<Editing<object>, 'past' | 'future'> | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(PREFIX + id) ?? 'null') as Kept | null;
    return kept?.version === version ? { past: kept.past, future: kept.future } : null;
  } catch {
    return null;
  }
}
