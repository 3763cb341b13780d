import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { addMonths, daysBetween, shifted, touching, weekStart } from './days';

const moment = { formula_type: 'datetime' } as FieldDescription;
const date = { formula_type: 'date' } as FieldDescription;

describe('days', () => {
  it('are counted and moved', () => {
    expect(daysBetween('2026-02-27', '2026-03-01')).toBe(2);
    expect(weekStart('2026-11-22')).toBe('2026-11-16');
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-01');
    expect(shifted(date, '2026-12-31', 1)).toBe('2027-01-01');
    expect(shifted(date, null, 1)).toBeNull();
  });

  it('keep the time of day over a change of the clock', () => {
    expect(shifted(moment, '2026-03-28T08:00:00Z', 1, 'Europe/Berlin')).toBe('2026-03-29T07:00:00Z');
    expect(shifted(moment, '2026-03-28T08:00:00Z', 1, 'Asia/Shanghai')).toBe('2026-03-29T08:00:00Z');
  });

  it('say what touches a span', () => {
    expect(touching('a', undefined, '2026-01-01', '2026-02-01')).toBe(
      'a >= DATE(2026, 1, 1) AND a < DATE(2026, 2, 1)',
    );
    expect(touching('a', 'b', '2026-01-01', '2026-02-01')).toBe(
      '(a < DATE(2026, 2, 1) AND (a >= DATE(2026, 1, 1) OR b >= DATE(2026, 1, 1)))' +
        ' OR (ISBLANK(a) AND b >= DATE(2026, 1, 1) AND b < DATE(2026, 2, 1))',
    );
    expect(touching('a.start', 'a.end', '2026-01-01', '2026-02-01', true)).toBe(
      'a.start < DATE(2026, 2, 1) AND a.end >= DATE(2026, 1, 1)',
    );
  });
});
