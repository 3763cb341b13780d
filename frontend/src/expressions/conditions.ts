/**
 * Conditions: what can be built by clicking, as a tree of groups and lines.
 *
 * The text of an expression and this tree are two views of one thing: `readConditions` reads every expression,
 * `writeConditions` writes one of the same meaning. What no line can show is kept word for word as a text block.
 */
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
  | 'ends_with'
  | 'between'
  | 'period'
  | 'last_days'
  | 'next_days'
  | 'has_any'
  | 'has_all'
  | 'has_none'
  | 'is_me'
  | 'has_me'
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
  'has_me',
  'my_report',
  'my_department',
  'among_mine',
];
/** Those that take any number of values. */
export const MANY: readonly Operator[] = ['in', 'not_in', 'has_any', 'has_all', 'has_none'];
/** A number of days, and the day that they are counted from: today when none is given. */
export const WINDOWS: readonly Operator[] = ['last_days', 'next_days'];
export const COMPARISONS: readonly Operator[] = ['=', '<>', '<', '<=', '>', '>='];

/** What a comparison with the person acting is called. */
export const OF_PERSON: Partial<Record<Operator, string>> = {
  is_me: '= user.id',
  my_report: 'IN user.reports',
  my_department: '= user.department',
  among_mine: 'IN user.departments',
};

/** A field or a path along references, compared. */
export interface Condition {
  path: string;
  operator: Operator;
  /** Expressions: a quoted text, a number, a name. */
  values: string[];
}

/** What is asked of the rows of a list. */
export type Measure = 'has' | 'has_none' | 'count' | 'sum' | 'average' | 'min' | 'max';
export const MEASURES: readonly Measure[] = ['has', 'has_none', 'count', 'sum', 'average', 'min', 'max'];

/** Rows of a list: whether there are some, how many, or what a value of theirs comes to. */
export interface ListCondition {
  list: string;
  measure: Measure;
  /** What is summed or compared of each row, as an expression over the row. */
  value: string;
  /** Which rows count; `parent.` is the row outside. */
  where: Group;
  operator: Operator;
  values: string[];
}

/** An expression that no line can show, word for word. */
export interface TextBlock {
  text: string;
}

export interface Group {
  join: 'AND' | 'OR';
  not?: true;
  items: Item[];
}
export type Item = Condition | ListCondition | TextBlock | Group;

export const isGroup = (item: Item): item is Group => 'join' in item;
export const isListCondition = (item: Item): item is ListCondition => 'list' in item;
export const isTextBlock = (item: Item): item is TextBlock => 'text' in item;

/** Whether what is asked of a list is compared with a value. */
export const isCompared = (measure: Measure) => measure !== 'has' && measure !== 'has_none';
/** Whether what is asked of a list is about a value of its rows. */
export const hasValue = (measure: Measure) => isCompared(measure) && measure !== 'count';

export const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** The text inside quotes, or null when the expression is not a plain quoted text. */
export function unquote(expression: string | undefined): string | null {
  return expression && /^"(?:[^"]|"")*"$/.test(expression)
    ? expression.slice(1, -1).replaceAll('""', '"')
    : null;
}

/** Whether an expression is a plain text or number. */
export const isConstant = (expression: string | undefined) =>
  unquote(expression) !== null || /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(expression ?? '');

/** Every path that conditions name on the outer row; of a list only the list itself. */
export function pathsOf(item: Item): string[] {
  if (isGroup(item)) return item.items.flatMap(pathsOf);
  if (isListCondition(item)) return [item.list];
  return isTextBlock(item) ? [] : [item.path];
}

/** `TRUE` and `FALSE` alone: all records, or none. */
export const isForAll = (item: TextBlock) => /^true$/i.test(item.text.trim());
export const isForNone = (item: TextBlock) => /^false$/i.test(item.text.trim());

/** Whether a part is kept as text because no line shows it. */
export function hasTextBlock(item: Item): boolean {
  if (isGroup(item)) return item.items.some(hasTextBlock);
  if (isTextBlock(item)) return !isForAll(item) && !isForNone(item);
  return isListCondition(item) && hasTextBlock(item.where);
}

/** Whether every line is one of those that are right by construction. */
export function isPlain(item: Item, isSure: (condition: Condition) => boolean): boolean {
  if (isGroup(item)) return item.items.every((each) => isPlain(each, isSure));
  return 'path' in item && isSure(item);
}
