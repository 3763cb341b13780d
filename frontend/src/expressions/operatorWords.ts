/** The operators that can be inserted: what they are called, and by which other words they are looked for. */

export interface OperatorName {
  operator: string;
  en: string;
  zh: string;
  also?: string;
}

export const OPERATOR_NAMES: readonly OperatorName[] = [
  { operator: '=', en: 'equals', zh: '等于', also: 'is same 相等 是' },
  { operator: '<>', en: 'does not equal', zh: '不等于', also: 'is not differs 不是 不相等' },
  { operator: '>', en: 'more than', zh: '大于', also: 'greater above 超过 多于 高于' },
  { operator: '>=', en: 'at least', zh: '大于等于', also: 'greater or equal 不小于 大于或等于 至少 不少于' },
  { operator: '<', en: 'less than', zh: '小于', also: 'below 少于 低于' },
  { operator: '<=', en: 'at most', zh: '小于等于', also: 'less or equal 不大于 小于或等于 至多 不超过' },
  { operator: 'AND', en: 'and: all hold', zh: '并且', also: '且 与 同时' },
  { operator: 'OR', en: 'or: any holds', zh: '或者', also: '或 任一' },
  { operator: 'NOT( )', en: 'not', zh: '并非', also: '非 不 取反' },
  { operator: 'IN ( )', en: 'is one of', zh: '属于', also: '其中之一 包含在' },
  { operator: 'NOT IN ( )', en: 'is none of', zh: '不属于', also: '不在其中' },
  { operator: '+', en: 'plus', zh: '加', also: 'add addition sum 加法 加号 相加' },
  { operator: '-', en: 'minus', zh: '减', also: 'subtract subtraction 减法 减号 相减' },
  { operator: '*', en: 'times', zh: '乘', also: 'multiply multiplication × 乘法 乘号 乘以 相乘' },
  { operator: '/', en: 'divided by', zh: '除以', also: 'divide division ÷ 除法 除号 相除' },
  { operator: '^', en: 'to the power of', zh: '乘方', also: 'power exponent 次方 幂 指数' },
  { operator: '&', en: 'joined with', zh: '连接', also: 'concatenate join text 拼接 合并文本 文本连接' },
  { operator: '( )', en: 'brackets', zh: '括号', also: 'parentheses group 圆括号' },
  { operator: 'TRUE', en: 'yes', zh: '是', also: 'true 真' },
  { operator: 'FALSE', en: 'no', zh: '否', also: 'false 假' },
];

/** The text in which an operator is searched for. */
export function operatorSearch({ operator, en, zh, also = '' }: OperatorName): string {
  return [operator, en, zh, also].join(' ').toLowerCase();
}
