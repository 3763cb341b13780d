import { joinTexts, smallest, SUMMARIES } from './aggregates';
import { microsOf, momentText, normalTime } from './clock';
import { FUNCTIONS } from './registry';
import type { Expression, FormulaError, Node, Row, Scope, Value } from './types';
import {
  asNumber,
  Decimal,
  firstError,
  identity,
  isError,
  normal,
  NOT_AVAILABLE,
  NUMBER,
  order,
  same,
  VALUE,
  ZERO,
} from './values';

const MAX_FUEL = 1_000_000;

type Call = Extract<Node, { k: 'call' }>;
type Aggregate = Extract<Node, { k: 'agg' }>;

/** One evaluation: the rows in reach, outermost first, and how many rows aggregates may still visit. */
interface Run {
  rows: readonly Row[];
  fuel: { left: number };
}

/**
 * Return the value of an expression for a scope; an error is `{ error: '#DIV/0!' }`, an empty text null,
 * a blank condition false. Takes what the server's `to_json` gives, or its `tree` alone. Never throws on data.
 */
export function evaluate(expression: Expression | Node, scope: Scope): Value {
  const tree = 'tree' in expression ? expression.tree : expression;
  const value = normal(nodeValue(tree, { rows: [scope], fuel: { left: MAX_FUEL } }));
  return value === null && 't' in tree && tree.t === 'boolean' ? false : value;
}

function nodeValue(node: Node, run: Run): Value {
  switch (node.k) {
    case 'lit':
      return node.t === 'number' && typeof node.v === 'string' ? new Decimal(node.v) : typed(node.v, node.t);
    case 'field':
      return typed(read(run.rows[node.d], node.p), node.t);
    case 'name':
      return typed(read(run.rows[0], node.p), node.t);
    case 'call':
      return callValue(node, run);
    case 'agg':
      return aggregateValue(node, run);
    case 'rows':
      return typed(run.rows[0]?.['$rows'], 'records');
  }
}

function read(row: Row | undefined, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const key of path) {
    if (isError(value)) return value;
    value = typeof value === 'object' && value !== null ? (value as Row)[key] : null;
  }
  return value;
}

/** Bring a stored value to the one form its type has here. */
function typed(value: unknown, type: string): Value {
  if (value === null || value === undefined || value === '')
    return type === 'list' || type === 'records' ? [] : null;
  if (isError(value)) return value;
  switch (type) {
    case 'number':
      return asNumber(value);
    case 'record':
      return identity(value);
    case 'datetime': {
      const micros = microsOf(String(value));
      return micros === null ? VALUE : momentText(micros);
    }
    case 'time':
      return normalTime(String(value)) ?? VALUE;
    default:
      return value as Value;
  }
}

// Calls

function callValue(node: Call, run: Run): Value {
  const special = SPECIAL[node.f];
  if (special) return special(node, run);
  const values = node.a.map((argument) => nodeValue(argument, run));
  const failure = firstError(values);
  if (failure) return failure;
  const summary = node.c ? undefined : SUMMARIES[node.f];
  return summary ? summary(values) : strict(node, values);
}

function strict(node: Call, values: readonly Value[]): Value {
  const implementation = FUNCTIONS[node.f];
  if (!implementation) throw new Error(`The function ${node.f} is not known here.`);
  const kinds = node.c ?? (node.f === '&' ? ['text'] : ['number']);
  const clean: Value[] = [];
  for (const [index, value] of values.entries()) {
    const kind = kinds[Math.min(index, kinds.length - 1)] ?? 'any';
    const filled = value ?? BLANKS[kind] ?? null;
    if (filled === null && kind !== 'any') return null;
    clean.push(filled);
  }
  try {
    return implementation(...clean);
  } catch {
    // Only a row that holds values of other types than its fields leads here.
    return VALUE;
  }
}

const BLANKS: Readonly<Record<string, Value>> = { number: ZERO, text: '', boolean: false, zone: 'UTC' };

type Special = (node: Call, run: Run) => Value;

function argument(node: Call, index: number, run: Run): Value {
  const part = node.a[index];
  return part ? nodeValue(part, run) : null;
}

function isCondition(node: Call): boolean {
  return node.a.some((part) => 't' in part && part.t === 'boolean');
}

function compared(holds: (left: Value, right: Value) => boolean): Special {
  return (node, run) => {
    const values = [argument(node, 0, run), argument(node, 1, run)];
    const failure = firstError(values);
    if (failure) return failure;
    const [left = null, right = null] = isCondition(node) ? values.map((value) => value ?? false) : values;
    return holds(normal(left), normal(right));
  };
}

function ordered(holds: (sign: number) => boolean): Special {
  return compared((left, right) => left !== null && right !== null && holds(order(left, right)));
}

/** FALSE decides AND, TRUE decides OR, even beside an error. */
function junction(deciding: boolean): Special {
  return (node, run) => {
    let failure: FormulaError | undefined;
    for (const part of node.a) {
      const value = nodeValue(part, run);
      if (isError(value)) failure ??= value;
      else if ((value === true) === deciding) return deciding;
    }
    return failure ?? !deciding;
  };
}

function choice(node: Call, run: Run): Value {
  for (let index = 0; index + 1 < node.a.length; index += 2) {
    const condition = argument(node, index, run);
    if (isError(condition)) return condition;
    if (condition === true) return argument(node, index + 1, run);
  }
  return argument(node, node.a.length - 1, run);
}

function firstFilled(node: Call, run: Run): Value {
  let value: Value = null;
  for (const part of node.a) {
    value = nodeValue(part, run);
    if (normal(value) !== null) return value;
  }
  return value;
}

function membership(node: Call, run: Run): Value {
  const values = node.a.map((part) => nodeValue(part, run));
  const failure = firstError(values);
  if (failure) return failure;
  const [needle = null, ...items] = isCondition(node) ? values.map((value) => value ?? false) : values;
  return items.some((item) => same(needle, item));
}

function membershipOfList(node: Call, run: Run): Value {
  const [needle, list] = [argument(node, 0, run), argument(node, 1, run)];
  const failure = firstError([needle, list]);
  if (failure) return failure;
  if (normal(needle) === null || !Array.isArray(list)) return false;
  const items =
    node.a[0] && 't' in node.a[0] && node.a[0].t === 'record' ? list.map(identity) : (list as Value[]);
  return items.some((item) => same(needle, item));
}

function onValue(of: (value: Value) => Value): Special {
  return (node, run) => {
    const value = argument(node, 0, run);
    return isError(value) ? value : of(value);
  };
}

function exclusive(node: Call, run: Run): Value {
  const values = node.a.map((part) => nodeValue(part, run));
  return firstError(values) ?? values.filter((value) => value === true).length % 2 === 1;
}

function ifError(node: Call, run: Run): Value {
  const value = argument(node, 0, run);
  return isError(value) ? argument(node, 1, run) : value;
}

const SPECIAL: Readonly<Record<string, Special>> = {
  '=': compared(same),
  '<>': compared((left, right) => !same(left, right)),
  '<': ordered((sign) => sign < 0),
  '<=': ordered((sign) => sign <= 0),
  '>': ordered((sign) => sign > 0),
  '>=': ordered((sign) => sign >= 0),
  AND: junction(false),
  OR: junction(true),
  NOT: onValue((value) => value !== true),
  XOR: exclusive,
  IF: choice,
  IFERROR: ifError,
  IFBLANK: firstFilled,
  ISBLANK: onValue((value) => normal(value) === null),
  ISERROR: (node, run) => isError(argument(node, 0, run)),
  NOT_AVAILABLE: () => NOT_AVAILABLE,
  IN: membership,
  IN_LIST: membershipOfList,
  LIST_COUNT: onValue((value) => new Decimal(Array.isArray(value) ? value.length : 0)),
};

// Aggregates

function aggregateValue(node: Aggregate, run: Run): Value {
  const list = nodeValue(node.in, run);
  if (isError(list)) return list;
  const found: Value[] = [];
  const errors: FormulaError[] = [];
  const separator = node.by ? nodeValue(node.by, run) : null;
  if (isError(separator)) errors.push(separator);
  for (const row of Array.isArray(list) ? (list as Row[]) : []) {
    run.fuel.left -= 1;
    if (run.fuel.left < 0) return NUMBER;
    const inner: Run = { rows: [...run.rows.slice(0, node.d), row], fuel: run.fuel };
    const met = node.if ? nodeValue(node.if, inner) : true;
    if (met !== true && !isError(met)) continue;
    const value = isError(met) || !node.of ? met : nodeValue(node.of, inner);
    if (isError(value)) errors.push(value);
    else found.push(value);
  }
  const failure = smallest(errors);
  if (failure) return failure;
  return node.f === 'TEXTJOIN' ? joinTexts(found, separator) : (SUMMARIES[node.f]?.(found) ?? null);
}
