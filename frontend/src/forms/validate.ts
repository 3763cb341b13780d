import Decimal from 'decimal.js';
import type { EntityDescription, FieldDescription, JsonValue, Values } from '@/api/types';
import type { FieldProblem } from '@/api/problem';
import { fieldOf, kindOf } from '@/fields';
import { amountOf, rowsOf } from '@/fields/rows';
import { textIn, currentLanguage } from '@/i18n';
import { formatDecimal } from '@/ui/numbers';
import { words } from './words';

/** Messages by the key of the field; those of a cell in a sub-table by `field/row/column` as well. */
export type Errors = Record<string, string[]>;

const NUMERIC = new Set(['number', 'money', 'percent', 'slider']);

export function isBlank(value: JsonValue | undefined): boolean {
  return (
    value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
  );
}

function checkText(field: FieldDescription, text: string): string | null {
  const { minLength, maxLength, pattern } = field.settings;
  const length = [...text].length;
  if (minLength !== undefined && length < minLength) return words.say('tooShort', { count: minLength });
  if (maxLength !== undefined && length > maxLength) return words.say('tooLong', { count: maxLength });
  if (field.type === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return words.say('email');
  if (field.type === 'url' && !/^https?:\/\/\S+$/i.test(text)) return words.say('url');
  if (pattern && field.type !== 'auto_number') {
    try {
      if (!new RegExp(pattern, 'u').test(text))
        return textIn(currentLanguage(), field.settings.pattern_message) || words.say('pattern');
    } catch {
      return null; // A pattern in the server's dialect only: the server decides.
    }
  }
  return null;
}

/** A limit as the field itself is written: 1 is 100 %. */
function limitText(field: FieldDescription, limit: string | number): string {
  if (field.type === 'percent') return `${new Decimal(limit).times(100).toFixed()} %`;
  return formatDecimal(new Decimal(limit).toFixed(), undefined, field.settings.thousands);
}

function checkNumber(field: FieldDescription, value: JsonValue): string | null {
  const number = amountOf(value);
  if (!number) return null;
  const { minimum, maximum } = field.settings;
  if (minimum !== undefined && number.lt(new Decimal(minimum)))
    return words.say('tooSmall', { limit: limitText(field, minimum) });
  if (maximum !== undefined && number.gt(new Decimal(maximum)))
    return words.say('tooLarge', { limit: limitText(field, maximum) });
  return null;
}

/** What is wrong with one value by itself; the server has the last word. */
export function checkValue(
  field: FieldDescription,
  value: JsonValue | undefined,
  required: boolean,
): string | null {
  if (isBlank(value)) return required ? words.say('required') : null;
  if (NUMERIC.has(field.type)) return checkNumber(field, value as JsonValue);
  if ((field.type === 'datetime' || field.type === 'date') && Number.isNaN(Date.parse(String(value))))
    return words.say(field.type);
  return typeof value === 'string' ? checkText(field, value) : null;
}

export function rowMessage(index: number, column: FieldDescription, message: string): string {
  return words.say('row', { row: index + 1, field: textIn(currentLanguage(), column.label), message });
}

/** What the server refuses, as messages by field and by cell; null for what belongs to no field of the entity. */
export function placeOf(
  problem: FieldProblem,
  entity: EntityDescription,
  entities: Record<string, EntityDescription>,
): { field: string; message: string; cell?: string } | null {
  const [key = '', row, name] = problem.pointer.replace(/^\/(values\/)?/, '').split('/');
  const field = fieldOf(entity, key);
  if (!field) return null;
  const child = field.type === 'sub_table' ? entities[field.settings.entity ?? ''] : undefined;
  const column = child && name !== undefined ? fieldOf(child, name) : undefined;
  if (!column) return { field: key, message: problem.message };
  return {
    field: key,
    message: rowMessage(Number(row), column, problem.message),
    cell: `${key}/${row}/${name}`,
  };
}

function checkRows(
  field: FieldDescription,
  value: JsonValue | undefined,
  child: EntityDescription | undefined,
): Errors {
  const rows = rowsOf(value ?? null);
  const least = Number(field.settings.minItems ?? 0);
  const found: string[] = [];
  const cells: Errors = {};
  if (rows.length < least) found.push(words.say('rowsMissing', { count: least }));
  rows.forEach((row, index) => {
    for (const column of child?.fields ?? []) {
      if (
        !column.writable ||
        kindOf(column.type).computed ||
        column.key === 'parent' ||
        column.key === 'position'
      )
        continue;
      const message = checkValue(column, row[column.key], column.required);
      if (!message) continue;
      found.push(rowMessage(index, column, message));
      cells[`${field.key}/${index}/${column.key}`] = [message];
    }
  });
  return found.length > 0 ? { [field.key]: found, ...cells } : {};
}

/** Without what is wrong with closed places while an open one is wrong too: their values follow from the open ones. */
export function openOnes(errors: Errors, closed: (key: string) => boolean): Errors {
  const open = Object.entries(errors).filter(([place]) => !closed(place.split('/')[0] ?? ''));
  return open.length > 0 ? Object.fromEntries(open) : errors;
}

export interface CheckQuestion {
  fields: FieldDescription[];
  values: Values;
  hidden: ReadonlySet<string>;
  required: ReadonlySet<string>;
  entities: Record<string, EntityDescription>;
}

/** Messages by field key for everything that can be known before asking the server. */
export function checkValues({ fields, values, hidden, required, entities }: CheckQuestion): Errors {
  const errors: Errors = {};
  for (const field of fields) {
    if (hidden.has(field.key) || kindOf(field.type).computed || !field.writable) continue;
    const value = values[field.key];
    if (field.type === 'sub_table') {
      Object.assign(errors, checkRows(field, value, entities[field.settings.entity ?? '']));
      continue;
    }
    const message = checkValue(field, value, field.required || required.has(field.key));
    if (message) errors[field.key] = [message];
  }
  return errors;
}
