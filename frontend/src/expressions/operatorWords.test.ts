import { expect, it } from 'vitest';
import { OPERATOR_NAMES, operatorSearch } from './operatorWords';

const foundBy = (word: string) =>
  OPERATOR_NAMES.filter((name) => operatorSearch(name).includes(word)).map(({ operator }) => operator);

it('finds operators by what they are called', () => {
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
