/**
 * Conditions: the part of the expression language that can be built by clicking.
 *
 * `readConditions` gives null for a text that is richer than this, and the text view takes over;
 * for every text it does read, `writeConditions` gives an expression of the same meaning.
 */
import { periods } from './periods';

export type Operator =
  | '='
  | '<>'
  | '<'
  | '<='
  | '>'
  | '>='
  | 'in'
  | 'not_in'
  | 'blank'
  | 'not_blank'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'between'
  | 'period'
  | 'has_any'
  | 'has_all'
  | 'has_none'
  | 'is_me'
  | 'my_report'
  | 'my_department'
  | 'among_mine'
  | 'true'
  | 'false';

/** Those that need no value. */
export const ALONE: readonly Operator[] = [
  'blank',
  'not_blank',
  'true',
  'false',
  'is_me',
  'my_report',
  'my_department',
  'among_mine',
];
/** Those that take any number of values. */
export const MANY: readonly Operator[] = ['in', 'not_in', 'has_any', 'has_all', 'has_none'];

/** What a comparison with the person acting is called. */
const OF_PERSON: Partial<Record<Operator, string>> = {
  is_me: '= user.id',
  my_report: 'IN user.reports',
  my_department: '= user.department',
  among_mine: 'IN user.departments',
};

export interface Condition {
  path: string;
  operator: Operator;
  /** Expressions: a quoted text, a number, a name. */
  values: string[];
}
export interface Group {
  join: 'AND' | 'OR';
  items: (Condition | Group)[];
}

export const isGroup = (item: Condition | Group): item is Group => 'join' in item;

/**
 * Stands where a value is still missing. No expression may hold it: a condition that is not finished can
 * be kept in a draft, and can never be published as a wider one.
 */
export const HOLE = '?';

const COMPARISONS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];

interface Token {
  kind: 'word' | 'text' | 'number' | 'sign';
  text: string;
}

const PATTERN =
  /\s*(?:("(?:[^"]|"")*")|(\d+(?:\.\d*)?|\.\d+)|([A-Za-z_][A-Za-z0-9_]*(?:\s*\.\s*[A-Za-z_][A-Za-z0-9_]*)*)|(<>|<=|>=|[=<>(),+\-*/^&?]))/y;

function tokens(text: string): Token[] | null {
  const found: Token[] = [];
  PATTERN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (PATTERN.lastIndex < end) {
    const match = PATTERN.exec(text);
    if (!match) return null;
    const [, quoted, number, word, sign] = match;
    if (quoted !== undefined) found.push({ kind: 'text', text: quoted });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word.replace(/\s+/g, '') });
    else found.push({ kind: 'sign', text: sign ?? '' });
  }
  return found;
}

class Reader {
  private at = 0;
  constructor(private readonly all: Token[]) {}

  get done(): boolean {
    return this.at >= this.all.length;
  }
  private peek(offset = 0): Token | undefined {
    return this.all[this.at + offset];
  }
  private is(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token !== undefined && token.kind !== 'text' && token.text.toUpperCase() === text;
  }
  private take(text: string): void {
    if (!this.is(text)) throw new Error(text);
    this.at += 1;
  }

  disjunction(): Condition | Group {
    return this.joined('OR', () => this.joined('AND', () => this.single()));
  }

  private joined(word: 'AND' | 'OR', next: () => Condition | Group): Condition | Group {
    const items = [next()];
    while (this.is(word)) {
      this.at += 1;
      items.push(next());
    }
    return items.length === 1 ? (items[0] as Condition | Group) : gathered({ join: word, items });
  }

  private single(): Condition | Group {
    const period = this.period();
    if (period) return period;
    if ((this.peek()?.kind === 'text' || this.is(HOLE)) && this.is('IN', 1)) {
      const wanted = this.peek()?.text ?? '';
      this.at += 2;
      return { path: this.path(), operator: 'has_any', values: [wanted] };
    }
    if (this.is(HOLE)) {
      this.take(HOLE);
      return { path: '', operator: '=', values: [] };
    }
    if (this.is('(')) {
      this.take('(');
      const inner = this.disjunction();
      this.take(')');
      if (!isGroup(inner)) return inner;
      return { ...inner };
    }
    if (this.is('NOT')) {
      this.take('NOT');
      const bracket = this.is('(');
      if (bracket) this.take('(');
      const inner = bracket ? this.disjunction() : this.single();
      if (bracket) this.take(')');
      if (isGroup(inner)) throw new Error('not of a group');
      return negated(inner);
    }
    if (this.is('ISBLANK') && this.is('(', 1)) {
      this.at += 2;
      const path = this.path();
      this.take(')');
      return { path, operator: 'blank', values: [] };
    }
    for (const [name, operator] of CALLS)
      if (this.is(name) && this.is('(', 1)) {
        this.at += 2;
        const path = this.path();
        const values: string[] = [];
        while (this.is(',')) {
          this.at += 1;
          values.push(this.operand());
        }
        this.take(')');
        if (values.length !== (operator === 'between' ? 2 : 1)) throw new Error('arguments');
        return { path, operator, values };
      }
    const path = this.path();
    const token = this.peek();
    if (token?.kind === 'sign' && COMPARISONS.includes(token.text)) {
      this.at += 1;
      return personal({ path, operator: token.text as Operator, values: [this.operand()] });
    }
    const without = this.is('NOT') && this.is('IN', 1);
    if (without || this.is('IN')) {
      this.at += without ? 2 : 1;
      const values: string[] = [];
      if (this.is('(')) {
        this.take('(');
        do values.push(this.operand());
        while (this.is(',') && ++this.at);
        this.take(')');
      } else {
        values.push(this.operand());
        if (values[0] === HOLE && !without) return { path, operator: 'period', values };
        if (!/^[A-Za-z]/.test(values[0] ?? '')) throw new Error('list');
        const operator = without ? 'not_in' : 'in';
        return personal({ path, operator, values: [`@${values[0]}`] });
      }
      return { path, operator: without ? 'not_in' : 'in', values };
    }
    return { path, operator: 'true', values: [] };
  }

  /** One of the periods, when the next tokens are exactly what it says of a path. */
  private period(): Condition | null {
    for (const [key, write] of Object.entries(periods)) {
      const wanted = tokens(write(PATH_HERE)) ?? [];
      const ahead = this.all.slice(this.at, this.at + wanted.length);
      const path = ahead[wanted.findIndex((token) => token.text === PATH_HERE)];
      const next = this.peek(wanted.length);
      const ends = !next || next.text === ')' || /^(AND|OR)$/i.test(next.text);
      const fits =
        ends &&
        path?.kind === 'word' &&
        ahead.every((token, index) => token === path || token.text === wanted[index]?.text);
      if (fits && ahead.length === wanted.length) {
        this.at += wanted.length;
        return { path: path.text, operator: 'period', values: [key] };
      }
    }
    return null;
  }

  private path(): string {
    const token = this.peek();
    if (token?.kind !== 'word' || RESERVED.has(token.text.toUpperCase()) || this.is('(', 1))
      throw new Error('path');
    this.at += 1;
    return token.text;
  }

  /** Everything up to the next joint at this depth: a literal, a name, a sum, a call. */
  private operand(): string {
    const parts: string[] = [];
    let depth = 0;
    for (; !this.done; this.at += 1) {
      const token = this.peek() as Token;
      if (depth === 0 && (this.is('AND') || this.is('OR') || this.is(')') || this.is(','))) break;
      if (depth === 0 && token.kind === 'sign' && COMPARISONS.includes(token.text)) throw new Error('chain');
      if (token.text === '(' && token.kind === 'sign') depth += 1;
      if (token.text === ')' && token.kind === 'sign') depth -= 1;
      const previous = parts.at(-1);
      const close =
        parts.length === 0 ||
        token.text === ')' ||
        token.text === ',' ||
        previous === '(' ||
        (token.text === '(' && /^[A-Za-z_]\w*$/.test(previous ?? ''));
      parts.push(close ? token.text : ` ${token.text}`.replace(/^ -$/, ' -'));
      if (close && token.text === '(') parts[parts.length - 1] = '(';
    }
    if (parts.length === 0) throw new Error('operand');
    return parts
      .join('')
      .replace(/^- (\d)/, '-$1')
      .replace(/\( /g, '(');
  }
}

/** Stands for the path while a period is compared with what is read. */
const PATH_HERE = 'path_here';
const CALLS: readonly (readonly [string, Operator])[] = [
  ['CONTAINS', 'contains'],
  ['STARTSWITH', 'starts_with'],
  ['BETWEEN', 'between'],
];
const RESERVED = new Set(['AND', 'OR', 'NOT', 'IN', 'TRUE', 'FALSE']);

/** `"a" IN tags OR "b" IN tags` is one condition on the tags. */
function gathered(group: Group): Condition | Group {
  const [first] = group.items;
  const same = group.items.every(
    (item) =>
      !isGroup(item) &&
      first !== undefined &&
      !isGroup(first) &&
      item.operator === 'has_any' &&
      item.values.length === 1 &&
      item.path === first.path,
  );
  if (!same || !first || isGroup(first)) return group;
  const values = group.items.flatMap((item) => (isGroup(item) ? [] : item.values));
  return { path: first.path, operator: group.join === 'OR' ? 'has_any' : 'has_all', values };
}

/** A comparison with the person acting has a name of its own. */
function personal(condition: Condition): Condition {
  const said = `${condition.operator === 'in' ? 'IN' : condition.operator} ${(condition.values[0] ?? '').replace('@', '')}`;
  const found = Object.entries(OF_PERSON).find(([, text]) => text === said);
  return found ? { path: condition.path, operator: found[0] as Operator, values: [] } : condition;
}

function negated(condition: Condition): Condition {
  const opposite: Partial<Record<Operator, Operator>> = {
    blank: 'not_blank',
    not_blank: 'blank',
    true: 'false',
    false: 'true',
    '=': 'not_in',
    has_any: 'has_none',
    in: 'not_in',
    not_in: 'in',
    contains: 'not_contains',
    not_contains: 'contains',
  };
  const operator = opposite[condition.operator];
  // Only of a constant: NOT(a = b) is not a <> b where one of them is blank.
  if (condition.operator === '=' && unquote(condition.values[0]) === null) throw new Error('not');
  // NOT(a < b) is not a >= b where one of them is blank.
  if (!operator) throw new Error('not');
  return { ...condition, operator };
}

function withoutHoles(item: Condition | Group): Condition | Group {
  if (isGroup(item)) return { ...item, items: item.items.map(withoutHoles) };
  if (!item.values.includes(HOLE)) return item;
  const given = item.values.map((value) => (value === HOLE ? '' : value));
  return { ...item, values: item.operator === 'between' ? given : given.filter(Boolean) };
}

/** Read a text into groups and conditions; null when it cannot be shown as clicks. */
export function readConditions(text: string): Group | null {
  if (!text.trim()) return { join: 'AND', items: [] };
  const all = tokens(text);
  if (!all) return null;
  const reader = new Reader(all);
  try {
    const found = reader.disjunction();
    if (!reader.done) return null;
    const read = withoutHoles(found);
    return isGroup(read) ? read : { join: 'AND', items: [read] };
  } catch {
    return null;
  }
}

export function writeConditions(item: Condition | Group, nested = false): string {
  if (!isGroup(item)) return writeCondition(item);
  const parts = item.items.map((each) => writeConditions(each, true)).filter(Boolean);
  const text = parts.join(` ${item.join} `);
  return nested && parts.length > 1 ? `(${text})` : text;
}

function writeCondition({ path, operator, values: given }: Condition): string {
  if (!path) return HOLE;
  const values = given.map((value) => (value.trim() === '' ? HOLE : value));
  const needed = operator === 'between' ? 2 : 1;
  while (values.length < needed) values.push(HOLE);
  const [first = HOLE] = values;
  const person = OF_PERSON[operator];
  if (person) return `${path} ${person}`;
  const each = values.map((value) => `${value} IN ${path}`);
  switch (operator) {
    case 'starts_with':
      return `STARTSWITH(${path}, ${first})`;
    case 'between':
      return `BETWEEN(${path}, ${values.join(', ')})`;
    case 'period':
      return periods[first]?.(path) ?? `${path} IN ${HOLE}`;
    case 'has_any':
    case 'has_all': {
      // Twice, so that it is read as all of nothing yet and not as any.
      if (operator === 'has_all' && first === HOLE) each.push(...each);
      const text = each.join(operator === 'has_any' ? ' OR ' : ' AND ');
      return each.length > 1 ? `(${text})` : text;
    }
    case 'has_none':
      return `NOT(${each.join(' OR ')})`;
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
      if (operator === 'not_in' && values.length === 1 && first !== HOLE && !first.startsWith('@'))
        return `NOT(${path} = ${first})`;
      if (first.startsWith('@')) return `${path} ${word} ${first.slice(1)}`;
      return `${path} ${word} (${values.join(', ')})`;
    }
    default:
      return `${path} ${operator} ${first}`;
  }
}

export const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** The text inside quotes, or null when the expression is not a plain quoted text. */
export function unquote(expression: string | undefined): string | null {
  return expression && /^"(?:[^"]|"")*"$/.test(expression)
    ? expression.slice(1, -1).replaceAll('""', '"')
    : null;
}

/** Every path that conditions name. */
export function pathsOf(item: Condition | Group): string[] {
  return isGroup(item) ? item.items.flatMap(pathsOf) : [item.path];
}
