import { createContext, useContext } from 'react';
import { createStore, useStore } from 'zustand';
import type { StoreApi } from 'zustand';
import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  FormDescription,
  JsonValue,
  RecordItem,
  Values,
} from '@/api/types';
import { fieldOf, kindOf } from '@/fields';
import type { Label } from '@/fields';
import { currentLanguage, textIn } from '@/i18n';
import { computeInto, evaluateTo, scopeOf } from './evaluate';
import type { FormContext } from './evaluate';
import { pickerFilter } from './pickers';
import { checkRowRules, rowForms } from './rowState';
import { formState, within } from './state';
import type { FormState } from './state';
import { checkValues, isBlank, openOnes } from './validate';
import type { Errors } from './validate';
import { words } from './words';

const MOST_PASSES = 4;

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
  offered: FormState['offered'];
  picked: FormState['picked'];
  refused: FormState['refused'];
  warned: FormState['warned'];
  dirty: boolean;
  setValue: (key: string, value: JsonValue, label?: Label) => void;
  /** Take over what was typed before and kept. */
  adopt: (values: Values, labels: RecordItem['labels']) => void;
  /** Records that references point to, so that rules can look through them. */
  setReferenced: (key: string, record: RecordItem | null) => void;
  /** Work that will still change a value, such as an upload under way. */
  waitFor: (work: Promise<void>) => void;
  /** Resolves when no such work is under way. */
  settled: () => Promise<unknown>;
  setErrors: (errors: Errors) => void;
  /** What is wrong, in the whole form or in some of its fields; it is shown. */
  check: (only?: ReadonlySet<string>) => Errors;
  /** The condition on what a picker offers, `item` being what its place in the layout says. */
  filterOf: (key: string, item: string | undefined) => string;
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

function isSame(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  return one === other || JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
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

/**
 * The form of an entity that has none: every field that may be written, and what is computed from them, in order; to
 * read a record (`reading`), every field that may be read, and to which record it belongs.
 */
export function formOf(entity: EntityDescription, key?: string, reading = false): FormDescription {
  const found =
    entity.forms.find((form) => form.key === key) ??
    entity.forms.find((form) => form.default) ??
    entity.forms[0];
  if (found) return found;
  const items = entity.fields
    .filter(({ key, system, type, writable, readable }) => {
      const shown = readable !== false && (reading || kindOf(type).computed === true);
      return system ? reading && shown && key === 'parent' : shown || (writable && !reading);
    })
    .map((field) => ({
      field: field.key,
      span: field.type === 'long_text' || field.type === 'rich_text' || field.type === 'sub_table' ? 2 : 1,
    }));
  return {
    key: 'generated',
    id: 'generated',
    name: entity.name,
    default: true,
    layout: [{ columns: 2, items }],
    linkage: [],
    fill: [],
    clear_hidden: [],
    variants: [],
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
  const context: FormContext = { ...options.context, entity, referenced: { ...options.context.referenced } };
  const start = record ? { ...record.values } : defaultsOf(options);
  const base = JSON.stringify(record ? start : {});
  const loaded = JSON.parse(base) as Values;
  const startText = JSON.stringify(strip(entity, JSON.parse(JSON.stringify(start)) as Values));
  let work: Promise<unknown> = Promise.resolve();
  /** What a person typed in fields that are emptied while they are hidden: it comes back with them. */
  const aside: Values = {};
  /** References that were chosen by hand and whose record is still to fill in the rest. */
  const chosen = new Set<string>();

  const computed = (values: Values): Values => {
    const next = { ...values };
    computeInto(next, entity.expressions, entity, context);
    return next;
  };

  /** Rules see what is computed as it is now, and what is computed sees what rules have set. */
  const settle = (values: Values, byHand = false) => {
    let current = computed(values);
    let state = formState(form, entity, current, context);
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const changed: Values = {
        ...(byHand ? outside(current, state) : {}),
        ...setBy(state.set, state.hidden),
        ...hiddenOnes(current, state),
      };
      const next = computed({ ...current, ...changed });
      const looked = [...Object.keys(changed), ...Object.keys(entity.expressions)];
      const before = current;
      if (looked.every((key) => isSame(next[key], before[key]))) break;
      current = next;
      state = formState(form, entity, current, context);
    }
    const { set, ...shown } = state;
    return { values: { ...current, ...setBy(set, shown.hidden) }, ...shown };
  };

  /** What rules set now; a field that is emptied while hidden stays empty, as on the server. */
  const setBy = (set: Values, hidden: ReadonlySet<string>): Values =>
    Object.fromEntries(
      Object.entries(set).filter(([key]) => !(hidden.has(key) && form.clear_hidden?.includes(key))),
    );

  /** Fields that are emptied while hidden, and those that have come back. */
  const hiddenOnes = (values: Values, { hidden }: FormState): Values => {
    const found: Values = {};
    for (const key of form.clear_hidden ?? []) {
      const value = values[key] ?? null;
      if (hidden.has(key) && !isBlank(value)) {
        aside[key] = value;
        found[key] = null;
      } else if (!hidden.has(key) && isBlank(value) && key in aside) {
        found[key] = aside[key] ?? null;
        delete aside[key];
      }
    }
    return found;
  };

  /** Choices that are not offered any more are taken away when somebody changes what they depend on. */
  const outside = (values: Values, { offered }: FormState): Values => {
    const found: Values = {};
    for (const [key, choices] of Object.entries(offered)) {
      const value = values[key] ?? null;
      const rest = within(value, choices);
      if (rest !== value) found[key] = rest;
    }
    return found;
  };

  /** What the record that was chosen in a reference says of other fields. */
  const filledFrom = (key: string, found: RecordItem, values: Values) => {
    const filled: Values = {};
    const labels: Record<string, Label> = {};
    for (const fill of form.fill ?? []) {
      if (fill.field !== key) continue;
      for (const [target, tree] of Object.entries(fill.set)) {
        if (!fill.over && !isBlank(values[target])) continue;
        const value = evaluateTo(tree, entity, { ...values, ...filled }, context, target);
        if (isErrorValue(value)) continue;
        filled[target] = value;
        const path = (tree.tree as { k?: string; p?: string[] }).p;
        const label = path?.length === 2 && path[0] === key ? found.labels[path[1] ?? ''] : undefined;
        if (label) labels[target] = label;
      }
    }
    return { filled, labels };
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
        if (state.values[key] !== value && form.fill?.some((fill) => fill.field === key)) chosen.add(key);
        const settled = settle({ ...state.values, [key]: value }, true);
        return {
          ...settled,
          labels: label === undefined ? state.labels : { ...state.labels, [key]: label },
          errors: without(state.errors, key),
          dirty: JSON.stringify(strip(entity, settled.values)) !== startText,
        };
      }),
    adopt: (values, labels) =>
      set((state) => {
        const known = Object.entries(values).filter(([key]) => fieldOf(entity, key)?.writable);
        return {
          ...settle({ ...state.values, ...Object.fromEntries(known) }),
          labels: { ...state.labels, ...labels },
          dirty: true,
        };
      }),
    setReferenced: (key, found) => {
      context.referenced = { ...context.referenced, [key]: found };
      set((state) => {
        if (!found || !chosen.delete(key)) return settle(state.values);
        const { filled, labels } = filledFrom(key, found, state.values);
        return {
          ...settle({ ...state.values, ...filled }, true),
          labels: { ...state.labels, ...labels },
          errors: Object.fromEntries(Object.entries(state.errors).filter(([name]) => !(name in filled))),
        };
      });
    },
    waitFor: (more) => {
      work = Promise.allSettled([work, more]);
    },
    settled: () => work,
    setErrors: (errors) => set(({ locked }) => ({ errors: openOnes(errors, closedIn(locked)) })),
    check: (only) => {
      const { values, hidden, required, locked, offered, refused } = get();
      const shown = only ?? fieldsIn(form.layout);
      const fields = entity.fields.filter((field) => shown.has(field.key));
      const found = checkValues({ fields, values, hidden, required, entities: app.entities });
      for (const { key } of fields) {
        const choices = hidden.has(key) ? undefined : offered[key];
        const value = values[key] ?? null;
        if (choices && within(value, choices) !== value) (found[key] ??= []).push(words.say('notOffered'));
      }
      for (const rows of rowForms(form.layout)) {
        const child = app.entities[fieldOf(entity, rows.field)?.settings.entity ?? ''];
        if (child && shown.has(rows.field) && !hidden.has(rows.field)) {
          const parent = scopeOf(entity, values, context);
          checkRowRules(rows.field, rows.form, child, values[rows.field], context, parent, found);
        }
      }
      const errors = openOnes(found, closedIn(locked));
      for (const remark of refused)
        if (!only || (remark.field && only.has(remark.field)))
          (errors[remark.field ?? ''] ??= []).push(textIn(currentLanguage(), remark.text));
      set({ errors });
      return errors;
    },
    filterOf: (key, item) => {
      const { values, picked } = get();
      return pickerFilter([item, ...(picked[key] ?? [])], entity, values, context);
    },
    changes: () => {
      const { values, hidden } = get();
      const out: Values = {};
      const filling = new Set(
        form.fill?.flatMap((fill) => (values[fill.field] ? Object.keys(fill.set) : [])),
      );
      for (const field of entity.fields) {
        const { key } = field;
        if (!field.writable || kindOf(field.type).computed) continue;
        const value = written(field, values[key] ?? null, app.entities);
        const before = written(field, loaded[key] ?? null, app.entities);
        if (hidden.has(key) && !record) continue;
        const given = record ? JSON.stringify(value) !== JSON.stringify(before) : !isBlank(value);
        // What a chosen record would fill in again is sent even when it was emptied.
        if (given || (!record && filling.has(key))) out[key] = value;
      }
      return out;
    },
  }));
}

/** Errors without those of a field; the same object where it has none, so that a key draws its own field only. */
function without(errors: Errors, key: string): Errors {
  const own = (name: string) => name === key || name.startsWith(`${key}/`);
  if (!Object.keys(errors).some(own)) return errors;
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !own(name)));
}

/**
 * A field's value as it is sent: without what only the screen or the server knows, which are labels of references
 * in rows, computed and closed columns.
 */
export function written(
  { type, settings }: FieldDescription,
  value: JsonValue,
  entities: Readonly<Record<string, EntityDescription>>,
): JsonValue {
  const child = type === 'sub_table' ? entities[settings.entity ?? ''] : undefined;
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
