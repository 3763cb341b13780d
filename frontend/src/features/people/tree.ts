import type { Place } from '@/api/types';

export interface TreeRow {
  place: Place;
  depth: number;
}

/** Children under their parents; what names no known parent stands at the top, circles included. */
export function inTree(places: Place[]): TreeRow[] {
  const known = new Set(places.map((place) => place.id));
  const rows: TreeRow[] = [];
  const seen = new Set<string>();
  const walk = (parent: string | null, depth: number) => {
    for (const place of places) {
      const above = place.parent && known.has(place.parent) ? place.parent : null;
      if (above !== parent || seen.has(place.id)) continue;
      seen.add(place.id);
      rows.push({ place, depth });
      walk(place.id, depth + 1);
    }
  };
  walk(null, 0);
  return [...rows, ...places.filter((place) => !seen.has(place.id)).map((place) => ({ place, depth: 0 }))];
}

/** A place and everything below it: none of them can be its parent. */
export function below(places: Place[], id: string): Set<string> {
  const found = new Set([id]);
  let size = 0;
  while (size !== found.size) {
    size = found.size;
    for (const place of places) if (place.parent && found.has(place.parent)) found.add(place.id);
  }
  return found;
}
