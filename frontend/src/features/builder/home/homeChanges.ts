/** Changes to the lists that an app puts on the home page. */
import { assign, move } from '@/canvas/lists';
import type { AppDocument, EntityDocument, HomeBlockDocument, ViewDocument } from '../draft/documents';

/** As the schema of app.json says. */
export const MOST_BLOCKS = 8;
export const MOST_FIELDS = 3;
export const MOST_RECORDS = 20;
export const USUAL_RECORDS = 6;

/** Put the list of a view behind the one at `after`, at the end when there is none; no more than the page takes. */
export function addBlock(app: AppDocument, id: string, view: ViewDocument, after: number): void {
  const home = app.home ?? [];
  if (home.length >= MOST_BLOCKS) return;
  home.splice(after >= 0 ? after + 1 : home.length, 0, { id, entity: view.entity, view: view.key });
  app.home = home;
}

export function removeBlock(app: AppDocument, id: string): void {
  assign(
    app,
    'home',
    (app.home ?? []).filter((block) => block.id !== id),
  );
}

export function moveBlock(app: AppDocument, from: number, to: number): void {
  if (app.home && to >= 0 && to < app.home.length) move(app.home, from, to);
}

/** Show another view; fields of another entity mean nothing there and go, as does the title. */
export function setView(block: HomeBlockDocument, view: ViewDocument): void {
  if (block.entity !== view.entity) {
    delete block.fields;
    delete block.deadline;
    delete block.title;
  }
  block.entity = view.entity;
  block.view = view.key;
}

/** The number of records; the usual one is not written. */
export function setLimit(block: HomeBlockDocument, limit: number): void {
  assign(block, 'limit', limit === USUAL_RECORDS ? undefined : limit);
}

/** Show a field beside the title, or no longer; a deadline that is shown nowhere warns nobody, so it goes too. */
export function setFields(block: HomeBlockDocument, fields: string[]): void {
  assign(block, 'fields', fields.slice(0, MOST_FIELDS));
  if (block.deadline && !block.fields?.includes(block.deadline)) delete block.deadline;
}

/** The date that makes a record late is among those shown: it is what turns red. */
export function setDeadline(block: HomeBlockDocument, field: string): void {
  assign(block, 'deadline', field);
  if (!field || block.fields?.includes(field)) return;
  block.fields = [...(block.fields ?? []).slice(0, MOST_FIELDS - 1), field];
}

const SYSTEM_DATES = ['created_at', 'updated_at'];

/** What does not fit into a line. */
const UNSHOWN = new Set([
  'sub_table',
  'attachment',
  'long_text',
  'rich_text',
  'image',
  'signature',
  'audio',
  'json',
  'hidden',
]);

/** The fields that can stand beside a record's title in one line. */
export function shownFields(entity: EntityDocument): string[] {
  return Object.entries(entity.schema.properties)
    .filter(([key, field]) => key !== entity.title && !UNSHOWN.has(field['x-dougong'].type))
    .map(([key]) => key)
    .concat('owner', 'department', SYSTEM_DATES);
}

export function dateFields(entity: EntityDocument): string[] {
  return Object.entries(entity.schema.properties)
    .filter(([, field]) => {
      const { type, result } = field['x-dougong'];
      return ['date', 'datetime'].includes(type === 'formula' ? (result ?? '') : type);
    })
    .map(([key]) => key)
    .concat(SYSTEM_DATES);
}
