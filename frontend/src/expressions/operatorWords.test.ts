import { expect, it } from 'vitest';
import { OPERATORS } from './InsertPanel';
import { OPERATOR_NAMES, operatorSearch } from './operatorWords';

const foundBy = (word: string) => OPERATORS.filter((operator) => operatorSearch(operator).includes(word));

it('finds operators by what they are called', () => {
  expect(OPERATORS.filter((operator) => !OPERATOR_NAMES[operator])).toEqual([]);
  for (const [word, operator] of [
    ['加', '+'],
    ['减', '-'],
    ['乘', '*'],
    ['除', '/'],
    ['大于', '>'],
    ['小于', '<'],
    ['等于', '='],
    ['times', '*'],
    ['divide', '/'],
  ] as const)
    expect(foundBy(word)).toContain(operator);
  expect(foundBy('乘')).toEqual(['*', '^']);
});
