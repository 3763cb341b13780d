import type { SearchHit } from '@/api/types';

export interface HitGroup {
  app: string;
  entity: string;
  name: string;
  hits: SearchHit[];
}

/** Hits by kind of record; the kind of the best hit first, the hits of a kind in their order. */
export function groupsOf(hits: SearchHit[]): HitGroup[] {
  const groups = new Map<string, HitGroup>();
  for (const hit of hits) {
    const key = `${hit.app}/${hit.entity}`;
    const group = groups.get(key) ?? { app: hit.app, entity: hit.entity, name: hit.subtitle, hits: [] };
    group.hits.push(hit);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A text cut where the words of a search stand in it: every second piece is one. */
export function marked(text: string, query: string): string[] {
  const words = query
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return words.length === 0 ? [text] : text.split(new RegExp(`(${words.join('|')})`, 'giu'));
}

export type Option =
  { kind: 'hit'; key: string; hit: SearchHit } | { kind: 'all'; key: string; group: HitGroup };

/** What the arrow keys walk through: the hits of each kind, then its list. */
export function optionsOf(groups: HitGroup[]): Option[] {
  return groups.flatMap((group) => [
    ...group.hits.map((hit): Option => ({ kind: 'hit', key: `${hit.app}/${hit.entity}/${hit.id}`, hit })),
    { kind: 'all', key: `${group.app}/${group.entity}`, group },
  ]);
}

/** The place of the first option of the next (1) or this and the one before (-1) kind. */
export function otherGroup(options: Option[], at: number, step: 1 | -1): number {
  const starts = options.flatMap((_, index) =>
    index === 0 || options[index - 1]!.kind === 'all' ? [index] : [],
  );
  if (step === 1) return starts.find((start) => start > at) ?? starts[0] ?? 0;
  return [...starts].reverse().find((start) => start < at) ?? starts[starts.length - 1] ?? 0;
}
