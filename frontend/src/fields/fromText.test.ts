import { describe, expect, it } from 'vitest';
import type { FieldDescription } from '@/api/types';
import { fromText } from './fromText';
import { totalOf } from './rows';

const field = (type: string, more: Partial<FieldDescription> = {}): FieldDescription => ({
  key: 'f',
  id: 'f',
  type,
  label: { en: 'F' },
  help: null,
  system: false,
  widget: null,
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  changeable: true,
  operators: [],
  formula_type: 'text',
  options: [],
  settings: {},
  ...more,
});

describe('pasted cells', () => {
  it('should read what spreadsheets write', () => {
    expect(fromText(field('number'), '1,234.50')).toBe('1234.50');
    expect(fromText(field('number', { settings: { precision: 0 } }), '12')).toBe(12);
    const dollars = field('money', { settings: { currency: 'USD' } });
    expect(fromText(dollars, '1,200')).toEqual({ amount: '1200', currency: 'USD' });
    expect(fromText(field('money'), '1,200')).toEqual({ amount: '1200' });
    expect(fromText(field('percent'), '12.5%')).toBe('0.125');
    expect(fromText(field('date'), '2026/1/9')).toBe('2026-01-09');
    expect(fromText(field('date'), '2026年11月22日')).toBe('2026-11-22');
    expect(fromText(field('switch'), '是')).toBe(true);
  });

  it('should find an option by its label in either language, and refuse what it does not know', () => {
    const select = field('select', {
      options: [{ key: 'east', label: { en: 'East', zh: '华东' }, colour: null }],
    });
    expect(fromText(select, '华东')).toBe('east');
    expect(fromText(select, 'EAST')).toBe('east');
    expect(fromText(select, 'west')).toBeUndefined();
    expect(fromText(field('number'), 'many')).toBeUndefined();
  });
});

describe('totals of a sub-table', () => {
  const rows = [{ a: '0.1' }, { a: { amount: '0.2', currency: 'CNY' } }, { a: null }];
  it('should add decimals exactly and skip blanks', () => {
    expect(totalOf(rows, 'a', 'SUM')).toBe('0.3');
    expect(totalOf(rows, 'a', 'COUNT')).toBe(2);
    expect(totalOf(rows, 'a', 'AVERAGE')).toBe('0.15');
    expect(totalOf([], 'a', 'SUM')).toBe('0');
  });
});
