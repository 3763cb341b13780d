import { describe, expect, it } from 'vitest';
import { usualDates } from './datePairs';

const named = (key: string, zh = key, en = key) => ({ key, label: { en, zh } });
const usual = (dates: ReturnType<typeof named>[], ranges: ReturnType<typeof named>[] = []) => {
  const found = usualDates(ranges, dates);
  return found && [found.start.key, found.end?.key];
};

describe('the dates of a calendar that is told none', () => {
  it('are the first range', () => {
    expect(usual([named('starts_on'), named('ends_on')], [named('stay'), named('leave')])).toEqual([
      'stay',
      undefined,
    ]);
  });

  it('are two whose keys or labels say that one ends what the other begins', () => {
    expect(usual([named('due'), named('starts_on'), named('ends_on')])).toEqual(['starts_on', 'ends_on']);
    expect(usual([named('ends'), named('begins')])).toEqual(['begins', 'ends']);
    expect(usual([named('valid_to'), named('valid_from')])).toEqual(['valid_from', 'valid_to']);
    expect(usual([named('a', '合同终止日'), named('b', '合同起始日')])).toEqual(['b', 'a']);
    expect(usual([named('ji_hua_kai_shi', '计划开始'), named('ji_hua_jie_shu', '计划结束')])).toEqual([
      'ji_hua_kai_shi',
      'ji_hua_jie_shu',
    ]);
    expect(usual([named('d1', '一', 'Start date'), named('d2', '二', 'Due date')])).toEqual(['d1', 'd2']);
  });

  it('go together in what their names are else', () => {
    const dates = [
      named('planned_start'),
      named('real_start'),
      named('real_end'),
      named('planned_end'),
      named('start_of_sale'),
    ];
    expect(usual(dates)).toEqual(['planned_start', 'planned_end']);
    expect(usual(dates.slice(1))).toEqual(['real_start', 'real_end']);
    expect(usual([named('planned_start'), named('real_end')])).toEqual(['planned_start', undefined]);
  });

  it('are the first alone where no names say which comes first', () => {
    const deal = [
      named('expected_close', '预计成交日', 'Expected close'),
      named('engaged_on', '接洽日期', 'Engaged on'),
      named('closed_on', '结束日期', 'Closed on'),
    ];
    expect(usual(deal)).toEqual(['expected_close', undefined]);
    expect(usual([named('started_on'), named('tomorrow'), named('weekend')])).toEqual([
      'started_on',
      undefined,
    ]);
    expect(usual([])).toBeUndefined();
  });
});
