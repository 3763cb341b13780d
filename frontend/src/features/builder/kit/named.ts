/** Documents of a draft read for naming their parts: the document itself, and the entities that it speaks of. */
import type { EntityDocument, Kind, Text } from '../draft/documents';
import type { Names } from './spokenPlace';

export interface Named {
  document: unknown;
  entities: Record<string, EntityDocument>;
}

type Read = (kind: Kind, key: string) => Promise<unknown>;

/** Read a document with the entities that stand in it; what cannot be read is left out. */
export async function readNamed(read: Read, kind: Kind, key: string): Promise<Named> {
  const found = (one: Kind, name: string) => read(one, name).catch(() => null);
  const document = await found(kind, key);
  const entities: Record<string, EntityDocument> = {};
  let wanted = [...entitiesIn(document)];
  // Twice: the rows of a form's sub-table are fields of an entity that only its own entity names.
  for (let depth = 0; depth < 2; depth += 1) {
    const next = await Promise.all(
      wanted
        .filter((name) => !entities[name])
        .map(async (name) => [name, await found('entity', name)] as const),
    );
    for (const [name, read] of next) if (read) entities[name] = read as EntityDocument;
    wanted = kind === 'form' ? next.flatMap(([, read]) => [...entitiesIn(read)]) : [];
  }
  if (kind === 'entity' && document) entities[key] = document as EntityDocument;
  return { document, entities };
}

function entitiesIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null) return found;
  for (const [name, each] of Object.entries(value))
    if (typeof each === 'string') {
      if (name === 'entity' || name === 'source') found.add(each);
    } else entitiesIn(each, found);
  return found;
}

/** What the keys in a document are called. */
export function namesIn(
  entities: Named['entities'],
  documents: { kind: string; key: string; name?: Text | null }[],
  text: (value: Text | undefined) => string,
): Names {
  const own = (entity: string | undefined, key: string) =>
    entity === undefined ? undefined : entities[entity]?.schema?.properties?.[key]?.['x-dougong'];
  const target = (entity: string | undefined, key: string) => {
    const to = (own(entity, key) as { entity?: unknown } | undefined)?.entity;
    return typeof to === 'string' ? to : undefined;
  };
  return {
    target,
    field: (entity, key) => {
      const [first = key, ...rest] = key.split('.');
      const label = text(own(entity, first)?.label) || first;
      if (rest.length === 0) return label;
      return `${label} › ${namesIn(entities, documents, text).field(target(entity, first), rest.join('.'))}`;
    },
    choice: (entity, field, key) => {
      const options = own(entity, field)?.options ?? [];
      return text(options.find((each) => each.key === key)?.label) || key;
    },
    element: (kind, key) =>
      text(documents.find((each) => each.kind === kind && each.key === key)?.name ?? undefined) || key,
  };
}
