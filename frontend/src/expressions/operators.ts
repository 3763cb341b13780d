import { defineWords } from '@/i18n';
import type { JsonValue } from '@/api/types';

export const words = defineWords('expressions', {
  en: {
    contains: 'contains',
    not_contains: 'does not contain',
    equals: 'is',
    not_equals: 'is not',
    starts_with: 'starts with',
    in: 'is any of',
    not_in: 'is none of',
    greater: 'is more than',
    at_least: 'is at least',
    less: 'is less than',
    at_most: 'is at most',
    between: 'is between',
    before: 'is before',
    after: 'is after',
    on_or_before: 'is on or before',
    on_or_after: 'is on or after',
    period: 'is in',
    has_any: 'has any of',
    has_all: 'has all of',
    has_none: 'has none of',
    is_true: 'is yes',
    is_false: 'is no',
    is_me: 'is me',
    is_mine: 'is my department',
    in_my_departments: 'is in my departments',
    reports_to_me: 'reports to me',
    blank: 'is empty',
    not_blank: 'is not empty',
    field: 'Field',
    operator: 'Operator',
    value: 'Value',
    from: 'From',
    to: 'To',
    addCondition: 'Add condition',
    removeCondition: 'Remove condition',
    matchAll: 'All conditions hold',
    matchAny: 'Any condition holds',
    match: 'How conditions are joined',
    asText: 'Edit as text',
    asConditions: 'Edit as conditions',
    cannotShow: 'This expression says more than the condition list can show.',
    noConditions: 'No conditions yet: everything fits.',
    chooseField: 'Choose a field',
    today: 'today',
    yesterday: 'yesterday',
    tomorrow: 'tomorrow',
    this_week: 'this week',
    last_7_days: 'the last 7 days',
    last_30_days: 'the last 30 days',
    next_7_days: 'the next 7 days',
    this_month: 'this month',
    last_month: 'last month',
    this_year: 'this year',
    overdue: 'the past',
    expression: 'Expression',
    position: 'at {{position}}',
  },
  zh: {
    contains: '包含',
    not_contains: '不包含',
    equals: '等于',
    not_equals: '不等于',
    starts_with: '开头是',
    in: '属于任一',
    not_in: '不属于',
    greater: '大于',
    at_least: '大于等于',
    less: '小于',
    at_most: '小于等于',
    between: '介于',
    before: '早于',
    after: '晚于',
    on_or_before: '不晚于',
    on_or_after: '不早于',
    period: '在',
    has_any: '含任一',
    has_all: '含全部',
    has_none: '不含',
    is_true: '为是',
    is_false: '为否',
    is_me: '是我',
    is_mine: '是我的部门',
    in_my_departments: '属于我的部门',
    reports_to_me: '是我的下属',
    blank: '为空',
    not_blank: '不为空',
    field: '字段',
    operator: '条件',
    value: '值',
    from: '从',
    to: '到',
    addCondition: '添加条件',
    removeCondition: '移除条件',
    matchAll: '满足全部条件',
    matchAny: '满足任一条件',
    match: '条件之间的关系',
    asText: '以文本编辑',
    asConditions: '以条件编辑',
    cannotShow: '此表达式超出条件列表能表示的范围。',
    noConditions: '还没有条件：全部符合。',
    chooseField: '选择字段',
    today: '今天',
    yesterday: '昨天',
    tomorrow: '明天',
    this_week: '本周',
    last_7_days: '最近 7 天',
    last_30_days: '最近 30 天',
    next_7_days: '未来 7 天',
    this_month: '本月',
    last_month: '上月',
    this_year: '今年',
    overdue: '过去',
    expression: '表达式',
    position: '位置 {{position}}',
  },
});

export type Arity = 'none' | 'one' | 'two' | 'many' | 'period';

/** Text of a value inside an expression. */
export function literal(value: JsonValue): string {
  if (value === null || value === undefined || value === '') return '""';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'object') return '""';
  return `"${value.replaceAll('"', '""')}"`;
}

export interface Operator {
  arity: Arity;
  /** Numbers stand bare, all else is quoted. */
  write: (key: string, values: string[]) => string;
}

const list = (values: string[]) => `(${values.join(', ')})`;
const any = (key: string, values: string[]) =>
  values.length === 1 ? `${key} = ${values[0]}` : `${key} IN ${list(values)}`;

export const periods: Record<string, (key: string) => string> = {
  today: (key) => `DAYS(${key}, TODAY()) = 0`,
  yesterday: (key) => `DAYS(TODAY(), ${key}) = 1`,
  tomorrow: (key) => `DAYS(${key}, TODAY()) = 1`,
  this_week: (key) => `BETWEEN(DAYS(${key}, TODAY()) + MOD(WEEKDAY(TODAY()) + 5, 7), 0, 6)`,
  last_7_days: (key) => `BETWEEN(DAYS(TODAY(), ${key}), 0, 6)`,
  last_30_days: (key) => `BETWEEN(DAYS(TODAY(), ${key}), 0, 29)`,
  next_7_days: (key) => `BETWEEN(DAYS(${key}, TODAY()), 0, 6)`,
  this_month: (key) => `EOMONTH(${key}, 0) = EOMONTH(TODAY(), 0)`,
  last_month: (key) => `EOMONTH(${key}, 0) = EOMONTH(TODAY(), -1)`,
  this_year: (key) => `YEAR(${key}) = YEAR(TODAY())`,
  overdue: (key) => `DAYS(TODAY(), ${key}) > 0`,
};

/** What each operator of a field type says in the expression language. */
export const operators: Record<string, Operator> = {
  contains: { arity: 'one', write: (key, [value]) => `CONTAINS(${key}, ${value})` },
  not_contains: { arity: 'one', write: (key, [value]) => `NOT(CONTAINS(${key}, ${value}))` },
  starts_with: { arity: 'one', write: (key, [value]) => `STARTSWITH(${key}, ${value})` },
  equals: { arity: 'one', write: (key, [value]) => `${key} = ${value}` },
  not_equals: { arity: 'one', write: (key, [value]) => `${key} <> ${value}` },
  in: { arity: 'many', write: any },
  not_in: { arity: 'many', write: (key, values) => `NOT(${any(key, values)})` },
  greater: { arity: 'one', write: (key, [value]) => `${key} > ${value}` },
  at_least: { arity: 'one', write: (key, [value]) => `${key} >= ${value}` },
  less: { arity: 'one', write: (key, [value]) => `${key} < ${value}` },
  at_most: { arity: 'one', write: (key, [value]) => `${key} <= ${value}` },
  between: { arity: 'two', write: (key, [low, high]) => `BETWEEN(${key}, ${low}, ${high})` },
  before: { arity: 'one', write: (key, [value]) => `${key} < ${value}` },
  after: { arity: 'one', write: (key, [value]) => `${key} > ${value}` },
  on_or_before: { arity: 'one', write: (key, [value]) => `${key} <= ${value}` },
  on_or_after: { arity: 'one', write: (key, [value]) => `${key} >= ${value}` },
  period: { arity: 'period', write: (key, [value]) => (periods[value ?? ''] ?? periods.today)?.(key) ?? '' },
  has_any: {
    arity: 'many',
    write: (key, values) =>
      joined(
        values.map((value) => `${value} IN ${key}`),
        'OR',
      ),
  },
  has_all: {
    arity: 'many',
    write: (key, values) =>
      joined(
        values.map((value) => `${value} IN ${key}`),
        'AND',
      ),
  },
  has_none: {
    arity: 'many',
    write: (key, values) => `NOT(${values.map((value) => `${value} IN ${key}`).join(' OR ')})`,
  },
  is_true: { arity: 'none', write: (key) => key },
  is_false: { arity: 'none', write: (key) => `NOT(${key})` },
  is_me: { arity: 'none', write: (key) => `${key} = user.id` },
  is_mine: { arity: 'none', write: (key) => `${key} = user.department` },
  in_my_departments: { arity: 'none', write: (key) => `${key}.department IN user.departments` },
  reports_to_me: { arity: 'none', write: (key) => `${key} IN user.reports` },
  blank: { arity: 'none', write: (key) => `ISBLANK(${key})` },
  not_blank: { arity: 'none', write: (key) => `NOT(ISBLANK(${key}))` },
};

function joined(parts: string[], word: string): string {
  return parts.length > 1 ? `(${parts.join(` ${word} `)})` : (parts[0] ?? '');
}

/** By type, when the server names no operators. */
const byFormulaType: Record<string, string[]> = {
  text: ['contains', 'not_contains', 'equals', 'not_equals', 'starts_with', 'blank', 'not_blank'],
  number: ['equals', 'not_equals', 'greater', 'at_least', 'less', 'at_most', 'between', 'blank', 'not_blank'],
  boolean: ['is_true', 'is_false'],
  date: [
    'period',
    'equals',
    'before',
    'after',
    'on_or_before',
    'on_or_after',
    'between',
    'blank',
    'not_blank',
  ],
  datetime: ['period', 'before', 'after', 'on_or_before', 'on_or_after', 'blank', 'not_blank'],
  record: ['equals', 'not_equals', 'blank', 'not_blank'],
};

export function operatorsOf(field: {
  type: string;
  operators: string[];
  formula_type: string;
  settings: { result?: string };
}): string[] {
  // A formula answers with what it promises, not with one set for all.
  const computed = field.type === 'formula' || field.type === 'roll_up';
  const result = field.settings.result ?? field.formula_type;
  const kind = result === 'money' || result === 'percent' ? 'number' : result;
  const named = computed ? [] : (field.operators ?? []).filter((name) => name in operators);
  const found = named.length > 0 ? named : (byFormulaType[kind] ?? ['blank', 'not_blank']);
  const timed = field.formula_type === 'date' || field.formula_type === 'datetime';
  return timed && found.includes('period') ? ['period', ...found.filter((name) => name !== 'period')] : found;
}
