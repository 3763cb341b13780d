import { evaluate } from '@/formula';
import Decimal from 'decimal.js';
import type {
  AppDescription,
  EntityDescription,
  FieldDescription,
  FormulaTree,
  JsonValue,
  Me,
  RecordItem,
  Values,
} from '@/api/types';
import { currencyOf } from '@/fields/fromText';
import { isoOf, secondsOf } from '@/fields/durations';
import { holdsSeveral, idsOf } from '@/fields/labels';
import { PARTS } from '@/fields/parts';
import { fieldOf } from '@/fields/system';
import { htmlOf, wordsOf } from '@/fields/richText';
import { asMoney } from '@/fields/types/money';
import { isWhole } from '@/fields/types/number';
import { personZone, today } from '@/ui/dates';

export type Scope = Record<string, unknown>;

/** What the expressions of a form may speak of besides the record itself. */
export interface FormContext {
  me?: Me['person'];
  settings?: Record<string, unknown>;
  /** The exceptions of the working calendar. */
  calendar?: AppDescription['calendar'];
  entities: Record<string, EntityDescription>;
  /** Keys of the roles that the person has, where they are known. */
  roles?: readonly string[];
  /** The record before the change, and what it is a record of. */
  old?: Values;
  entity?: EntityDescription;
  /** The scope of the record above, for the rules of its rows. */
  parent?: Scope;
  /** Records that references point to, by the key of the reference. */
  referenced?: Record<string, RecordItem | null>;
  /** Records that references of rows point to, by id, as far as they have been read. */
  rowRecords?: Map<string, RecordItem>;
}

/** What an app's description gives them. */
export function formNames({ settings, calendar, entities }: AppDescription): FormContext {
  return { settings, calendar, entities };
}

const numbers = new Set(['number', 'percent', 'money']);

function isNumber(field: FieldDescription): boolean {
  return numbers.has(field.type) || field.formula_type === 'number';
}

/** A JSON value as the evaluator takes it: numbers and amounts as decimals, references as records with an id. */
function toFormula(
  field: FieldDescription,
  value: JsonValue,
  context: FormContext,
  referenced?: RecordItem | null,
): unknown {
  if (value === null || value === undefined || value === '') return null;
  if (field.type === 'duration') {
    const seconds = secondsOf(value);
    return seconds === null
      ? null
      : new Decimal(seconds).div(3600).toDecimalPlaces(10, Decimal.ROUND_HALF_UP);
  }
  if (field.type === 'json') return JSON.stringify(value);
  if (field.type === 'rich_text') return typeof value === 'string' ? wordsOf(value) || null : null;
  if (PARTS[field.type]) {
    if (typeof value !== 'object' || Array.isArray(value)) return null;
    // What tells whether it is blank is its first part.
    return { ...value, id: Object.values(value)[0] ?? null };
  }
  if (isNumber(field)) {
    const amount = asMoney(value)?.amount;
    try {
      return amount === undefined || amount === null ? null : new Decimal(amount);
    } catch {
      return null;
    }
  }
  if (field.type === 'sub_table') {
    const child = context.entities[field.settings.entity ?? ''];
    return Array.isArray(value) && child ? value.map((row) => rowScope(child, row as Values, context)) : [];
  }
  if (holdsSeveral(field.type)) return idsOf(value).map((id) => ({ id }));
  if (
    field.formula_type === 'record' ||
    field.type === 'reference' ||
    field.type === 'member' ||
    field.type === 'department'
  ) {
    if (typeof value !== 'string') return null;
    const target = context.entities[field.settings.entity ?? ''];
    return referenced && target && referenced.id === value
      ? rowScope(target, { ...referenced.values, id: value }, context, expandedOf(referenced))
      : { id: value };
  }
  return value;
}

/** Records that were read along with another, by the key of its reference. */
function expandedOf({ expanded }: RecordItem): Record<string, RecordItem | null> {
  return (expanded ?? {}) as Record<string, RecordItem | null>;
}

/** Rows keep their identity until they are changed, so what they are in expressions is made once. */
const known = new WeakMap<Values, { entity: EntityDescription; scope: Scope }>();

/** A record as expressions see it: a value is converted when it is first read. */
function rowScope(
  entity: EntityDescription,
  values: Values,
  context: FormContext,
  referenced?: FormContext['referenced'],
): Scope {
  const before = referenced ? undefined : known.get(values);
  if (before?.entity === entity) return before.scope;
  const scope = new Proxy<Scope>(
    { id: values.id ?? null },
    {
      get(read, key) {
        if (typeof key !== 'string' || Object.hasOwn(read, key)) return Reflect.get(read, key) as unknown;
        const field = fieldOf(entity, key);
        if (!field) return undefined;
        const value = toFormula(field, values[key] ?? null, context, referenced?.[key]);
        read[key] = value ?? (field.type === 'sub_table' ? [] : null);
        return read[key];
      },
    },
  );
  if (!referenced) known.set(values, { entity, scope });
  return scope;
}

/** The scope of an expression over a record: its fields, the person, the settings, today. */
export function scopeOf(entity: EntityDescription, values: Values, context: FormContext): Scope {
  const own = rowScope(entity, values, context, context.referenced ?? {});
  const names = namesOf(entity, context);
  names.this = own;
  if (context.parent) names.parent = context.parent;
  return new Proxy(own, {
    get: (read, key) =>
      typeof key === 'string' && Object.hasOwn(names, key) ? names[key] : Reflect.get(read, key),
  });
}

/** The names that stand beside a record's fields. */
function namesOf(entity: EntityDescription, context: FormContext): Scope {
  const me = context.me;
  return {
    get old() {
      return context.old ? rowScope(context.entity ?? entity, context.old, context) : null;
    },
    get settings() {
      return Object.fromEntries(
        Object.entries(context.settings ?? {}).map(([key, value]) => [key, settingValue(value)]),
      );
    },
    user: me && {
      id: me.id,
      name: me.name,
      department: me.departments?.[0] ? { id: me.departments?.[0].id } : null,
      departments: (me.departments ?? []).map((department) => ({ id: department.id })),
      teams: [],
      roles: context.roles ?? [],
      reports: [],
    },
    $today: today(),
    get $now() {
      return new Date().toISOString();
    },
    $zone: personZone(),
    $holidays: context.calendar?.holidays ?? [],
    $workdays: context.calendar?.workdays ?? [],
  };
}

function settingValue(value: unknown): unknown {
  if (typeof value === 'number') return new Decimal(value);
  if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value)) return new Decimal(value);
  return value;
}

/** A value of the evaluator as the JSON of a field. */
function toJson(value: unknown, field: FieldDescription | undefined): JsonValue {
  if (value === null || value === undefined) return null;
  if (Decimal.isDecimal(value)) {
    const text = (value as Decimal).toDecimalPlaces(10, Decimal.ROUND_HALF_UP).toFixed();
    if (field?.type === 'money') return { amount: text, ...currencyOf(field) };
    if (field?.type === 'duration')
      return isoOf((value as Decimal).times(3600).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toNumber());
    if (field && isWhole(field)) return Number(text);
    return text;
  }
  if (Array.isArray(value)) return value.map((item) => toJson(item, undefined));
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') {
    if ('error' in value && typeof value.error === 'string') return { error: value.error };
    if ('id' in value && typeof value.id === 'string') return value.id;
    return null;
  }
  if (field?.type === 'rich_text' && typeof value === 'string') return htmlOf(value);
  return value as JsonValue;
}

/** Run a tree over a record and give the JSON value for a field; an error value comes as {"error": code}. */
export function evaluateTo(
  tree: FormulaTree,
  entity: EntityDescription,
  values: Values,
  context: FormContext,
  key: string,
): JsonValue {
  return evaluateIn(scopeOf(entity, values, context), tree, entity, values, key);
}

/** The same in a scope that was made for the values before: many trees read it. */
export function evaluateIn(
  scope: Scope,
  tree: FormulaTree,
  entity: EntityDescription,
  values: Values,
  key: string,
): JsonValue {
  try {
    return toJson(evaluate(tree as never, scope as never), fieldOf(entity, key));
  } catch {
    // A tree that needs what only the server has (a list of other records): the server fills it in.
    return values[key] ?? null;
  }
}

/** Says whether a condition holds; an error or a blank does not. */
export function holds(
  tree: FormulaTree,
  entity: EntityDescription,
  values: Values,
  context: FormContext,
): boolean {
  return holdsIn(scopeOf(entity, values, context), tree);
}

/** The same in a scope that many conditions read. */
export function holdsIn(scope: Scope, tree: FormulaTree): boolean {
  try {
    return evaluate(tree as never, scope as never) === true;
  } catch {
    return false;
  }
}

/** Compute fields of a record in place, each seeing those before it. */
export function computeInto(
  values: Values,
  trees: Record<string, FormulaTree>,
  entity: EntityDescription,
  context: FormContext,
): void {
  let scope = scopeOf(entity, values, context);
  for (const [key, tree] of Object.entries(trees)) {
    const value = evaluateIn(scope, tree, entity, values, key);
    if (JSON.stringify(value) === JSON.stringify(values[key] ?? null)) continue;
    values[key] = value;
    scope = scopeOf(entity, values, context);
  }
}

/** Paths that a picker's condition takes through the record that is filled in. */
const THROUGH_FORM = /(?<![\w.])form((?:\.[a-z_][a-z0-9_]*)+)/g;

/**
 * What expressions look at through references, beyond the id of the other record: by the key of the reference the
 * further references that must be read along. Conditions of pickers are texts; the record filled in is `form.` there.
 */
export function hopsOf(trees: unknown): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const note = (steps: string[]) => {
    const path = steps.filter((step) => step !== 'id');
    const [key] = path;
    if (key === undefined || path.length < 2 || key === 'parent') return;
    const along = found.get(key) ?? [];
    const further = path.slice(1, -1).join('.');
    if (further && !along.includes(further)) along.push(further);
    found.set(key, along);
  };
  const walk = (node: unknown, condition = false): void => {
    if (typeof node === 'string') {
      if (condition)
        for (const [, path] of node.matchAll(THROUGH_FORM)) note((path ?? '').slice(1).split('.'));
    } else if (Array.isArray(node)) node.forEach((each) => walk(each, condition));
    else if (node && typeof node === 'object') {
      const { k, p } = node as { k?: unknown; p?: unknown };
      if (k === 'field' && Array.isArray(p)) note(p.map(String));
      for (const [name, each] of Object.entries(node))
        walk(each, condition || name === 'pick' || name === 'filter');
    }
  };
  walk(trees);
  return found;
}
