/** What changing the type of a field does to an entity document: each function changes a draft in place. */
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import type { EntityDocument, FieldDocument, OptionDocument } from '../draft/documents';
import { insertField, isRequired, setRequired, syncOptions } from './entityChanges';
import { freeFieldKey } from './fieldKey';
import { fieldKind } from './fieldKinds';

/** What becomes of values that do not fit: they go blank, their words go into a text field, the old field stays beside. */
export type Fallback = 'blank' | 'text' | 'beside';

const LOOKS = ['help', 'placeholder', 'once', 'history', 'search', 'origin'] as const;
const SEARCHED = new Set([
  'text',
  'long_text',
  'rich_text',
  'email',
  'phone',
  'url',
  'code',
  'scan',
  'external_id',
  'hidden',
]);
const COLOURS = ['blue', 'green', 'orange', 'teal', 'purple', 'red', 'grey'];

/** Types that need more said about them than this change can ask for. */
export const NOT_OFFERED = new Set([
  'cascade',
  'sub_table',
  'tree_parent',
  'formula',
  'lookup',
  'roll_up',
  'auto_number',
]);

/** The field as one of another type: its id, its names and what both types have. */
export function ofType(field: FieldDocument, type: string, options?: OptionDocument[]): FieldDocument {
  const kind = fieldKind(type);
  const own = field['x-dougong'];
  const { id, label } = own;
  const next: FieldDocument = {
    ...structuredClone(kind?.property ?? {}),
    ...(field.title === undefined ? {} : { title: field.title }),
    'x-dougong': { ...structuredClone(kind?.settings ?? {}), id, type, label },
  };
  const settings = next['x-dougong'];
  for (const name of LOOKS)
    if (own[name as keyof typeof own] !== undefined && (name !== 'search' || SEARCHED.has(type)))
      Object.assign(settings, { [name]: own[name as keyof typeof own] });
  if (own.unique && kind?.unique) settings.unique = true;
  if (settings.options !== undefined) settings.options = options ?? own.options ?? settings.options;
  if (type === 'money' && own.precision !== undefined) settings.precision = own.precision;
  syncOptions(next, false);
  return next;
}

/** Choices made of the words that stand in a field, each once, the most frequent first. */
export function choicesOf(values: string[]): OptionDocument[] {
  const made: OptionDocument[] = [];
  for (const word of values) {
    if (made.some((option) => option.label.zh === word)) continue;
    const key = freeKey(
      keyFrom(word) || 'option',
      made.map((option) => option.key),
    );
    made.push({ key, label: { zh: word, en: word }, colour: COLOURS[made.length % COLOURS.length] });
  }
  return made;
}

/** Give a field another type in its place, with a field beside it for what would be lost. */
export function changeType(
  entity: EntityDocument,
  key: string,
  next: FieldDocument,
  fallback: Fallback,
  besideLabel: { zh: string; en: string },
): void {
  const old = entity.schema.properties[key];
  if (!old) return;
  const required = isRequired(entity, key);
  // The draft may be watched for changes, and what is watched cannot be cloned otherwise.
  const before = JSON.parse(JSON.stringify(old)) as FieldDocument;
  entity.schema.properties[key] = next;
  setRequired(entity, key, required);
  if (entity.states?.field === key && next['x-dougong'].type !== 'select') delete entity.states;
  if (fallback === 'blank') return;
  const keys = Object.keys(entity.schema.properties);
  const beside: FieldDocument =
    fallback === 'text'
      ? { type: ['string', 'null'], 'x-dougong': { id: '', type: 'long_text', label: {} } }
      : before;
  const own = beside['x-dougong'];
  beside.title = besideLabel.en;
  own.label = besideLabel;
  own.kept_from = { field: old['x-dougong'].id, values: fallback === 'text' ? 'unfit' : 'all' };
  own.id = newId();
  delete own.unique;
  const other = freeFieldKey(`${key}_${fallback === 'text' ? 'unfit' : 'before'}`, keys);
  insertField(entity, other, beside, keys.indexOf(key) + 1);
  setRequired(entity, other, false);
}
