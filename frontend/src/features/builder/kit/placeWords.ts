/** What a pointer into a document is called by people: parts by their words, items by their own names. */
import { useCallback } from 'react';
import { segments } from '@/canvas/pointers';
import { useLanguage } from '@/i18n';
import { listed } from '@/i18n/lists';
import type { FormItem, FormSection, LinkageDocument, Text } from '../draft/documents';
import { fieldsOfRule, KEYED } from '../draft/formDocuments';

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
  fill: { en: 'Filled in by a picked record', zh: '选中记录后带入' },
  clear_hidden: { en: 'Emptied when hidden', zh: '隐藏时清空' },
  offer: { en: 'Choices', zh: '可选的选项' },
  refuse: { en: 'Refuses', zh: '阻止保存' },
  warn: { en: 'Warns', zh: '提示' },
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
  label: { en: 'Label', zh: '名称' },
  help: { en: 'Help', zh: '说明' },
  key: { en: 'Key', zh: '标识' },
  kind: { en: 'Kind', zh: '类型' },
  type: { en: 'Type', zh: '类型' },
  format: { en: 'Format', zh: '格式' },
  mode: { en: 'Mode', zh: '方式' },
  options: { en: 'Choices', zh: '选项' },
  enum: { en: 'Choices', zh: '选项' },
  colour: { en: 'Colour', zh: '颜色' },
  icon: { en: 'Icon', zh: '图标' },
  description: { en: 'Description', zh: '说明' },
  message: { en: 'Message', zh: '消息' },
  reason: { en: 'Reason', zh: '理由' },
  guidance: { en: 'Guidance', zh: '指引' },
  checklist: { en: 'Checklist', zh: '清单' },
  script: { en: 'Script', zh: '话术' },
  minimum: { en: 'Minimum', zh: '最小值' },
  maximum: { en: 'Maximum', zh: '最大值' },
  minLength: { en: 'Shortest length', zh: '最短长度' },
  maxLength: { en: 'Longest length', zh: '最大长度' },
  precision: { en: 'Decimals', zh: '小数位' },
  number_format: { en: 'Format of numbers', zh: '编号格式' },
  unit: { en: 'Unit', zh: '单位' },
  readOnly: { en: 'Read only', zh: '只读' },
  search: { en: 'Search', zh: '搜索' },
  pinyin: { en: 'Pinyin', zh: '拼音' },
  inverse: { en: 'List on the other side', zh: '反向列表' },
  on_delete: { en: 'When deleted', zh: '删除时' },
  parent: { en: 'Belongs to', zh: '所属' },
  reset: { en: 'Numbering begins anew', zh: '重新编号' },
  actions: { en: 'Rights', zh: '权限' },
  views: { en: 'Views', zh: '视图' },
  view: { en: 'View', zh: '视图' },
  form: { en: 'Form', zh: '表单' },
  flow: { en: 'Flow', zh: '流程' },
  dashboard: { en: 'Dashboard', zh: '仪表盘' },
  dataset: { en: 'Numbers', zh: '数据集' },
  metric: { en: 'Metric', zh: '指标' },
  role: { en: 'Role', zh: '角色' },
  table: { en: 'Decision table', zh: '决策表' },
  record: { en: 'Record', zh: '记录' },
  person: { en: 'Person', zh: '人员' },
  team: { en: 'Team', zh: '团队' },
  supervisor: { en: 'Supervisor', zh: '上级' },
  who: { en: 'Approvers', zh: '审批人' },
  initiator: { en: 'Initiator', zh: '发起人' },
  fallback: { en: 'When nobody is found', zh: '找不到人时' },
  verbs: { en: 'Decisions', zh: '可作的决定' },
  verb: { en: 'Decision', zh: '决定' },
  result: { en: 'Result', zh: '结果' },
  withdraw: { en: 'Withdrawing', zh: '撤回' },
  start: { en: 'Start', zh: '发起' },
  back: { en: 'When sent back', zh: '退回时' },
  from: { en: 'From', zh: '从' },
  to: { en: 'To', zh: '到' },
  by: { en: 'By whom', zh: '由谁' },
  at: { en: 'Place', zh: '位置' },
  in: { en: 'In', zh: '输入' },
  out: { en: 'Out', zh: '输出' },
  into: { en: 'Into', zh: '保存到' },
  output: { en: 'Output', zh: '输出' },
  hit: { en: 'When several match', zh: '多行命中时' },
  match: { en: 'Use an existing one', zh: '使用已有记录' },
  phase: { en: 'When it acts', zh: '执行时机' },
  priority: { en: 'Order', zh: '次序' },
  stop: { en: 'Stops later rules', zh: '后续规则' },
  once_per: { en: 'How often', zh: '执行次数' },
  state_entered: { en: 'State entered', zh: '进入状态' },
  created: { en: 'Created', zh: '被创建' },
  deleted: { en: 'Deleted', zh: '被删除' },
  commented: { en: 'Commented', zh: '被评论' },
  restored: { en: 'Restored', zh: '被恢复' },
  form_submitted: { en: 'Form submitted', zh: '由表单提交' },
  button: { en: 'Button', zh: '按钮' },
  hook: { en: 'Webhook', zh: 'Webhook' },
  seat: { en: 'Approval', zh: '审批' },
  event: { en: 'Event', zh: '事件' },
  outcome: { en: 'Outcome', zh: '结果' },
  strategies: { en: 'Strategies', zh: '分配策略' },
  pick: { en: 'If there are several', zh: '如有多人' },
  points: { en: 'Points', zh: '分值' },
  cap: { en: 'At most', zh: '上限' },
  bands: { en: 'Bands', zh: '等级' },
  bucket: { en: 'Grouped by period', zh: '时间分段' },
  compare: { en: 'Comparison', zh: '对比' },
  series: { en: 'Series', zh: '系列' },
  top: { en: 'First ones', zh: '前几项' },
  totals: { en: 'Totals', zh: '合计' },
  goals: { en: 'Goals', zh: '目标' },
  better: { en: 'Better when', zh: '何为更好' },
  filters: { en: 'Filters', zh: '筛选' },
  show: { en: 'Shows', zh: '显示' },
  hide: { en: 'Hides', zh: '隐藏' },
  lock: { en: 'Locks', zh: '锁定' },
  confirm: { en: 'Asks first', zh: '先询问' },
  text: { en: 'Text', zh: '文字' },
  span: { en: 'Width', zh: '宽度' },
  tabs: { en: 'Tabs', zh: '标签页' },
  steps: { en: 'Steps', zh: '步骤' },
  thanks: { en: 'Thanks', zh: '致谢' },
  enabled: { en: 'Open', zh: '开放' },
  quota: { en: 'Quota', zh: '份数上限' },
  opens_at: { en: 'Opens', zh: '开放时间' },
  closes_at: { en: 'Closes', zh: '关闭时间' },
  due: { en: 'Due', zh: '截止' },
  deadline: { en: 'Deadline', zh: '期限' },
  assignee: { en: 'Assignee', zh: '负责人' },
  carry: { en: 'Taken along', zh: '一并带走' },
  files: { en: 'Files', zh: '文件' },
  references: { en: 'References', zh: '关联' },
  as: { en: 'As', zh: '代称' },
  defaults: { en: 'Defaults', zh: '默认值' },
  depends: { en: 'Depends on', zh: '依赖' },
  modules: { en: 'Modules', zh: '模块' },
  module: { en: 'Module', zh: '模块' },
  probability: { en: 'Probability', zh: '概率' },
  expression: { en: 'Expression', zh: '表达式' },
  url: { en: 'Address', zh: '地址' },
  headers: { en: 'Headers', zh: '请求头' },
  secret: { en: 'Secret', zh: '密钥' },
  send: { en: 'Sends', zh: '发送内容' },
  bind: { en: 'Linked to', zh: '绑定' },
  timeline: { en: 'Timeline', zh: '时间线' },
  limit: { en: 'Number', zh: '数量' },
  menu: { en: 'Menu', zh: '菜单' },
  Assign: { en: 'Assign', zh: '分配' },
  Convert: { en: 'Convert', zh: '转化' },
  CreateTodo: { en: 'Create a task', zh: '创建任务' },
  Notify: { en: 'Notify', zh: '通知' },
  Refuse: { en: 'Refuse to save', zh: '拒绝保存' },
  Warn: { en: 'Warn', zh: '提醒' },
  StartFlow: { en: 'Start a flow', zh: '发起流程' },
  Create: { en: 'Create a record', zh: '新建记录' },
  Update: { en: 'Change other records', zh: '修改其他记录' },
  Delete: { en: 'Delete records', zh: '删除记录' },
  Webhook: { en: 'Call a webhook', zh: '调用 Webhook' },
  CallConnector: { en: 'Call a connection', zh: '调用连接' },
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

/** What the fields of a form are called, for items and rules of its layout that have no name of their own. */
export type FieldWord = (key: string) => string;

/** Fields that a rule is called by at most. */
const MOST_NAMED = 3;

/** What one of a form's parts is called: by its title, its field, its text, or the fields that it acts on. */
function partName(value: unknown, text: (value: Text | undefined) => string, field: FieldWord): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return '';
  const part = value as Partial<FormItem & FormSection & LinkageDocument & { tab: Text; step: Text }>;
  const title = part.section ?? part.tab ?? part.step ?? part.text;
  if (title) return text(title);
  if (part.field) return field(part.field);
  const acted = fieldsOfRule(part);
  if (acted.length === 0) return text((part.refuse ?? part.warn)?.text);
  const names = [...new Set(acted)].map(field);
  return listed(names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names);
}

/** “Permissions › Customer › Fills in”: the way that a pointer goes, without the steps that say nothing. */
export function spokenPlace(
  pointer: string,
  document: unknown,
  text: (value: Text | undefined) => string,
  word: PlaceWord,
  field?: FieldWord,
): string {
  let at: unknown = document;
  let before = '';
  const said: string[] = [];
  for (const step of segments(pointer)) {
    const holder = at;
    const keyed = field && (KEYED as readonly string[]).includes(before);
    before = step;
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined;
    if (SILENT.has(step) && !(Array.isArray(holder) && at !== undefined)) continue;
    const number = /^\d+$/.test(step) ? String(Number(step) + 1) : null;
    const own = nameOf(at, text) || (field && number !== null ? partName(at, text, field) : '');
    if (own) said.push(own);
    else if (keyed) said.push(field(step));
    else if (number === null) {
      // The field that an item places is the element itself.
      if (!(step === 'field' && typeof at === 'string' && said.length > 0)) said.push(word(step));
    } else if (typeof at !== 'string') said.push(`${said.pop() ?? word('section')} ${number}`);
  }
  return said.filter((each, at) => each !== said[at - 1]).join(' › ') || word('entity');
}
