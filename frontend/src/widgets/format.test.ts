import { describe, expect, it } from 'vitest';
import { formatBucket, formatNumber } from './format';

describe('numbers of a widget', () => {
  it('follow the format of their measure', () => {
    expect(formatNumber('0.6314556698', '0.00%')).toBe('63.15%');
    expect(formatNumber('1', '0.0%')).toBe('100.0%');
    expect(formatNumber('10005534', '#,##0')).toBe('10,005,534');
    expect(formatNumber('-1250.5', '¤#,##0', undefined, 'CNY')).toBe('-¥1,251');
    expect(formatNumber('51.7800', '0.0')).toBe('51.8');
  });
  it('are read like names where they are years', () => {
    expect(formatNumber('2026', undefined, undefined, '', false)).toBe('2026');
    expect(formatNumber('2026.5', '0.0', undefined, '', false)).toBe('2026.5');
  });
  it('keep at most two places without a format', () => {
    expect(formatNumber('12', undefined)).toBe('12');
    expect(formatNumber('12.3456', undefined)).toBe('12.35');
    expect(formatNumber('0.526316', undefined, '%')).toBe('52.6%');
  });
});

describe('buckets of time', () => {
  it('are named by their kind and language', () => {
    expect(formatBucket('2026-07-01', 'quarter', 'zh')).toBe('2026年Q3');
    expect(formatBucket('2026-07-01', 'quarter', 'en')).toBe('Q3 2026');
    expect(formatBucket('2026-08-01', 'month', 'en')).toBe('Aug 2026');
    expect(formatBucket('2026-01-01', 'year', 'zh')).toBe('2026年');
  });
});
