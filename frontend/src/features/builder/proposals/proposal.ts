/** What a builder does to a proposed entity before it is made. Pure: each function changes a draft in place. */
import { freeKey, keyFrom } from '@/canvas/ids';
import type { FieldNote } from '@/api/types';
import type { EntityDocument, OptionDocument, Text } from '../draft/documents';
import {
  changeKey,
  newField,
  removeField,
  setLabel,
  setOptions,
  setPrecision,
  setRequired,
  setSetting,
} from '../data/entityChanges';
import { fieldKinds } from '../data/fieldKinds';

const NOT_OFFERED = new Set([
  'sub_table',
  'tree_parent',
  'auto_number',
  'hidden',
  'cascade',
  'address',
  'location',
]);
/** Types of which a title may be. */
const TITLES = new Set(['text', 'email', 'phone', 'code', 'url', 'external_id']);
const COLOURS = ['blue', 'green', 'amber', 'teal', 'red', 'grey'];

/** The types that a column may become. */
export const offeredTypes = fieldKinds
  .filter((kind) => !kind.computed && !kind.files && !kind.parts && !NOT_OFFERED.has(kind.type))
  .map((kind) => kind.type);

export const mayBeTitle = (type: string): boolean => TITLES.has(type);

/** How many values a type would not take; undefined where nobody looked. */
export function refusedBy(note: FieldNote | undefined, type: string): number | undefined {
  if (!note || note.filled === 0) return undefined;
  if (type === 'select' && note.choices.length === 0) return note.different;
  return note.refused[type];
}

/** Give a field another type; its id, its key and its label stay. */
export function changeType(entity: EntityDocument, key: string, type: string, note?: FieldNote): void {
  const before = entity.schema.properties[key];
  if (!before) return;
  const required = entity.schema.required?.includes(key) ?? false;
  const { id, label, help } = before['x-dougong'];
  const field = newField(type, label);
  field['x-dougong'].id = id;
  if (help) field['x-dougong'].help = help;
  entity.schema.properties[key] = field;
  if (type === 'select' || type === 'multi_select')
    setOptions(
      entity,
      key,
      optionsOf(type === 'select' ? (note?.choices ?? []) : wordsOf(note?.choices ?? [])),
    );
  if (type === 'number' && note && note.samples.every((value) => /^[+-]?[\d,\s]+$/.test(value)))
    setPrecision(field, 0);
  setRequired(entity, key, required);
}

const wordsOf = (values: string[]) => [
  ...new Set(values.flatMap((value) => value.split(/[,;，；、|]/).map((word) => word.trim()))),
];

function optionsOf(labels: string[]): OptionDocument[] {
  const options: OptionDocument[] = [];
  for (const [at, label] of labels.filter(Boolean).slice(0, 200).entries()) {
    const key = freeKey(
      keyFrom(label) || `option_${at + 1}`,
      options.map((option) => option.key),
    );
    options.push({ key, label: textOf(label), colour: COLOURS[at % COLOURS.length] });
  }
  return options;
}

/** A name as a text in the language that it is written in. */
export const textOf = (name: string): Text => (/[\u4e00-\u9fff]/.test(name) ? { zh: name } : { en: name });

/** Let a field name the records. */
export function chooseTitle(entity: EntityDocument, key: string): void {
  setRequired(entity, entity.title, false);
  entity.title = key;
  setRequired(entity, key, true);
}

/** Give a field another label in the language that is being read. */
export function relabel(entity: EntityDocument, key: string, label: string, language: 'en' | 'zh'): void {
  const field = entity.schema.properties[key];
  if (!field) return;
  const { label: before } = field['x-dougong'];
  const tongue =
    before[language] !== undefined || Object.keys(before).length === 0 ? language : before.zh ? 'zh' : 'en';
  setLabel(field, { ...before, [tongue]: label });
}

export const rekey = (entity: EntityDocument, key: string, to: string): void => changeKey(entity, key, to);

export function pointTo(entity: EntityDocument, key: string, target: string | undefined): void {
  const field = entity.schema.properties[key];
  if (field) setSetting(field, 'entity', target);
}

/** The documents as they are kept: without what was left out, under the key that was chosen. */
export function finished(
  documents: EntityDocument[],
  changed: EntityDocument,
  left: ReadonlySet<string>,
): EntityDocument[] {
  const [first, ...rows] = documents;
  const entity = structuredClone(changed);
  const gone = new Set<string>();
  for (const key of left) {
    const own = entity.schema.properties[key]?.['x-dougong'];
    if (own?.type === 'sub_table' && own.entity) gone.add(own.entity);
    removeField(entity, key);
  }
  return [
    entity,
    ...rows
      .filter((each) => !gone.has(each.key))
      .map((each) => (each.parent === first?.key ? { ...each, parent: entity.key } : each)),
  ];
}
