import type { EntityDocument } from '../draft/documents';

const UNFIT = new Set([
  'sub_table',
  'references',
  'rich_text',
  'attachment',
  'image',
  'signature',
  'audio',
  'button',
  'formula',
  'roll_up',
  'lookup',
]);

/** Whether records of an entity can be told apart, and found, by what a field of theirs is equal to. */
export function comparable(entity: EntityDocument | undefined, key: string): boolean {
  const field = entity?.schema.properties[key];
  return key === 'owner' || (field !== undefined && !UNFIT.has(field['x-dougong'].type));
}
