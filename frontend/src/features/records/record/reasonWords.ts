import { defineWords } from '@/i18n';

export const reasonWords = defineWords('record-reasons', {
  en: {
    title: 'Why it has these values',
    empty: 'No rule, score card or flow has set a value here.',
    by_person: 'Set by {{name}}',
    by_rule: 'By the rule “{{name}}”',
    by_scorecard: 'By the score card “{{name}}”',
    by_pool: 'By the pool “{{name}}”',
    by_sequence: 'By the sequence “{{name}}”',
    by_button: 'By the button “{{name}}”',
    by_flow: 'By the flow “{{name}}”',
    by_form: 'By the form “{{name}}”',
    by_hook: 'By the hook “{{name}}”',
    by_token: 'By {{name}}',
    by_system: 'By the system',
  },
  zh: {
    title: '为什么是这些值',
    empty: '这里还没有由规则、评分卡或流程设置的值。',
    by_person: '由{{name}}填写',
    by_rule: '由规则“{{name}}”设置',
    by_scorecard: '由评分卡“{{name}}”得出',
    by_pool: '由公海“{{name}}”处理',
    by_sequence: '由培育序列“{{name}}”处理',
    by_button: '由按钮“{{name}}”设置',
    by_flow: '由流程“{{name}}”设置',
    by_form: '由表单“{{name}}”填写',
    by_hook: '由 Webhook“{{name}}”写入',
    by_token: '由{{name}}写入',
    by_system: '由系统设置',
  },
});
