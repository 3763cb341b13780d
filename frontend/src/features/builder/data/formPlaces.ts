/**
 * Which forms a field that was added here stands on, kept in step with the entity.
 *
 * The data designer and the form are two documents with histories of their own: when the field goes by undo,
 * comes back by redo or changes its key, its places on the forms go, come back and change with it.
 */
import type { EntityDocument, FormDocument } from '../draft/documents';
import {
  containersOf,
  insertItem,
  itemId,
  newItem,
  normalised,
  placedFields,
  removeItems,
} from '../forms/layout';

export interface Placed {
  app: string;
  entity: string;
  /** The key that the forms name the field by; empty while the field is undone. */
  key: string;
  /** Keys of the forms; null until they are known. */
  forms: string[] | null;
}

/** The form that people get when they make a record; a public one only when it is said to be it. */
export function defaultForm(forms: Record<string, FormDocument>, entity: string): string | undefined {
  const own = Object.values(forms).filter((form) => form.entity === entity);
  return (own.find((form) => form.default) ?? own.find((form) => !form.public))?.key;
}

export function standsOn(form: FormDocument, field: string): boolean {
  return placedFields(containersOf(normalised(form.layout))).has(field);
}

/** At the end of the last container of the form; a form without one gets a section. */
export function putOn(form: FormDocument, entity: EntityDocument, field: string): void {
  if (standsOn(form, field)) return;
  form.layout = normalised(form.layout);
  const last = containersOf(form.layout).at(-1);
  if (last) insertItem(form, last.path, last.items.length, newItem(entity, field, last.columns));
  else form.layout.push({ columns: 2, items: [newItem(entity, field, 2)] });
}

export function takeOff(form: FormDocument, field: string): void {
  if (!standsOn(form, field)) return;
  form.layout = normalised(form.layout.filter((node) => !('field' in node && node.field === field)));
  const ids = containersOf(form.layout).flatMap(({ path, items }) =>
    items.flatMap((item, at) => (item.field === field ? [itemId(path, at)] : [])),
  );
  removeItems(form, ids);
}

export function renameOn(form: FormDocument, field: string, key: string): void {
  for (const item of containersOf(form.layout).flatMap((container) => container.items))
    if (item.field === field) item.field = key;
  for (const node of form.layout) if ('field' in node && node.field === field) node.field = key;
}

export function keyOfId(entity: EntityDocument, id: string): string | undefined {
  return Object.entries(entity.schema.properties).find(([, field]) => field['x-dougong'].id === id)?.[0];
}
