import { describe, expect, it } from 'vitest';
import type { Name, ValueKind } from '@/expressions';
import type { TableDocument } from '../draft/documents';
import { leavesOpen, outputKind, readCell, valueLabel, writeCell } from './tableCells';

describe('cells of a decision table', () => {
  it.each<[ValueKind, string]>([
    ['option', '-'],
    ['option', '"east"'],
    ['option', '"east", "north"'],
    ['options', 'NOT("vip", "new")'],
    ['number', '5'],
    ['number', '> 10'],
    ['number', '<> -2.5'],
    ['number', '[1..5]'],
    ['number', '>= settings.minimum'],
    ['date', '< DATE(2026, 1, 31)'],
    ['date', '> TODAY() - 7'],
    ['boolean', 'TRUE'],
    ['person', 'settings.director'],
  ])('reads and writes for a %s %s', (kind, text) => {
    const read = readCell(text, kind);
    expect(read && writeCell(read)).toBe(text);
  });

  it.each<[ValueKind, string]>([
    ['number', '(1..5]'],
    ['option', 'IF(a, "x", "y")'],
    ['option', '> 5'],
    ['boolean', 'amount > 3'],
    ['record', '"x"'],
    ['number', '5, 7'],
  ])('leaves for a %s %s to the expression', (kind, text) => expect(readCell(text, kind)).toBeNull());

  it('keeps a cell without its value as unfinished, never as any', () => {
    expect(writeCell({ how: 'in', values: [] })).toBe('?');
    expect(writeCell({ how: 'not_in', values: [] })).toBe('NOT(?)');
    expect(writeCell({ how: '>', values: [''] })).toBe('> ?');
    expect(writeCell({ how: 'between', values: ['1'] })).toBe('[1..?]');
    expect(readCell('?', 'option')).toEqual({ how: 'in', values: ['?'] });
    expect(readCell('[1..?]', 'number')).toEqual({ how: 'between', values: ['1', '?'] });
  });

  it('tells what an output is', () => {
    expect(['"a"', '', '5', 'true', 'settings.east', 'owner'].map(outputKind)).toEqual([
      'text',
      'text',
      'number',
      'boolean',
      'setting',
      'expression',
    ]);
  });

  it('says values in the words of the app', () => {
    const name = { options: [{ key: 'east', label: { en: 'East China' } }] };
    const say = (label: unknown) => (label as { en: string }).en;
    expect(valueLabel('"east"', name, [], say)).toBe('East China');
    expect(valueLabel('"nowhere"', name, [], say)).toBe('nowhere ⚠');
    expect(valueLabel('"east"', undefined, [], say)).toBe('east');
  });
});

it.each<[ValueKind, string, boolean]>([
  ['number', '[1..5]', false],
  ['option', 'NOT("a_b", "c")', false],
  ['date', '< DATE(2026, 1, 31)', false],
  ['boolean', 'TRUE', false],
  ['person', '-', false],
  ['person', '"anna"', true],
  ['number', '> limit', true],
  ['text', 'LEN(input) > 3', true],
])('knows whether a cell for a %s may match or not: %s', (kind, cell, open) => {
  const names = [{ path: 'asked', kind } as Name];
  const table = {
    inputs: [{ key: 'asked' }],
    outputs: [{ key: 'out' }],
    rows: [{ in: [cell], out: ['1'] }],
  } as unknown as TableDocument;
  expect(leavesOpen(table, names)).toBe(open);
});
