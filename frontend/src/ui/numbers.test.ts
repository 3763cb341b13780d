import { describe, expect, it } from 'vitest';
import { formatDecimal, formatMoney, formatPercent } from './numbers';

describe('numbers', () => {
  it.each([
    ['1234567.891', undefined, '1,234,567.891'],
    ['1.005', 2, '1.01'],
    ['-0.004', 2, '0.00'],
    ['12345678901234567890.5', 0, '12,345,678,901,234,567,891'],
    ['10', 2, '10.00'],
  ] as const)('should write %s with %s places as %s', (text, places, shown) => {
    expect(formatDecimal(text, places)).toBe(shown);
  });

  it('should group no thousands where a number is read like a name', () => {
    expect(formatDecimal('1998', 0, false)).toBe('1998');
    expect(formatDecimal('1234567.5', undefined, false)).toBe('1234567.5');
  });

  it('should put the sign before the currency', () => {
    expect(formatMoney('-1200', 'CNY')).toBe('-¥1,200.00');
    expect(formatMoney('5', 'CHF')).toBe('CHF 5.00');
  });

  it.each([
    ['0.125', undefined, '12.5%'],
    ['1', undefined, '100%'],
    ['0.1', 2, '10.00%'],
    ['-0.05', undefined, '-5%'],
  ] as const)('should write the share %s as %s', (text, places, shown) => {
    expect(formatPercent(text, places)).toBe(shown);
  });
});
