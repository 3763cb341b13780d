import { defineWords } from '@/i18n';

/** What is said when items of a form are copied and pasted. */
export const pasteWords = defineWords('builder-paste', {
  en: {
    copiedMany: '{{count}} copied. Paste them here or in another form.',
    pastedSome_one: '{{count}} field is on this form already.',
    pastedSome_other: '{{count}} fields are on this form already.',
    pastedLost: 'Not fields of this entity: {{fields}}.',
    rulesCame_one: '{{count}} rule came along.',
    rulesCame_other: '{{count}} rules came along.',
    rulesLeft_one: '{{count}} rule was left out: it names {{names}}, which this entity does not have.',
    rulesLeft_other: '{{count}} rules were left out: they name {{names}}, which this entity does not have.',
  },
  zh: {
    copiedMany: '已复制 {{count}} 项，可粘贴到本表单或其他表单。',
    pastedSome_other: '有 {{count}} 个字段已在本表单上。',
    pastedLost: '本数据表没有这些字段：{{fields}}。',
    rulesCame_other: '{{count}} 条规则一并带入。',
    rulesLeft_other: '{{count}} 条规则未带入：其中用到本数据表没有的 {{names}}。',
  },
});
