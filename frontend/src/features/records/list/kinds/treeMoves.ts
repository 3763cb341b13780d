/** A record is put below another in a tree: who stands where, where it may go, and where the keys lead it. */
import type { RecordItem } from '@/api/types';

export interface Node {
  key: string;
  level: number;
  record?: RecordItem;
  /** How many stand below it that may be seen. */
  below?: number;
  open?: boolean;
  onMore?: () => void;
}

/** The node right above one, by the levels of those in sight. */
export function aboveOf(nodes: readonly Node[], at: number): number {
  const level = nodes[at]?.level ?? 1;
  for (let before = at - 1; before >= 0; before -= 1) if ((nodes[before]?.level ?? 0) < level) return before;
  return -1;
}

/** Says whether one stands below another, however deep, or is it. */
export function standsBelow(nodes: readonly Node[], at: number, id: string): boolean {
  for (let one = at; one >= 0; one = aboveOf(nodes, one)) if (nodes[one]?.record?.id === id) return true;
  return false;
}

/** Where the keys put a record: one deeper, below its neighbour above (1), or one higher (-1); undefined leads nowhere. */
export function stepped(
  nodes: readonly Node[],
  at: number,
  by: 1 | -1,
): { above: RecordItem | null } | undefined {
  const node = nodes[at];
  const parent = aboveOf(nodes, at);
  if (!node) return undefined;
  if (by === -1) {
    if (parent < 0) return undefined;
    return { above: nodes[aboveOf(nodes, parent)]?.record ?? null };
  }
  for (let before = at - 1; before > parent; before -= 1) {
    const found = nodes[before];
    if (found?.level === node.level && found.record) return { above: found.record };
  }
  return undefined;
}
