/** What the data designer does to an entity document; each function changes a draft in place. */
import { newId } from '@/canvas/ids';
import { assign, ordered } from '@/canvas/lists';
import type {
  EntityDocument,
  FieldDocument,
  FieldSettingsDocument,
  OptionDocument,
  Text,
} from '../draft/documents';
import { fieldKind } from './fieldKinds';

export function newEntity(key: string, name: Text, parent?: string): EntityDocument {
  return {
    format: 1,
    id: newId(),
    key,
    ...(parent ? { parent } : {}),
    name,
    title: 'name',
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      required: ['name'],
      properties: {
        name: {
          type: 'string',
          maxLength: 120,
          title: 'Name',
          'x-dougong': {
            id: newId(),
            type: 'text',
            label: { en: 'Name', zh: '名称' },
            search: true,
            pinyin: true,
          },
        },
      },
    },
  };
}

export function newField(type: string, label: Text): FieldDocument {
  const kind = fieldKind(type);
  const field: FieldDocument = {
    ...structuredClone(kind?.property ?? {}),
    title: label.en ?? label.zh ?? type,
    'x-dougong': { id: newId(), type, label, ...structuredClone(kind?.settings ?? {}) },
  };
  syncOptions(field, false);
  return field;
}

export function fieldsOf(entity: EntityDocument): [string, FieldDocument][] {
  return Object.entries(entity.schema.properties);
}

/** Give a field another key, in its place and in the entity's own lists; what others say of it is not touched. */
export function changeKey(entity: EntityDocument, from: string, to: string): void {
  const other = (key: string) => (key === from ? to : key);
  entity.schema.properties = Object.fromEntries(fieldsOf(entity).map(([key, field]) => [other(key), field]));
  if (entity.schema.required) entity.schema.required = entity.schema.required.map(other);
  if (entity.unique) entity.unique = entity.unique.map((keys) => keys.map(other));
  if (entity.indexes) entity.indexes = entity.indexes.map((keys) => keys.map(other));
  if (entity.duplicates) entity.duplicates.match = entity.duplicates.match.map((keys) => keys.map(other));
  for (const { 'x-dougong': own } of Object.values(entity.schema.properties))
    if (own.rate_date) own.rate_date = other(own.rate_date);
  entity.title = other(entity.title);
  if (entity.states) entity.states.field = other(entity.states.field);
}

/** Give a choice another key, and say so where the entity itself names it: the default and the states. */
export function changeOptionKey(entity: EntityDocument, fieldKey: string, from: string, to: string): void {
  const field = entity.schema.properties[fieldKey];
  const own = field?.['x-dougong'];
  if (!field || !own?.options?.some((option) => option.key === from)) return;
  const other = (key: string) => (key === from ? to : key);
  own.options = own.options.map((option) => ({ ...option, key: other(option.key) }));
  syncOptions(field, isRequired(entity, fieldKey));
  if (field.default === from) field.default = to;
  const { states } = entity;
  if (states?.field !== fieldKey) return;
  if (states.initial === from) states.initial = to;
  if (states.start) states.start = states.start.map(other);
  for (const step of states.transitions ?? []) {
    step.from = typeof step.from === 'string' ? other(step.from) : step.from.map(other);
    step.to = other(step.to);
  }
  if (states.stages)
    states.stages = Object.fromEntries(
      Object.entries(states.stages).map(([key, stage]) => [other(key), stage]),
    );
}

export function insertField(entity: EntityDocument, key: string, field: FieldDocument, at?: number): void {
  const keys = Object.keys(entity.schema.properties);
  // A tree is made of records of one list.
  if (field['x-dougong'].type === 'tree_parent') field['x-dougong'].entity = entity.key;
  entity.schema.properties[key] = field;
  if (at !== undefined && at < keys.length) {
    keys.splice(at, 0, key);
    entity.schema.properties = ordered(entity.schema.properties, keys);
  }
}

export function moveField(entity: EntityDocument, from: number, to: number): void {
  const keys = Object.keys(entity.schema.properties);
  const [key] = keys.splice(from, 1);
  if (key === undefined) return;
  keys.splice(Math.max(0, Math.min(to, keys.length)), 0, key);
  entity.schema.properties = ordered(entity.schema.properties, keys);
}

/** Take a field out, with its places in the entity's own lists. Uses elsewhere are reported by the check. */
export function removeField(entity: EntityDocument, key: string): void {
  delete entity.schema.properties[key];
  const without = (lists: string[][] | undefined) =>
    lists?.map((keys) => keys.filter((each) => each !== key)).filter((keys) => keys.length);
  assign(
    entity.schema,
    'required',
    entity.schema.required?.filter((each) => each !== key),
  );
  assign(entity, 'unique', without(entity.unique));
  assign(entity, 'indexes', without(entity.indexes));
  if (entity.states?.field === key) delete entity.states;
}

export function isRequired(entity: EntityDocument, key: string): boolean {
  return entity.schema.required?.includes(key) ?? false;
}

export function setRequired(entity: EntityDocument, key: string, required: boolean): void {
  const keys = (entity.schema.required ?? []).filter((each) => each !== key);
  if (required) keys.push(key);
  assign(entity.schema, 'required', keys);
  const field = entity.schema.properties[key];
  if (!field) return;
  const kind = fieldKind(field['x-dougong'].type);
  // A field that need not be filled admits null; switches and lists have an empty value of their own.
  if (Array.isArray(kind?.property.type) && field.type !== undefined) {
    const base =
      (Array.isArray(field.type) ? field.type.find((each) => each !== 'null') : field.type) ?? 'string';
    field.type = required ? base : [base, 'null'];
  }
  syncOptions(field, required);
}

/** The enum of a select is its options' keys; JSON Schema tools read the one, people the other. */
export function syncOptions(field: FieldDocument, required: boolean): void {
  const { type, options } = field['x-dougong'];
  if (type === 'select')
    field.enum = [...(options ?? []).map((option) => option.key), ...(required ? [] : [null])];
  if (type === 'multi_select')
    field.items = { type: 'string', enum: (options ?? []).map((option) => option.key) };
}

export function setOptions(entity: EntityDocument, key: string, options: OptionDocument[]): void {
  const field = entity.schema.properties[key];
  if (!field) return;
  const before = new Set((field['x-dougong'].options ?? []).map((option) => option.key));
  field['x-dougong'].options = options;
  syncOptions(field, isRequired(entity, key));
  const kept = new Set(options.map((option) => option.key));
  if (typeof field.default === 'string' && before.has(field.default) && !kept.has(field.default))
    delete field.default;
}

export function setLabel(field: FieldDocument, label: Text | undefined): void {
  field['x-dougong'].label = label ?? {};
  field.title = label?.en ?? label?.zh ?? field.title;
}

export function setSetting<Key extends keyof FieldSettingsDocument>(
  field: FieldDocument,
  key: Key,
  value: FieldSettingsDocument[Key] | undefined,
): void {
  if (value === false) delete field['x-dougong'][key];
  else assign(field['x-dougong'], key, value);
}

/** The date fields whose day may say what an amount is worth: its entity's, and of the one that its rows belong to. */
export function rateDays(
  entity: EntityDocument,
  above?: EntityDocument,
): { key: string; field: FieldDocument; of?: EntityDocument }[] {
  const own = fieldsOf(entity).map(([key, field]) => ({ key, field, of: undefined }));
  const known = new Set(own.map(({ key }) => key));
  const others = (above ? fieldsOf(above) : []).map(([key, field]) => ({ key, field, of: above }));
  return [...own, ...others.filter(({ key }) => !known.has(key))].filter(({ field }) =>
    ['date', 'datetime'].includes(field['x-dougong'].type),
  );
}

/** Whole numbers are JSON integers, others decimal texts. */
export function setPrecision(field: FieldDocument, precision: number | undefined): void {
  setSetting(field, 'precision', precision);
  const { type } = field['x-dougong'];
  if (type !== 'number' && type !== 'slider') return;
  const nullable = Array.isArray(field.type);
  const base = precision === 0 || (type === 'slider' && precision === undefined) ? 'integer' : 'string';
  field.type = nullable ? [base, 'null'] : base;
  if (base === 'integer') delete field.format;
  else field.format = 'decimal';
}

/** Add a choice field and let it be the state of records: they begin in its first choice, and go on in order. */
export function addStateField(
  entity: EntityDocument,
  key: string,
  label: Text,
  options: OptionDocument[],
): FieldDocument {
  const field = newField('select', label);
  insertField(entity, key, field);
  setOptions(entity, key, options);
  setStateField(entity, key);
  entity.states!.transitions = options
    .slice(1)
    .map((option, at) => ({ id: newId(), from: [options[at]!.key], to: option.key }));
  return field;
}

/** The state in which a new record begins unless it is given another. */
export function firstState({ states, schema }: EntityDocument): string | undefined {
  const preset = states && schema.properties[states.field]?.default;
  return states?.initial ?? (typeof preset === 'string' ? preset : undefined);
}

/** Let a field be the state of records, or none; a new record begins in its default or its first choice. */
export function setStateField(entity: EntityDocument, key: string): void {
  const field = entity.schema.properties[key];
  if (!field) {
    delete entity.states;
    return;
  }
  const choices = (field['x-dougong'].options ?? []).map((option) => option.key);
  const preset = typeof field.default === 'string' ? field.default : undefined;
  const states = { transitions: [], ...entity.states, field: key };
  if (!states.initial || !choices.includes(states.initial)) states.initial = preset ?? choices[0];
  if (!states.initial) delete states.initial;
  entity.states = states;
}
