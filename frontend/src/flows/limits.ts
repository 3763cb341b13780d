import { defineWords } from '@/i18n';
import type { FlowEvent } from './types';

export type FlowLimit = NonNullable<FlowEvent['limit']>;

const limitWords = defineWords('flowLimits', {
  en: {
    remind: 'reminder after {{span}}:',
    escalate: 'to the superior after {{span}}:',
    transfer: 'to others after {{span}}:',
    approve: 'counts as approved after {{span}}:',
    complete: 'counts as done after {{span}}:',
    reject: 'counts as rejected after {{span}}:',
    edge: 'another way after {{span}}:',
    passed: 'after {{span}}',
    minutes_one: '{{count}} minute',
    minutes_other: '{{count}} minutes',
    hours_one: '{{count}} hour',
    hours_other: '{{count}} hours',
    days_one: '{{count}} day',
    days_other: '{{count}} days',
    work_hours_one: '{{count}} working hour',
    work_hours_other: '{{count}} working hours',
    work_days_one: '{{count}} working day',
    work_days_other: '{{count}} working days',
  },
  zh: {
    remind: '满{{span}}催办：',
    escalate: '满{{span}}上报上级：',
    transfer: '满{{span}}转交他人：',
    approve: '满{{span}}自动通过：',
    complete: '满{{span}}视为完成：',
    reject: '满{{span}}自动驳回：',
    edge: '满{{span}}改走另一条路：',
    passed: '满{{span}}',
    minutes_other: ' {{count}} 分钟',
    hours_other: ' {{count}} 小时',
    days_other: ' {{count}} 天',
    work_hours_other: ' {{count}} 个工作小时',
    work_days_other: ' {{count}} 个工作日',
  },
});

const units = ['minutes', 'hours', 'days', 'work_hours', 'work_days'] as const;

/** Words that tell the time limits of a step apart: by what they do and after how long, or by how long alone. */
export function useLimitWords() {
  const t = limitWords.use();
  const span = ({ after }: FlowLimit) => {
    const unit = units.find((one) => after[one] !== undefined);
    return unit ? t(unit, { count: after[unit] }) : '';
  };
  return {
    /** What it will do, before the moment; work that nobody refuses is done, not approved. */
    coming: (limit: FlowLimit, kind: string | undefined) =>
      t(kind === 'handle' && limit.do === 'approve' ? 'complete' : limit.do, { span: span(limit) }),
    passed: (limit: FlowLimit) => t('passed', { span: span(limit) }),
  };
}
