import { createContext, useContext } from 'react';
import { createStore, useStore } from 'zustand';
import type { StoreApi } from 'zustand';
import type {
  AppDescription,
  EntityDescription,
  FormDescription,
  JsonValue,
  RecordItem,
  Values,
} from '@/api/types';
import { fieldOf, kindOf } from '@/fields';
import { evaluateTo } from './evaluate';
import type { FormContext } from './evaluate';
import { formState } from './state';
import { checkValues, isBlank, openOnes } from './validate';
import type { Errors } from './validate';

export interface FormStoreState {
  /** The record does not exist yet. */
  creating: boolean;
  values: Values;
  /** As the record was when the form was opened; empty for a new one. */
  before: Values;
  labels: RecordItem['labels'];
  errors: Errors;
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  locked: ReadonlySet<string>;
  dirty: boolean;
  setValue: (key: string, value: JsonValue, label?: string) => void;
  /** Records that references point to, so that rules can look through them. */
  setReferenced: (key: string, record: RecordItem | null) => void;
  /** Work that will still change a value, such as an upload under way. */
  waitFor: (work: Promise<void>) => void;
  /** Resolves when no such work is under way. */
  settled: () => Promise<unknown>;
  setErrors: (errors: Errors) => void;
  check: () => Errors;
  /** The values that differ from what was loaded; all that are filled in, for a new record. */
  changes: () => Values;
}

export type FormStore = StoreApi<FormStoreState>;

export interface FormStoreOptions {
  app: AppDescription;
  entity: EntityDescription;
  form: FormDescription;
  record?: RecordItem;
  initial?: Values;
  context: FormContext;
}

/** A default that cannot be computed leaves the field empty. */
function isErrorValue(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'error' in value;
}

/** What the reader himself, or his department, is called where a default names him. */
function labelsOf({ entity, context }: FormStoreOptions, values: Values): RecordItem['labels'] {
  const known = [context.me, ...(context.me?.departments ?? [])];
  const labels: RecordItem['labels'] = {};
  for (const field of entity.fields) {
    const found = known.find((one) => one !== undefined && one.id === values[field.key]);
    if (found && (field.type === 'member' || field.type === 'department')) labels[field.key] = found.name;
  }
  return labels;
}

/** The form of a new record when the entity has none: every field that may be written, in order. */
export function formOf(entity: EntityDescription, key?: string): FormDescription {
  const found =
    entity.forms.find((form) => form.key === key) ??
    entity.forms.find((form) => form.default) ??
    entity.forms[0];
  if (found) return found;
  const items = entity.fields
    .filter((field) => field.writable && field.key !== 'owner' && field.key !== 'department')
    .map((field) => ({
      field: field.key,
      span: field.type === 'long_text' || field.type === 'sub_table' ? 2 : 1,
    }));
  return {
    key: 'generated',
    id: 'generated',
    name: entity.name,
    default: true,
    layout: [{ columns: 2, items }],
    linkage: [],
    defaults: {},
  };
}

/** An entity as the form of a record that is there takes it: what is given only to new records is closed. */
export function ofChange(entity: EntityDescription): EntityDescription {
  const fields = entity.fields.map((field) => (field.changeable ? field : { ...field, writable: false }));
  return { ...entity, fields };
}

function defaultsOf(options: FormStoreOptions): Values {
  const { entity, form, context } = options;
  const values: Values = {};
  for (const field of entity.fields) {
    const fixed = field.settings.default;
    if (fixed !== undefined && fixed !== null && typeof fixed !== 'object')
      values[field.key] = fixed as JsonValue;
    else if (Array.isArray(fixed)) values[field.key] = fixed as JsonValue;
  }
  // What the form says goes before what the entity says, as on the server.
  const computed = { ...form.defaults, ...entity.defaults, ...form.defaults };
  for (const [key, tree] of Object.entries(computed)) {
    const value = evaluateTo(tree, entity, values, context, key);
    values[key] = isErrorValue(value) ? null : value;
  }
  if (entity.states?.initial && isBlank(values[entity.states.field]))
    values[entity.states.field] = entity.states.initial;
  return { ...values, ...options.initial };
}

export function createFormStore(options: FormStoreOptions): FormStore {
  const { app, entity, form, record } = options;
  const context: FormContext = { ...options.context, referenced: { ...options.context.referenced } };
  const start = record ? { ...record.values } : defaultsOf(options);
  const base = JSON.stringify(record ? start : {});
  const loaded = JSON.parse(base) as Values;
  const startText = JSON.stringify(start);
  let work: Promise<unknown> = Promise.resolve();

  const settle = (values: Values) => {
    const state = formState(form, entity, values, context);
    const next = { ...values, ...state.set };
    for (const [key, tree] of Object.entries(entity.expressions))
      next[key] = evaluateTo(tree, entity, next, context, key);
    return { values: next, hidden: state.hidden, required: state.required, locked: state.locked };
  };

  const closedIn = (locked: ReadonlySet<string>) => (key: string) => {
    const field = fieldOf(entity, key);
    return !field?.writable || field.read_only || kindOf(field.type).computed === true || locked.has(key);
  };

  return createStore<FormStoreState>((set, get) => ({
    creating: record === undefined,
    before: loaded,
    ...settle(start),
    labels: record ? { ...record.labels } : labelsOf(options, start),
    errors: {},
    dirty: false,
    setValue: (key, value, label) =>
      set((state) => {
        const settled = settle({ ...state.values, [key]: value });
        const errors = Object.fromEntries(
          Object.entries(state.errors).filter(([name]) => name !== key && !name.startsWith(`${key}/`)),
        );
        return {
          ...settled,
          labels: label === undefined ? state.labels : { ...state.labels, [key]: label },
          errors,
          dirty:
            JSON.stringify(strip(entity, settled.values)) !==
            JSON.stringify(strip(entity, JSON.parse(startText) as Values)),
        };
      }),
    setReferenced: (key, found) => {
      context.referenced = { ...context.referenced, [key]: found };
      set((state) => settle(state.values));
    },
    waitFor: (more) => {
      work = Promise.allSettled([work, more]);
    },
    settled: () => work,
    setErrors: (errors) => set(({ locked }) => ({ errors: openOnes(errors, closedIn(locked)) })),
    check: () => {
      const { values, hidden, required, locked } = get();
      const shown = fieldsIn(form.layout);
      const fields = entity.fields.filter((field) => shown.has(field.key));
      const found = checkValues({ fields, values, hidden, required, entities: app.entities });
      const errors = openOnes(found, closedIn(locked));
      set({ errors });
      return errors;
    },
    changes: () => {
      const { values, hidden } = get();
      const out: Values = {};
      for (const field of entity.fields) {
        const { key } = field;
        if (!field.writable || kindOf(field.type).computed) continue;
        const child = field.type === 'sub_table' ? app.entities[field.settings.entity ?? ''] : undefined;
        const value = clean(values[key] ?? null, child);
        const before = clean(loaded[key] ?? null, child);
        if (hidden.has(key) && !record) continue;
        if (record ? JSON.stringify(value) !== JSON.stringify(before) : !isBlank(value)) out[key] = value;
      }
      return out;
    },
  }));
}

/** Without what only the screen or the server knows: labels of references in rows, computed and closed columns. */
function clean(value: JsonValue, child: EntityDescription | undefined): JsonValue {
  if (!Array.isArray(value) || !child) return value;
  const open = new Set(
    child.fields.filter((field) => field.writable && !kindOf(field.type).computed).map((field) => field.key),
  );
  return value.map((row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
    return Object.fromEntries(Object.entries(row).filter(([key]) => key === 'id' || open.has(key)));
  });
}

function strip(entity: EntityDescription, values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => !(key in entity.expressions) && !isBlank(value)),
  );
}

/** Keys of the fields that a layout shows, however deep. */
export function fieldsIn(layout: FormDescription['layout']): Set<string> {
  const found = new Set<string>();
  for (const node of layout) {
    if (node.field) found.add(node.field);
    for (const inner of [node.items, node.tabs, node.steps])
      for (const key of fieldsIn(inner ?? [])) found.add(key);
  }
  return found;
}

const StoreContext = createContext<FormStore | null>(null);
export const FormStoreProvider = StoreContext.Provider;

/** One piece of the form; a field re-renders only when its own piece changes. */
export function useForm<T>(selector: (state: FormStoreState) => T): T {
  const store = useContext(StoreContext);
  if (!store) throw new Error('A form field stands outside a form.');
  return useStore(store, selector);
}
