import Decimal from 'decimal.js';
import type { EntityDescription, FieldDescription, JsonValue, Values } from '@/api/types';
import { kindOf } from '@/fields';
import { amountOf, rowsOf } from '@/fields/rows';
import { textIn, currentLanguage } from '@/i18n';
import { words } from './words';

export type Errors = Record<string, string[]>;

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
      if (!new RegExp(pattern, 'u').test(text)) return words.say('pattern');
    } catch {
      return null; // A pattern in the server's dialect only: the server decides.
    }
  }
  return null;
}

function checkNumber(field: FieldDescription, value: JsonValue): string | null {
  const number = amountOf(value);
  if (!number) return null;
  const { minimum, maximum } = field.settings;
  if (minimum !== undefined && number.lt(new Decimal(minimum)))
    return words.say('tooSmall', { limit: String(minimum) });
  if (maximum !== undefined && number.gt(new Decimal(maximum)))
    return words.say('tooLarge', { limit: String(maximum) });
  return null;
}

/** What is wrong with one value by itself; the server has the last word. */
export function checkValue(
  field: FieldDescription,
  value: JsonValue | undefined,
  required: boolean,
): string | null {
  if (isBlank(value)) return required ? words.say('required') : null;
  if (field.type === 'number' || field.type === 'money' || field.type === 'percent')
    return checkNumber(field, value as JsonValue);
  return typeof value === 'string' ? checkText(field, value) : null;
}

function checkRows(
  field: FieldDescription,
  value: JsonValue | undefined,
  child: EntityDescription | undefined,
): string[] {
  const rows = rowsOf(value ?? null);
  const least = Number(field.settings.minItems ?? 0);
  const found: string[] = [];
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
      if (message)
        found.push(
          words.say('row', { row: index + 1, field: textIn(currentLanguage(), column.label), message }),
        );
    }
  });
  return found;
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
      const messages = checkRows(field, value, entities[field.settings.entity ?? '']);
      if (messages.length > 0) errors[field.key] = messages;
      continue;
    }
    const message = checkValue(field, value, field.required || required.has(field.key));
    if (message) errors[field.key] = [message];
  }
  return errors;
}
