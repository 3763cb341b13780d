import { defineWords, useLanguage } from '@/i18n';

export const documentWords = defineWords('builder-documents', {
  en: {
    empty:
      'No messages, metrics or datasets yet. Rules and flows send messages; dashboards show metrics and datasets.',
    newDocument: 'New',
    kind: 'What to make',
    message: 'Messages',
    metric: 'Metrics',
    dataset: 'Datasets',
    newMessage: 'Message',
    newMetric: 'Metric',
    newDataset: 'Dataset',
    source: 'Of which records',
    asForm: 'Form',
    asJson: 'JSON',
    which: 'Show as',
    addRow: 'Add to “{{name}}”',
    byComma: 'Keys, separated by commas.',
    badJson: 'This is no JSON yet: {{reason}}',
    keepIdentity: 'Id and key stay as they are: rename below, where every use follows.',
  },
  zh: {
    empty: '还没有消息、指标或数据集。规则与流程发送消息，仪表盘展示指标与数据集。',
    newDocument: '新建',
    kind: '新建类型',
    message: '消息',
    metric: '指标',
    dataset: '数据集',
    newMessage: '消息',
    newMetric: '指标',
    newDataset: '数据集',
    source: '用于哪张数据表',
    asForm: '表单',
    asJson: 'JSON',
    which: '显示方式',
    addRow: '添加到“{{name}}”',
    byComma: '键，用逗号分隔。',
    badJson: '还不是有效的 JSON：{{reason}}',
    keepIdentity: 'Id 与键保持不变：请在下方重命名，所有引用会随之更新。',
  },
});

/** Members and choices of the schemas whose own titles are English only. */
const CHINESE: Record<string, string> = {
  name: '名称',
  entity: '数据表',
  source: '数据来源',
  subject: '标题',
  body: '正文',
  channels: '渠道',
  description: '说明',
  filter: '筛选',
  date: '日期',
  basis: '口径',
  value: '取值',
  unit: '单位',
  number_format: '数字格式',
  better: '优劣方向',
  target: '目标',
  dimensions: '维度',
  measures: '度量',
  params: '参数',
  union: '合并来源',
  values: '取值',
  key: '键',
  formula: '公式',
  label: '标签',
  bucket: '时间粒度',
  type: '类型',
  default: '默认值',
  connector: '连接器',
  settings: '设置',
  required: '必需',
  dataset: '数据集',
  kind: '类型',
  rows: '行',
  columns: '列',
  split: '拆分',
  sort: '排序',
  top: '前几项',
  totals: '合计',
  when: '条件',
  members: '成员',
  limit: '上限',
  notice: '站内通知',
  mail: '邮件',
  event: '按事件',
  cohort: '按批次',
  higher: '越高越好',
  lower: '越低越好',
  none: '无',
  day: '日',
  week: '周',
  month: '月',
  quarter: '季',
  year: '年',
  text: '文本',
  number: '数字',
  boolean: '是否',
  datetime: '日期时间',
};

const ENGLISH: Record<string, string> = {
  notice: 'Notice in the app',
  mail: 'E-mail',
  event: 'By event',
  cohort: 'By cohort',
  higher: 'Higher is better',
  lower: 'Lower is better',
  none: 'Neither',
  number_format: 'Number format',
};

/** How a member of a schema, or one of its choices, is called for people. */
export function useMemberWord(): (key: string, title: string | undefined) => string {
  const language = useLanguage();
  return (key, title) => {
    if (language === 'zh') return CHINESE[key] ?? title ?? key;
    const plain = ENGLISH[key] ?? title ?? key;
    return plain.charAt(0).toUpperCase() + plain.slice(1).replace(/_/g, ' ');
  };
}
