import type { FieldDescription, JsonValue } from '@/api/types';
import { literal, operators, operatorsOf, periods } from './operators';

/** One line of the condition list; values as the field's filter control holds them. */
export interface Condition {
  field: string;
  operator: string;
  values: JsonValue[];
}
export interface ConditionList {
  match: 'all' | 'any';
  conditions: Condition[];
}

const numeric = new Set(['number', 'money', 'percent']);

function isNumeric(field: FieldDescription): boolean {
  return (
    field.formula_type === 'number' || numeric.has(field.type) || numeric.has(field.settings.result ?? '')
  );
}

function written(field: FieldDescription, value: JsonValue): string {
  return isNumeric(field) && value !== null && value !== '' ? String(value) : literal(value);
}

/** Says whether every value that the operator needs has been given. */
export function isComplete(condition: Condition): boolean {
  const arity = operators[condition.operator]?.arity;
  const given = condition.values.filter(
    (value) => value !== null && value !== undefined && value !== '',
  ).length;
  if (arity === undefined) return false;
  return arity === 'none' || (arity === 'two' ? given >= 2 : given >= 1);
}

export function writeCondition(condition: Condition, field: FieldDescription): string {
  const operator = operators[condition.operator];
  if (!operator) return '';
  const values =
    operator.arity === 'period'
      ? [String(condition.values[0] ?? '')]
      : condition.values.map((value) => written(field, value));
  return operator.write(field.key, values);
}

/** The expression that a list of conditions means; unfinished lines are left out. */
export function writeConditions(list: ConditionList, fields: FieldDescription[]): string {
  return list.conditions
    .filter(isComplete)
    .flatMap((condition) => {
      const field = fields.find((found) => found.key === condition.field);
      return field ? [writeCondition(condition, field)] : [];
    })
    .join(list.match === 'all' ? ' AND ' : ' OR ');
}

const string = /"(?:[^"]|"")*"/.source;
const value = `(?:${string}|-?\\d+(?:\\.\\d+)?)`;
const name = '[A-Za-z_][A-Za-z0-9_]*';

function readValue(text: string): JsonValue {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
}

/** Cut at AND or OR that stand outside quotes and parentheses; null when both are used. */
function cut(text: string): { parts: string[]; match: 'all' | 'any' } | null {
  const parts: string[] = [];
  const words = new Set<string>();
  let depth = 0;
  let start = 0;
  for (const found of text.matchAll(new RegExp(`${string}|[()]|\\b(AND|OR)\\b(?!\\s*\\()`, 'gi'))) {
    if (found[0] === '(') depth += 1;
    else if (found[0] === ')') depth -= 1;
    else if (found[1] && depth === 0) {
      words.add(found[1].toUpperCase());
      parts.push(text.slice(start, found.index));
      start = found.index + found[0].length;
    }
  }
  parts.push(text.slice(start));
  if (words.size > 1) return null;
  return { parts: parts.map((part) => part.trim()), match: words.has('OR') ? 'any' : 'all' };
}

function valuesIn(text: string): JsonValue[] {
  return [...text.matchAll(new RegExp(value, 'g'))].map((found) => readValue(found[0]));
}

/** Find the operator whose writing of the field and values found gives the same text again. */
function readOne(text: string, fields: FieldDescription[]): Condition | null {
  const squeezed = text.replace(/\s+/g, ' ');
  for (const key of new Set(
    [...squeezed.replace(new RegExp(string, 'g'), '').matchAll(new RegExp(name, 'g'))].map(
      (found) => found[0],
    ),
  )) {
    const field = fields.find((found) => found.key === key);
    if (!field) continue;
    for (const operator of operatorsOf(field)) {
      const arity = operators[operator]?.arity;
      if (arity === 'period') {
        const period = Object.entries(periods).find(([, write]) => write(key) === squeezed);
        if (period) return { field: key, operator, values: [period[0]] };
        continue;
      }
      const condition: Condition = {
        field: key,
        operator,
        values: arity === 'none' ? [] : valuesIn(squeezed),
      };
      if (arity !== 'none' && condition.values.length === 0) continue;
      if (writeCondition(condition, field) === squeezed) return condition;
    }
  }
  return null;
}

/** The condition list that an expression says, or null when it says more than a list can show. */
export function readConditions(text: string, fields: FieldDescription[]): ConditionList | null {
  const plain = text.trim();
  if (plain === '') return { match: 'all', conditions: [] };
  const pieces = cut(plain);
  if (!pieces) return null;
  const conditions = pieces.parts.map((part) => readOne(part, fields));
  if (conditions.some((condition) => condition === null)) return null;
  return { match: pieces.match, conditions: conditions as Condition[] };
}
