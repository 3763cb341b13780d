/** Cells of a decision table as choices: what is read here can be clicked, everything else is an expression. */
import { quote, unquote } from '@/expressions';
import type { Name, ValueKind } from '@/expressions';
import type { TableDocument } from '../draft/documents';

export type CellHow =
  'any' | 'in' | 'not_in' | '=' | '<>' | '<' | '<=' | '>' | '>=' | 'between' | 'true' | 'false';

export interface CellChoice {
  how: CellHow;
  /** Expressions: a quoted text, a number, a name. */
  values: string[];
}

const LISTED: readonly CellHow[] = ['any', 'in', 'not_in'];
const ORDERED: readonly CellHow[] = ['any', '=', '<>', '>', '>=', '<', '<=', 'between'];

/** How a cell may compare, by the kind of its input; none where only an expression will do. */
export function waysOf(kind: ValueKind): readonly CellHow[] {
  if (kind === 'option' || kind === 'options' || kind === 'text') return LISTED;
  if (kind === 'person' || kind === 'department') return LISTED;
  if (kind === 'number' || kind === 'date') return ORDERED;
  return kind === 'boolean' ? ['any', 'true', 'false'] : [];
}

/** `?` stands for a value that is still missing. */
const VALUE = String.raw`(?:\?|"(?:[^"]|"")*"|-?\d+(?:\.\d+)?|DATE\(\d+, ?\d+, ?\d+\)|TODAY\(\)(?: ?[+-] ?\d+)?|[a-z][a-z0-9_.]*)`;
const ONE = new RegExp(`^${VALUE}$`);
const LIST = new RegExp(`^${VALUE}(?:\\s*,\\s*${VALUE})*$`);
const EACH = new RegExp(VALUE, 'g');
const COMPARED = new RegExp(`^(<=|>=|<>|<|>|=)\\s*(${VALUE})$`);
const BETWEEN = new RegExp(`^\\[\\s*(${VALUE})\\s*\\.\\.\\s*(${VALUE})\\s*\\]$`);

/** What a cell says, when it can be clicked for this kind of input; null for a richer one. */
export function readCell(text: string, kind: ValueKind): CellChoice | null {
  const ways = waysOf(kind);
  const read = understood(text.trim(), kind);
  return read && ways.includes(read.how) ? read : null;
}

function understood(text: string, kind: ValueKind): CellChoice | null {
  if (text === '' || text === '-') return { how: 'any', values: [] };
  if (kind === 'boolean') {
    const word = text.toLowerCase();
    return word === 'true' || word === 'false' ? { how: word, values: [] } : null;
  }
  const without = /^NOT\s*\((.*)\)$/is.exec(text)?.[1]?.trim();
  if (without !== undefined && LIST.test(without))
    return { how: 'not_in', values: without.match(EACH) ?? [] };
  const [, low, high] = BETWEEN.exec(text) ?? [];
  if (low && high) return { how: 'between', values: [low, high] };
  const [, sign, value] = COMPARED.exec(text) ?? [];
  if (sign && value) return { how: sign as CellHow, values: [value] };
  if (waysOf(kind).includes('=')) return ONE.test(text) ? { how: '=', values: [text] } : null;
  return LIST.test(text) ? { how: 'in', values: text.match(EACH) ?? [] } : null;
}

/** A cell that lacks its value is kept as unfinished: it must not become “any”. */
export function writeCell({ how, values }: CellChoice): string {
  const given = values.map((value) => value.trim() || '?');
  const [first = '?', second = '?'] = given;
  switch (how) {
    case 'any':
      return '-';
    case 'true':
    case 'false':
      return how.toUpperCase();
    case 'in':
      return given.join(', ') || '?';
    case 'not_in':
      return `NOT(${given.join(', ') || '?'})`;
    case 'between':
      return `[${first}..${second}]`;
    case '=':
      return first;
    default:
      return `${how} ${first}`;
  }
}

export type OutputKind = 'text' | 'number' | 'boolean' | 'setting' | 'expression';

export function outputKind(text: string): OutputKind {
  if (text.trim() === '' || unquote(text) !== null) return 'text';
  if (/^-?\d+(\.\d+)?$/.test(text)) return 'number';
  if (/^(TRUE|FALSE)$/i.test(text)) return 'boolean';
  return /^settings\.[a-z0-9_]+$/.test(text) ? 'setting' : 'expression';
}

/** An output that another kind of value takes the place of. */
export const emptyOutput: Record<OutputKind, string> = {
  text: quote(''),
  number: '0',
  boolean: 'TRUE',
  setting: '?',
  expression: '?',
};

/** A value as people read it: the label of an option or setting, a text without its quotes. */
export function valueLabel(
  value: string,
  name: Pick<Name, 'options'> | undefined,
  names: Name[],
  text: (label: Name['label']) => string,
): string {
  if (value === '?') return '…';
  const plain = unquote(value);
  if (plain !== null) {
    const option = name?.options?.find((each) => each.key === plain);
    return option ? text(option.label) || plain : name?.options ? `${plain} ⚠` : plain;
  }
  const named = names.find((each) => each.path === value);
  return named ? text(named.label) : value;
}

/** Kinds whose values the analysis of a table tells apart. */
const TOLD_APART: readonly ValueKind[] = ['text', 'option', 'number', 'date', 'boolean'];

/** Whether cells of a table ask for more than constants, or of values that stand in no order: it may match or not. */
export function leavesOpen(table: TableDocument, names: Name[]): boolean {
  return (table.inputs ?? []).some((input, column) => {
    const asked = table.rows.map((row) => (row.in[column] ?? '').trim()).filter((cell) => !/^-?$/.test(cell));
    const kind = names.find((name) => name.path === (input.expression ?? input.key))?.kind;
    if (kind && !TOLD_APART.includes(kind)) return asked.length > 0;
    return asked.some((cell) =>
      /[a-z_]/i.test(
        cell.replace(/"(?:[^"]|"")*"/g, '').replace(/\b(?:NOT|AND|OR|IN|TRUE|FALSE|DATE|input)\b/gi, ''),
      ),
    );
  });
}
