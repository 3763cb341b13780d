/** Both ways between text and conditions: nothing is lost, whatever is built and whatever is written. */
import { describe, expect, it } from 'vitest';
import { COMPARISONS, hasValue, isCompared, quote } from './conditions';
import type { Condition, Group, Item, ListCondition, Operator } from './conditions';
import { periods } from './periods';
import { readConditions } from './reading';
import { parseTree } from './syntax';
import type { Tree } from './syntax';
import { lacksValues } from './unfinished';
import { writeConditions } from './writing';

const EXAMPLES = 3000;

/** Draws the same examples in every run. */
class Chance {
  constructor(private state: number) {}
  next(): number {
    this.state = (this.state * 1_664_525 + 1_013_904_223) >>> 0;
    return this.state / 2 ** 32;
  }
  one<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)] as T;
  }
  upTo(many: number): number {
    return Math.floor(this.next() * (many + 1));
  }
  some<T>(make: () => T, least: number, most: number): T[] {
    return Array.from({ length: least + this.upTo(most - least) }, make);
  }
}

const PATHS = [
  'amount',
  'owner',
  'tags',
  'customer.owner.name',
  'parent.day',
  'this.x',
  'settings.limit',
  'A_1',
];
const LISTS = ['lines', 'customer.orders', 'parts'];
const BLOCKS = ['LEN(x) > 3', 'a = b = c', 'COUNTIFS(l, a, b) > 1', '3 < a', 'IF(a, b, c)'];
const TEXTS = ['', 'a', 'a "b" AND c', '?', '中文😀', "it's", 'x)', '(', ','];
const VALUES = ['5', '-12.5', '.5', 'TODAY()', 'TODAY() - 7', 'EDATE(TODAY(), -3)', 'other', 'a.b', 'TRUE'];
const RICH = ['qty * price', '(a OR b)', 'IF(a, "x", ")")', 'a & "?" & b', '2 ^ -1'];
/** Written in parentheses beside a comparison. */
const LOOSE = ['a AND b', 'NOT a', 'a = b', 'a OR b', 'a IN (b, c)'];

class Builder {
  constructor(
    private readonly chance: Chance,
    private readonly values: readonly string[] = [...VALUES, ...RICH],
  ) {}

  value(): string {
    return this.chance.next() < 0.4 ? quote(this.chance.one(TEXTS)) : this.chance.one(this.values);
  }

  /** One line stands alone, or several in groups within groups. */
  whole(): Group {
    const alone = this.chance.next() < 0.2;
    if (!alone) return this.group(3);
    const item = this.chance.next() < 0.5 ? this.line() : this.list(3);
    return { join: 'AND', items: this.chance.next() < 0.1 ? [] : [item] };
  }

  group(depth: number): Group {
    const items = this.chance.some(() => this.item(depth - 1), 2, 4);
    const lines = items.filter((each): each is Condition => 'path' in each && each.operator === 'has_any');
    // Such lines on one path are one line.
    if (lines.length === items.length && new Set(lines.map(({ path }) => path)).size === 1)
      return this.group(depth);
    const group: Group = { join: this.chance.one(['AND', 'OR']), items };
    return this.chance.next() < 0.3 ? { ...group, not: true } : group;
  }

  where(depth: number): Group {
    const which = this.chance.next();
    if (which < 0.3 || depth === 0) return { join: 'AND', items: which < 0.3 ? [] : [this.line()] };
    return this.group(depth);
  }

  item(depth: number): Item {
    const which = this.chance.next();
    if (depth > 0 && which < 0.25) return this.group(depth);
    if (depth > 0 && which < 0.4) return this.list(depth);
    if (which < 0.45) return { text: this.chance.one(BLOCKS) };
    return this.line();
  }

  list(depth: number): ListCondition {
    const measure = this.chance.one(['has', 'has_none', 'count', 'sum', 'average', 'min', 'max'] as const);
    const where = this.where(depth - 1);
    const compared = isCompared(measure);
    const operator = compared ? this.chance.one([...COMPARISONS, 'between'] as Operator[]) : '=';
    const values = compared ? this.chance.some(() => this.value(), 1, 1) : [];
    if (operator === 'between') values.push(this.value());
    const value = hasValue(measure) ? this.chance.one(['qty', 'qty * price', 'IF(a, b, c)']) : '';
    return { list: this.chance.one(LISTS), measure, value, where, operator, values };
  }

  line(): Condition {
    const path = this.chance.one(PATHS);
    const operator = this.chance.one([
      ...(['=', '<>', '<', '<=', '>', '>=', 'in', 'not_in', 'blank', 'not_blank', 'contains'] as const),
      ...([
        'not_contains',
        'starts_with',
        'ends_with',
        'between',
        'period',
        'last_days',
        'next_days',
      ] as const),
      ...(['has_any', 'has_all', 'has_none', 'is_me', 'my_report', 'my_department', 'among_mine'] as const),
      ...(['true', 'false'] as const),
    ]);
    return { path, operator, values: this.valuesFor(operator, path) };
  }

  private valuesFor(operator: Operator, path: string): string[] {
    const texts = (least: number) => this.chance.some(() => quote(this.chance.one(TEXTS)), least, 3);
    switch (operator) {
      case 'period':
        return [this.chance.one(Object.keys(periods))];
      case 'last_days':
      case 'next_days': {
        const days = this.chance.one(['1', '14', '90', '365']);
        return path === 'parent.day' || this.chance.next() < 0.5 ? [days] : [days, 'parent.day'];
      }
      case 'between':
        return [this.value(), this.value()];
      case 'in':
      case 'not_in':
        return this.chance.next() < 0.2 ? ['@settings.teams'] : this.chance.some(() => this.value(), 1, 3);
      case 'has_any':
        return texts(1);
      case 'has_all':
        return texts(2);
      case 'has_none':
        return texts(1);
      case '=':
      case '<>':
      case '<':
      case '<=':
      case '>':
      case '>=':
      case 'contains':
      case 'not_contains':
      case 'starts_with':
      case 'ends_with':
        return [this.value()];
      default:
        return [];
    }
  }
}

describe('conditions that are built', () => {
  it('are read from their text as they were', () => {
    const chance = new Chance(7);
    for (let count = 0; count < EXAMPLES; count += 1) {
      const built = new Builder(chance).whole();
      const text = writeConditions(built);
      expect(readConditions(text), text).toEqual(built);
    }
  });

  it('keep their text with any value in them', () => {
    const chance = new Chance(5);
    for (let count = 0; count < EXAMPLES; count += 1) {
      const text = writeConditions(new Builder(chance, [...VALUES, ...LOOSE]).whole());
      const read = readConditions(text);
      expect(read && writeConditions(read)).toBe(text);
    }
  });

  it('are kept while values are missing', () => {
    const chance = new Chance(11);
    for (let count = 0; count < 500; count += 1) {
      const line = new Builder(chance).line();
      if (line.values.length === 0) continue;
      const group: Group = { join: 'AND', items: [{ ...line, values: [] }] };
      const text = writeConditions(group);
      const read = readConditions(text);
      expect(read && lacksValues(read), text).toBe(true);
      expect(read && writeConditions(read)).toBe(text);
    }
  });
});

describe('texts', () => {
  it('mean the same after they were shown as conditions', () => {
    const chance = new Chance(3);
    for (let count = 0; count < EXAMPLES; count += 1) {
      const text = expression(chance, 4);
      const read = readConditions(text);
      expect(read, text).not.toBeNull();
      const written = writeConditions(read!);
      expect(meaning(parseTree(written)!), `${text}\n${written}`).toEqual(meaning(parseTree(text)!));
      expect(writeConditions(readConditions(written)!), text).toBe(written);
    }
  });
});

const SIGNS = ['=', '<>', '<', '<=', '>', '>=', '+', '-', '*', '/', '^', '&', 'AND', 'OR', 'and', 'Or'];

function expression(chance: Chance, depth: number): string {
  const atoms = [...PATHS, '3', '0.5', 'TRUE', '"a"', '"?"', 'TODAY()'];
  if (depth === 0) return chance.one(atoms);
  const part = () => expression(chance, depth - 1);
  switch (chance.upTo(11)) {
    case 0:
    case 1:
      return `(${part()})`;
    case 2:
      return `NOT(${part()})`;
    case 3:
      return `${chance.one(['EXISTS', 'COUNTIF', 'exists'])}(${chance.one(LISTS)}, ${part()})${chance.one(['', ' > 2'])}`;
    case 4:
      return `SUMIF(${chance.one(LISTS)}, ${part()}, ${part()}) <= (${part()})`;
    case 5:
      return `${chance.one(['BETWEEN', 'IF'])}(${part()}, ${part()}, ${part()})`;
    case 6:
      return `${chance.one(['CONTAINS', 'AND', 'OR', 'DAYS'])}(${part()}, ${part()})`;
    case 7:
      return `${chance.one(PATHS)} ${chance.one(['IN', 'NOT IN', 'not  in'])} (${part()}, ${part()})`;
    case 8:
      return `"${chance.one(['a', 'b'])}" IN tags ${chance.one(['OR', 'AND'])} "c" IN ${chance.one(['tags', 'owner'])}`;
    case 9:
      return chance.one([
        'BETWEEN(DAYS(TODAY(), amount), 0, 89)',
        'BETWEEN(DAYS(amount, parent.day), 0, 9)',
        'eomonth(owner, 0) = EOMONTH(TODAY(), -1)',
        'NOT (ISBLANK(owner))',
        'owner = user.id',
      ]);
    default:
      return `${part()} ${chance.one(SIGNS)} ${part()}`;
  }
}

type Meaning = string | Meaning[];

/** The tree without what does not change its meaning: parentheses, spacing, how NOT, AND and OR are written. */
function meaning(tree: Tree): Meaning {
  switch (tree.kind) {
    case 'group':
      return tree.items.length === 1 ? meaning(tree.items[0]!) : ['group', ...tree.items.map(meaning)];
    case 'path':
      return ['path', ...tree.names];
    case 'call': {
      const name = tree.name.toUpperCase();
      const parts = tree.arguments.map(meaning);
      if (name === 'NOT' && parts.length === 1) return not(parts[0]!);
      return (name === 'AND' || name === 'OR') && parts.length === 1 ? parts[0]! : [name, ...parts];
    }
    case 'prefix':
      return tree.operator === 'NOT' ? not(meaning(tree.operand)) : [tree.operator, meaning(tree.operand)];
    case 'chain': {
      const [first] = tree.rest;
      const operator = first!.operator;
      const parts = [meaning(tree.first), ...tree.rest.map((each) => meaning(each.operand))];
      if (operator === 'AND' || operator === 'OR') return [operator, ...parts];
      // One value in parentheses after IN is that value in a list of one.
      const listed = (each: Tree): Meaning =>
        each.kind === 'group' && each.items.length === 1 ? ['group', meaning(each.items[0]!)] : meaning(each);
      if (tree.rest.length === 1 && operator.endsWith('IN')) {
        const among = ['IN', parts[0]!, listed(first!.operand)];
        return operator === 'NOT IN' ? not(among) : among;
      }
      return [
        'chain',
        parts[0]!,
        ...tree.rest.flatMap((each): Meaning[] => [each.operator, meaning(each.operand)]),
      ];
    }
    case 'hole':
      return '?';
    default:
      return `${tree.kind} ${tree.value}`;
  }
}

const not = (inner: Meaning): Meaning =>
  Array.isArray(inner) && inner[0] === 'NOT' ? inner[1]! : ['NOT', inner];
