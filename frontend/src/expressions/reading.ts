/** Reading: the text of an expression as conditions. */
import { COMPARISONS, isConstant, isGroup, isListCondition, isTextBlock, OF_PERSON } from './conditions';
import type { Condition, Group, Item, ListCondition, Measure, Operator } from './conditions';
import { periods, windows } from './periods';
import { parseTree } from './syntax';
import type { CallTree, ChainTree, Tree } from './syntax';

/** Which names of a row are lists of rows, and what those rows reach in turn. */
export interface Reach {
  inside: (list: string) => Reach | null;
}
/** Where the names are not known, whatever stands in the place of a list is taken for one. */
const ANYWHERE: Reach = { inside: () => ANYWHERE };

/** Read a text into groups and lines; null when it is no expression. */
export function readConditions(text: string, reach: Reach = ANYWHERE): Group | null {
  if (!text.trim()) return { join: 'AND', items: [] };
  const tree = parseTree(text);
  if (!tree) return null;
  return asGroup(new Reader(text).item(tree, reach));
}

const asGroup = (item: Item): Group => (isGroup(item) ? item : { join: 'AND', items: [item] });

const CALLS: Partial<Record<string, Operator>> = {
  CONTAINS: 'contains',
  STARTSWITH: 'starts_with',
  ENDSWITH: 'ends_with',
  BETWEEN: 'between',
};
const MEASURE_OF: Partial<Record<string, Measure>> = {
  COUNT: 'count',
  SUM: 'sum',
  AVERAGE: 'average',
  MIN: 'min',
  MAX: 'max',
};

class Reader {
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  item(tree: Tree, reach: Reach): Item {
    return this.period(tree) ?? this.known(tree, reach) ?? this.block(tree);
  }

  private slice({ start, end }: Tree): string {
    return this.text.slice(start, end);
  }
  private block(tree: Tree): Item {
    return { text: this.slice(tree) };
  }
  /** A value as it is written; nothing where it is missing. */
  private value(tree: Tree): string {
    return tree.kind === 'hole' ? '' : this.slice(tree);
  }
  private path(tree: Tree | undefined): string | null {
    return tree?.kind === 'path' ? tree.names.join('.') : null;
  }

  private known(tree: Tree, reach: Reach): Item | null {
    switch (tree.kind) {
      case 'hole':
        return { path: '', operator: '=', values: [] };
      case 'path':
        return { path: tree.names.join('.'), operator: 'true', values: [] };
      case 'group':
        return tree.items.length === 1 ? this.item(tree.items[0] as Tree, reach) : null;
      case 'prefix':
        return tree.operator === 'NOT' ? this.negated(tree.operand, reach) : null;
      case 'call':
        return this.call(tree, reach);
      case 'chain':
        return this.chain(tree, reach);
      default:
        return null;
    }
  }

  private chain(tree: ChainTree, reach: Reach): Item | null {
    const operator = tree.rest[0]?.operator ?? '';
    if (operator === 'AND' || operator === 'OR')
      return this.joined(operator, [tree.first, ...tree.rest.map((each) => each.operand)], reach);
    return tree.rest.length === 1 ? this.comparison(tree, reach) : null;
  }

  private joined(join: Group['join'], parts: Tree[], reach: Reach): Item {
    const items = parts.map((each) => this.item(each, reach));
    return items.length === 1 ? (items[0] as Item) : gathered({ join, items });
  }

  private call(tree: CallTree, reach: Reach): Item | null {
    const name = tree.name.toUpperCase();
    const [first, ...rest] = tree.arguments;
    if (!first) return null;
    if (name === 'AND' || name === 'OR') return this.joined(name, tree.arguments, reach);
    if (name === 'NOT') return rest.length === 0 ? this.negated(first, reach) : null;
    if (name === 'EXISTS') return this.exists(tree, reach);
    const path = this.path(first);
    if (name === 'BETWEEN' && path === null) return this.amount(first, reach, 'between', rest);
    if (path === null) return null;
    if (name === 'ISBLANK') return rest.length === 0 ? { path, operator: 'blank', values: [] } : null;
    const operator = CALLS[name];
    if (!operator || rest.length !== (operator === 'between' ? 2 : 1)) return null;
    const values = rest.map((each) => this.value(each));
    return { path, operator, values: operator === 'between' ? values : values.filter(Boolean) };
  }

  private comparison(tree: ChainTree, reach: Reach): Item | null {
    const { operator, operand } = tree.rest[0] as ChainTree['rest'][number];
    if (operator === 'IN' && (tree.first.kind === 'text' || tree.first.kind === 'hole')) {
      const path = this.path(operand);
      return path === null
        ? null
        : { path, operator: 'has_any', values: [this.value(tree.first)].filter(Boolean) };
    }
    const path = this.path(tree.first);
    const listed = operator === 'IN' && path === 'user.id' ? this.path(operand) : null;
    if (listed !== null && !listed.startsWith('user.'))
      return { path: listed, operator: 'has_me', values: [] };
    const compared = COMPARISONS.includes(operator as Operator);
    if (path === null)
      return compared ? this.amount(tree.first, reach, operator as Operator, [operand]) : null;
    if (compared)
      return personal({
        path,
        operator: operator as Operator,
        values: [this.value(operand)].filter(Boolean),
      });
    return operator === 'IN' || operator === 'NOT IN' ? this.among(path, operator, operand) : null;
  }

  private among(path: string, word: 'IN' | 'NOT IN', tree: Tree): Item | null {
    const operator = word === 'IN' ? 'in' : 'not_in';
    if (tree.kind === 'group')
      return { path, operator, values: tree.items.map((each) => this.value(each)).filter(Boolean) };
    if (tree.kind === 'hole' && operator === 'in') return { path, operator: 'period', values: [] };
    const list = this.path(tree);
    return list === null ? null : personal({ path, operator, values: [`@${list}`] });
  }

  private exists({ arguments: parts }: CallTree, reach: Reach): ListCondition | null {
    const [source, condition] = parts;
    const list = this.path(source);
    const inside = list === null ? null : reach.inside(list);
    if (list === null || inside === null || parts.length > 2) return null;
    return {
      list,
      measure: 'has',
      value: '',
      where: this.where(condition, inside),
      operator: '=',
      values: [],
    };
  }

  private where(condition: Tree | undefined, inside: Reach): Group {
    return condition ? asGroup(this.item(condition, inside)) : { join: 'AND', items: [] };
  }

  /** What rows of a list come to, compared: `COUNTIF(orders, paid) > 2`. */
  private amount(tree: Tree, reach: Reach, operator: Operator, given: Tree[]): ListCondition | null {
    if (tree.kind !== 'call' || given.length !== (operator === 'between' ? 2 : 1)) return null;
    const name = tree.name.toUpperCase();
    const conditional = name.endsWith('IF');
    const measure = MEASURE_OF[conditional ? name.slice(0, -2) : name];
    if (!measure) return null;
    const parts = [...tree.arguments];
    const list = this.path(parts.shift());
    const inside = list === null ? null : reach.inside(list);
    if (list === null || inside === null) return null;
    const condition = conditional ? parts.shift() : undefined;
    const value = measure === 'count' ? undefined : parts.shift();
    if (parts.length > 0 || (conditional && !condition) || (measure !== 'count' && !value)) return null;
    const values = given.map((each) => this.value(each));
    return {
      list,
      measure,
      value: value ? this.value(value) : '',
      where: this.where(condition, inside),
      operator,
      values: operator === 'between' ? values : values.filter(Boolean),
    };
  }

  private negated(tree: Tree, reach: Reach): Item | null {
    const inner = this.item(tree, reach);
    if (isTextBlock(inner)) return null;
    if (isGroup(inner)) {
      const { not, ...group } = inner;
      return not ? group : { ...group, not: true };
    }
    if (isListCondition(inner) && inner.measure === 'has') return { ...inner, measure: 'has_none' };
    if (isListCondition(inner) && inner.measure === 'has_none') return { ...inner, measure: 'has' };
    const opposite = isListCondition(inner) ? null : oppositeOf(inner);
    return opposite ?? { join: 'OR', not: true, items: [inner] };
  }

  /** A period or a number of days, when the tree is exactly what it says of a path. */
  private period(tree: Tree): Condition | null {
    if (tree.kind !== 'call' && tree.kind !== 'chain') return null;
    for (const [key, pattern] of PERIODS) {
      const found = new Map<string, Tree>();
      if (fits(pattern, tree, found))
        return { path: this.path(found.get(PATH_HERE)) ?? '', operator: 'period', values: [key] };
    }
    const found = WINDOW_TREES.flatMap(([operator, pattern]) => this.window(operator, pattern, tree) ?? []);
    // Days from one row's date to another's: it is said of the inner row.
    return found.find(({ path }) => !path.startsWith('parent.')) ?? found[0] ?? null;
  }

  private window(operator: Operator, pattern: Tree | null, tree: Tree): Condition | null {
    const found = new Map<string, Tree>();
    if (!fits(pattern, tree, found)) return null;
    const path = this.path(found.get(PATH_HERE));
    const from = found.get(FROM_HERE) as Tree;
    const days = found.get(DAYS_HERE) as Tree;
    const counted = days.kind === 'hole' || /^\d{1,5}$/.test(this.slice(days));
    if (path === null || !counted || !(isToday(from) || from.kind === 'path')) return null;
    const many = days.kind === 'hole' ? '' : String(Number(this.slice(days)) + 1);
    const since = isToday(from) ? [] : [this.slice(from)];
    return { path, operator, values: many || since.length > 0 ? [many, ...since] : [] };
  }
}

const PATH_HERE = 'path_here';
const FROM_HERE = 'from_here';
const DAYS_HERE = 'days_here';
const PERIODS = Object.entries(periods).map(([key, write]) => [key, parseTree(write(PATH_HERE))] as const);
const WINDOW_TREES = (['last_days', 'next_days'] as const).map(
  (operator) => [operator, parseTree(windows[operator](PATH_HERE, DAYS_HERE, FROM_HERE))] as const,
);

const isToday = (tree: Tree) =>
  tree.kind === 'call' && tree.name.toUpperCase() === 'TODAY' && tree.arguments.length === 0;

/** Whether a tree is a pattern with something in the place of each name that ends in `_here`. */
function fits(pattern: Tree | null, tree: Tree, found: Map<string, Tree>): boolean {
  if (pattern === null) return false;
  if (pattern.kind === 'path') {
    const [name = ''] = pattern.names;
    if (!name.endsWith('_here')) return false;
    if (name === PATH_HERE && tree.kind !== 'path') return false;
    found.set(name, tree);
    return true;
  }
  switch (pattern.kind) {
    case 'call':
      return (
        tree.kind === 'call' &&
        tree.name.toUpperCase() === pattern.name &&
        tree.arguments.length === pattern.arguments.length &&
        pattern.arguments.every((each, at) => fits(each, tree.arguments[at] as Tree, found))
      );
    case 'chain':
      return (
        tree.kind === 'chain' &&
        tree.rest.length === pattern.rest.length &&
        fits(pattern.first, tree.first, found) &&
        pattern.rest.every(
          (each, at) =>
            each.operator === tree.rest[at]?.operator && fits(each.operand, tree.rest[at].operand, found),
        )
      );
    case 'prefix':
      return (
        tree.kind === 'prefix' &&
        tree.operator === pattern.operator &&
        fits(pattern.operand, tree.operand, found)
      );
    case 'number':
      return tree.kind === 'number' && tree.value === pattern.value;
    default:
      return false;
  }
}

/** `"a" IN tags OR "b" IN tags` is one condition on the tags. */
function gathered(group: Group): Condition | Group {
  const each = group.items.filter(
    (item): item is Condition => 'operator' in item && item.operator === 'has_any' && 'path' in item,
  );
  const path = each[0]?.path;
  const same =
    each.length === group.items.length && each.every((one) => one.values.length <= 1 && one.path === path);
  if (!same || path === undefined) return group;
  return {
    path,
    operator: group.join === 'OR' ? 'has_any' : 'has_all',
    values: each.flatMap((one) => one.values),
  };
}

/** A comparison with the person acting has a name of its own. */
function personal(condition: Condition): Condition {
  const word = condition.operator === 'in' ? 'IN' : condition.operator;
  const said = `${word} ${(condition.values[0] ?? '').replace('@', '')}`;
  const found = Object.entries(OF_PERSON).find(([, text]) => text === said);
  return found ? { path: condition.path, operator: found[0] as Operator, values: [] } : condition;
}

const OPPOSITES: Partial<Record<Operator, Operator>> = {
  blank: 'not_blank',
  not_blank: 'blank',
  true: 'false',
  false: 'true',
  has_any: 'has_none',
  has_none: 'has_any',
  in: 'not_in',
  not_in: 'in',
  contains: 'not_contains',
  not_contains: 'contains',
};

/** The line that says the opposite, where there is one: NOT(a < b) is not a >= b where one of them is blank. */
function oppositeOf(condition: Condition): Condition | null {
  // Only of a constant: NOT(a = b) is not a <> b where one of them is blank.
  if (condition.operator === '=' && isConstant(condition.values[0]))
    return { ...condition, operator: 'not_in' };
  const operator = OPPOSITES[condition.operator];
  return operator ? { ...condition, operator } : null;
}
