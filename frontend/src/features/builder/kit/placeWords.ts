/** What a pointer into a document is called by people: parts by their words, items by their own names. */
import { useCallback } from 'react';
import { segments } from '@/canvas/pointers';
import { useLanguage } from '@/i18n';
import type { Text } from '../draft/documents';

/** Steps that only hold what follows. */
const SILENT = new Set(['schema', 'properties', 'x-dougong', 'layout', 'en', 'zh']);

const WORDS: Record<string, { en: string; zh: string }> = {
  kind_app: { en: 'App', zh: '应用' },
  kind_entity: { en: 'Data', zh: '数据' },
  kind_form: { en: 'Form', zh: '表单' },
  kind_flow: { en: 'Flow', zh: '流程' },
  kind_rule: { en: 'Rule', zh: '规则' },
  kind_scorecard: { en: 'Score card', zh: '评分卡' },
  kind_table: { en: 'Decision table', zh: '决策表' },
  kind_role: { en: 'Role', zh: '角色' },
  kind_view: { en: 'View', zh: '视图' },
  kind_page: { en: 'Menu', zh: '菜单' },
  kind_message: { en: 'Message', zh: '消息' },
  kind_dashboard: { en: 'Dashboard', zh: '仪表盘' },
  kind_dataset: { en: 'Numbers', zh: '数据集' },
  kind_metric: { en: 'Metric', zh: '指标' },
  kind_connection: { en: 'Connection', zh: '连接' },
  name: { en: 'Name', zh: '名称' },
  order: { en: 'Order of the fields, required ones', zh: '字段次序与必填' },
  home: { en: 'Home page', zh: '首页' },
  settings: { en: 'Settings', zh: '设置' },
  section: { en: 'Section', zh: '分组' },
  items: { en: 'Placed field', zh: '放置的字段' },
  rules: { en: 'Field rules', zh: '字段规则' },
  linkage: { en: 'Field rules', zh: '字段规则' },
  columns: { en: 'Columns', zh: '列' },
  filter: { en: 'Filter', zh: '筛选' },
  sort: { en: 'Sorting', zh: '排序' },
  group: { en: 'Grouping', zh: '分组' },
  sum: { en: 'Sum', zh: '合计' },
  grants: { en: 'Permissions', zh: '授权' },
  rows: { en: 'Which records', zh: '哪些记录' },
  fields: { en: 'Fields', zh: '字段' },
  read: { en: 'Sees', zh: '可见' },
  write: { en: 'Fills in', zh: '可填写' },
  edit: { en: 'Fills in', zh: '可填写' },
  when: { en: 'Condition', zh: '条件' },
  available_when: { en: 'Offered when', zh: '何时可用' },
  do: { en: 'Steps', zh: '步骤' },
  set: { en: 'Sets', zh: '赋值' },
  SetFields: { en: 'Sets', zh: '赋值' },
  on: { en: 'Starts when', zh: '触发时机' },
  changed: { en: 'Changed', zh: '被修改' },
  states: { en: 'States', zh: '状态' },
  state: { en: 'State', zh: '状态' },
  field: { en: 'Field', zh: '字段' },
  transitions: { en: 'Steps', zh: '流转' },
  require: { en: 'Must be filled', zh: '必填' },
  required: { en: 'Required', zh: '必填' },
  lines: { en: 'Lines', zh: '评分项' },
  inputs: { en: 'Inputs', zh: '输入' },
  outputs: { en: 'Outputs', zh: '输出' },
  dimensions: { en: 'Grouped by', zh: '维度' },
  measures: { en: 'Figures', zh: '度量' },
  formula: { en: 'Formula', zh: '公式' },
  value: { en: 'Value', zh: '取值' },
  values: { en: 'Values', zh: '取值' },
  default: { en: 'Default', zh: '默认值' },
  check: { en: 'Must hold', zh: '校验' },
  title: { en: 'Title', zh: '标题' },
  unique: { en: 'Unique together', zh: '组合唯一' },
  indexes: { en: 'Often filtered by', zh: '索引' },
  duplicates: { en: 'Duplicates', zh: '查重' },
  buttons: { en: 'Buttons', zh: '按钮' },
  public: { en: 'Public form', zh: '公开表单' },
  prefill: { en: 'Filled from the address', zh: '由链接预填' },
  track: { en: 'Kept from the address', zh: '从链接记录' },
  subject: { en: 'Subject', zh: '标题' },
  body: { en: 'Text', zh: '正文' },
  nodes: { en: 'Steps', zh: '节点' },
  edges: { en: 'Ways', zh: '连线' },
  people: { en: 'Who', zh: '人员' },
  of: { en: 'Rolled up', zh: '汇总对象' },
  entity: { en: 'Which list', zh: '所用数据表' },
  source: { en: 'Which list', zh: '所用数据表' },
  date: { en: 'Date', zh: '日期' },
  params: { en: 'Parameters', zh: '参数' },
  union: { en: 'Sources', zh: '合并来源' },
  stages: { en: 'Stages', zh: '阶段' },
  widgets: { en: 'Widgets', zh: '组件' },
  pattern: { en: 'Pattern', zh: '格式' },
  summary: { en: 'Summary', zh: '摘要' },
  card: { en: 'Card', zh: '卡片' },
};

export type PlaceWord = (key: string) => string;

export function usePlaceWord(): PlaceWord {
  const language = useLanguage();
  return useCallback((key) => WORDS[key]?.[language] ?? key.replaceAll('_', ' '), [language]);
}

type Named = { name?: Text; label?: Text | { en?: string }; title?: Text; reason?: Text; key?: unknown };

/** The own name of an item or a field, if it has one. */
function nameOf(value: unknown, text: (value: Text | undefined) => string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const own = ((value as Record<string, unknown>)['x-dougong'] ?? value) as Named;
  for (const each of [own.label, own.name, own.title, own.reason])
    if (typeof each === 'object') {
      const said = text(each);
      if (said) return said;
    }
  return typeof own.key === 'string' ? own.key : '';
}

/** “Permissions › Customer › Fills in”: the way that a pointer goes, without the steps that say nothing. */
export function spokenPlace(
  pointer: string,
  document: unknown,
  text: (value: Text | undefined) => string,
  word: PlaceWord,
): string {
  let at: unknown = document;
  const said: string[] = [];
  for (const step of segments(pointer)) {
    const holder = at;
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
    if (SILENT.has(step) && !(Array.isArray(holder) && at !== undefined)) continue;
    const own = nameOf(at, text);
    const number = /^\d+$/.test(step) ? String(Number(step) + 1) : null;
    if (own) said.push(own);
    else if (number === null) {
      // The field that an item places is the element itself.
      if (!(step === 'field' && typeof at === 'string' && said.length > 0)) said.push(word(step));
    } else if (typeof at !== 'string') said.push(`${said.pop() ?? word('section')} ${number}`);
  }
  return said.filter((each, at) => each !== said[at - 1]).join(' › ') || word('entity');
}
