import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { answerOf } from './answer';
import { evaluate, type Expression, type Scope } from './index';

interface Cases {
  rows: Scope[];
  cases: { name: string; row: number; expression: Expression; answer: unknown }[];
}

const file = resolve(process.cwd(), '../engines/dougong_formula/conformance/browser/trees.json');
const { rows, cases } = JSON.parse(readFileSync(file, 'utf8')) as Cases;

describe('the browser gives the answers of the server', () => {
  test('there are many cases', () => expect(cases.length).toBeGreaterThan(600));

  test.each(cases)('$name', ({ row, expression, answer }) => {
    expect(answerOf(evaluate(expression, rows[row] ?? {}))).toEqual(answer);
  });
});

describe('what a form gives', () => {
  const amount = { k: 'field', t: 'number', d: 0, p: ['amount'] } as const;
  const sum = { k: 'call', t: 'number', f: '+', a: [amount, amount] };

  test('takes numbers, texts of numbers and money alike', () => {
    for (const given of [12.5, '12.50', { amount: '12.5', currency: 'CNY' }]) {
      expect(answerOf(evaluate(sum as never, { amount: given }))).toEqual({ number: '25' });
    }
  });

  test('gives #VALUE! for what is no number, and never throws', () => {
    expect(answerOf(evaluate(sum as never, { amount: 'many' }))).toEqual({ error: '#VALUE!' });
    expect(answerOf(evaluate(sum as never, { amount: true }))).toEqual({ error: '#VALUE!' });
    expect(answerOf(evaluate(sum as never, {}))).toEqual({ number: '0' });
  });
});
