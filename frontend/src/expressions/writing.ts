/** Writing: conditions as the text of an expression. */
import {
  hasValue,
  isCompared,
  isConstant,
  isGroup,
  isListCondition,
  isTextBlock,
  OF_PERSON,
} from './conditions';
import type { Condition, Group, Item, ListCondition, Measure, Operator } from './conditions';
import { periods, windows } from './periods';
import { HOLE, parseTree } from './syntax';
import type { Tree } from './syntax';

const FUNCTIONS: Record<Exclude<Measure, 'has' | 'has_none'>, string> = {
  count: 'COUNT',
  sum: 'SUM',
  average: 'AVERAGE',
  min: 'MIN',
  max: 'MAX',
};

/** The expression of conditions; one inside others stands in parentheses where they are needed. */
export function writeConditions(item: Item, nested = false): string {
  if (isGroup(item)) return writeGroup(item, nested);
  if (isTextBlock(item)) return writeBlock(item.text, nested);
  return isListCondition(item) ? writeList(item) : writeCondition(item);
}

function writeGroup({ join, not, items }: Group, nested: boolean): string {
  const parts = items.map((each) => writeConditions(each, items.length > 1)).filter(Boolean);
  if (parts.length === 0) return '';
  const text = parts.join(` ${join} `);
  if (not) return `NOT(${text})`;
  return nested && parts.length > 1 ? `(${text})` : text;
}

const binds = (tree: Tree | null, operators: RegExp) =>
  tree?.kind === 'chain' && operators.test(tree.rest[0]?.operator ?? '');

/** A text among others keeps its meaning: what AND or OR hold together, or what cannot be read, is put in parentheses. */
function writeBlock(text: string, nested: boolean): string {
  const written = text.trim();
  if (written === '') return HOLE;
  if (!nested) return written;
  const tree = parseTree(written);
  return tree === null || binds(tree, /^(AND|OR)$/) ? `(${written})` : written;
}

/** A value beside a comparison: what binds looser than it is put in parentheses. */
function operand(value: string): string {
  const tree = parseTree(value);
  const looser =
    binds(tree, /^(AND|OR|=|<>|<=?|>=?|IN|NOT IN)$/) || (tree?.kind === 'prefix' && tree.operator === 'NOT');
  return looser ? `(${value})` : value;
}

const orHole = (value: string | undefined) => (value === undefined || value.trim() === '' ? HOLE : value);

function writeList({ list, measure, value, where, operator, values }: ListCondition): string {
  if (!list) return HOLE;
  const condition = writeConditions(where);
  const rows = condition ? `${list}, ${condition}` : list;
  if (!isCompared(measure)) return measure === 'has' ? `EXISTS(${rows})` : `NOT(EXISTS(${rows}))`;
  const name = `${FUNCTIONS[measure as keyof typeof FUNCTIONS]}${condition ? 'IF' : ''}`;
  const amount = `${name}(${hasValue(measure) ? `${rows}, ${orHole(value)}` : rows})`;
  const [first, second] = values.map(orHole);
  if (operator === 'between') return `BETWEEN(${amount}, ${first ?? HOLE}, ${second ?? HOLE})`;
  return `${amount} ${operator} ${operand(first ?? HOLE)}`;
}

function writeCondition({ path, operator, values: given }: Condition): string {
  if (!path) return HOLE;
  const values = given.map(orHole);
  const needed = operator === 'between' ? 2 : 1;
  while (values.length < needed) values.push(HOLE);
  const [first = HOLE] = values;
  const person = OF_PERSON[operator];
  return person ? `${path} ${person}` : written(path, operator, first, values);
}

function written(path: string, operator: Operator, first: string, values: string[]): string {
  const each = values.map((value) => `${operand(value)} IN ${path}`);
  switch (operator) {
    case 'starts_with':
      return `STARTSWITH(${path}, ${first})`;
    case 'ends_with':
      return `ENDSWITH(${path}, ${first})`;
    case 'between':
      return `BETWEEN(${path}, ${values.join(', ')})`;
    case 'period':
      return periods[first]?.(path) ?? `${path} IN ${HOLE}`;
    case 'last_days':
    case 'next_days':
      return windows[operator](path, lastDay(first), values[1] && values[1] !== HOLE ? values[1] : 'TODAY()');
    case 'has_any':
    case 'has_all': {
      // Twice, so that it is read as all of nothing yet and not as any.
      if (operator === 'has_all' && first === HOLE) each.push(...each);
      const text = each.join(operator === 'has_any' ? ' OR ' : ' AND ');
      return each.length > 1 ? `(${text})` : text;
    }
    case 'has_none':
      return `NOT(${each.join(' OR ')})`;
    case 'has_me':
      return `user.id IN ${path}`;
    case 'true':
      return path;
    case 'false':
      return `NOT(${path})`;
    case 'blank':
      return `ISBLANK(${path})`;
    case 'not_blank':
      return `NOT(ISBLANK(${path}))`;
    case 'contains':
      return `CONTAINS(${path}, ${first})`;
    case 'not_contains':
      return `NOT(CONTAINS(${path}, ${first}))`;
    case 'in':
    case 'not_in': {
      const word = operator === 'in' ? 'IN' : 'NOT IN';
      if (operator === 'not_in' && values.length === 1 && isConstant(first)) return `NOT(${path} = ${first})`;
      if (first.startsWith('@')) return `${path} ${word} ${first.slice(1)}`;
      return `${path} ${word} (${values.join(', ')})`;
    }
    default:
      return `${path} ${operator} ${operand(first)}`;
  }
}

/** Of 90 days the last is 89 away. */
function lastDay(days: string): string {
  return /^[1-9]\d{0,5}$/.test(days) ? String(Number(days) - 1) : HOLE;
}
