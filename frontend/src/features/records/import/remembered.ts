/** How this person last imported a file with these columns into an entity, kept in this browser. */
import type { ImportPreview } from '@/api/types';
import { emptyPlan } from './plan';
import type { ImportPlan } from './plan';

interface Remembered {
  columns: string[];
  plan: ImportPlan;
}
const KEPT = 8;

const place = (person: string, app: string, entity: string) => `dougong.import.${person}.${app}.${entity}`;
const headers = (columns: string[]) => JSON.stringify([...columns].sort());

function read(name: string): Remembered[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(kept) ? (kept as Remembered[]) : [];
  } catch {
    return [];
  }
}

/** Keep a plan that was carried out; the oldest of other sets of columns give way. */
export function rememberPlan(person: string, app: string, entity: string, plan: ImportPlan): void {
  const name = place(person, app, entity);
  const columns = Object.keys(plan.mapping);
  const others = read(name).filter((each) => headers(each.columns) !== headers(columns));
  localStorage.setItem(name, JSON.stringify([{ columns, plan }, ...others].slice(0, KEPT)));
}

/** The plan of the last file with the same columns, in whatever order; fields that are gone are left out. */
export function rememberedPlan(
  person: string,
  app: string,
  entity: string,
  preview: ImportPreview,
  fields: string[],
): ImportPlan | null {
  const wanted = headers(preview.columns.map((column) => column.name));
  const found = read(place(person, app, entity)).find((each) => headers(each.columns) === wanted)?.plan;
  if (!found) return null;
  const mapping = preview.columns.map(({ name }) => [
    name,
    (found.mapping[name] ?? []).filter((key) => fields.includes(key)),
  ]);
  return {
    ...emptyPlan,
    ...found,
    mapping: Object.fromEntries(mapping) as Record<string, string[]>,
    match: found.match.filter((key) => fields.includes(key)),
  };
}
