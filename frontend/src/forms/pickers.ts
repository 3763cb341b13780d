/** Conditions of pickers: what they ask of the form is put in, so that an ordinary list answers them. */
import Decimal from 'decimal.js';
import type { EntityDescription, Values } from '@/api/types';
import { scopeOf } from './evaluate';
import type { FormContext, Scope } from './evaluate';

/** A text in quotes, or a path that begins with the record that is filled in. */
const PARTS = /"(?:[^"\\]|\\.|"")*"|'(?:[^'\\]|\\.|'')*'|(?<![\w.])form((?:\.[a-z_][a-z0-9_]*)+)/gi;

/** One condition of several, with the values of the form where it speaks of them; '' when there is none. */
export function pickerFilter(
  conditions: (string | undefined)[],
  entity: EntityDescription,
  values: Values,
  context: FormContext,
): string {
  const scope = scopeOf(entity, values, context);
  const bound = conditions.flatMap((text) => (text?.trim() ? [boundTo(scope, text)] : []));
  return bound.length > 1 ? bound.map((text) => `(${text})`).join(' AND ') : (bound[0] ?? '');
}

/** A condition with the form's values as literals. */
export function boundTo(scope: Scope, text: string): string {
  return text.replace(PARTS, (whole, path?: string) => {
    if (path === undefined) return whole;
    let value: unknown = scope;
    for (const key of path.slice(1).split('.'))
      value = typeof value === 'object' && value !== null ? (value as Scope)[key] : null;
    return literal(value);
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'BLANK';
  if (Decimal.isDecimal(value)) return (value as Decimal).toFixed();
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (Array.isArray(value)) return `(${value.length > 0 ? value.map(literal).join(', ') : '""'})`;
  if (typeof value === 'object') return literal((value as { id?: unknown }).id);
  return `"${String(value).replaceAll('"', '""')}"`;
}
