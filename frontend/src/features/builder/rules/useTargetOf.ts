import { useDocuments } from '../draft/store';
import type { ExpressionPlace } from '@/expressions';

/** The entity that a path of references and lists ends at; of `FILTER(list, …)` that of its list. */
export function useTargetOf(place: ExpressionPlace, text: string): string | null {
  const { documents } = useDocuments(place.app, 'entity');
  const path = /^\s*FILTER\(\s*([\w.]+)\s*,/i.exec(text)?.[1] ?? text.trim();
  const parts = path.split('.').filter(Boolean);
  let entity = place.entity;
  if (parts[0] === 'parent' && place.parent) entity = place.parent;
  for (const part of parts.slice(parts[0] === 'parent' || parts[0] === 'this' ? 1 : 0)) {
    const own = documents[entity]?.schema.properties[part]?.['x-dougong'];
    const inverse = Object.values(documents).find((other) =>
      Object.values(other.schema.properties).some(
        (field) => field['x-dougong'].entity === entity && field['x-dougong'].inverse?.key === part,
      ),
    );
    const next = own?.entity ?? inverse?.key;
    if (!next) return null;
    entity = next;
  }
  return path ? entity : null;
}
