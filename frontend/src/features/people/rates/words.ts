import { defineWords } from '@/i18n';

export const words = defineWords('rates', {
  en: {
    about:
      'What one unit of a currency is worth in {{own}} from a day on. Amounts written before keep what they were worth then.',
    currency: 'Currency',
    choose: 'Choose a currency',
    lines: 'Days and rates',
    linesHelp: 'A line each, as 2026-01-01 7.2; several can be pasted.',
    wrong: 'Not a day and a rate: {{lines}}',
    recompute: 'Compute what stored amounts are worth in {{own}} anew',
    recomputing: '{{done}} records so far',
    recomputed: 'Done: {{changed}} amounts are worth something else.',
    add: 'Add rates',
    none: 'There are no rates yet, so amounts can be in {{own}} only.',
    from: 'From',
    rate: '1 {{currency}} in {{own}}',
    remove: 'Remove the rate from {{day}} on',
    saved: 'The rates of {{currency}} have been saved',
  },
  zh: {
    about: '从某日起，一单位外币折合多少 {{own}}。此前已写入的金额保持当时的折算值。',
    currency: '币种',
    choose: '选择币种',
    lines: '日期与汇率',
    linesHelp: '每行一条，例如 2026-01-01 7.2；可一次粘贴多条。',
    wrong: '无法识别为日期和汇率：{{lines}}',
    recompute: '按现行汇率重算已存金额折合的 {{own}}',
    recomputing: '已处理 {{done}} 条记录',
    recomputed: '已完成，{{changed}} 笔金额有变化。',
    add: '添加汇率',
    none: '还没有汇率，金额只能用 {{own}}。',
    from: '起始日期',
    rate: '1 {{currency}} 折合 {{own}}',
    remove: '删除自 {{day}} 起的汇率',
    saved: '已保存 {{currency}} 的汇率',
  },
});
