import { expect, test } from 'vitest';
import type { DocumentProblem } from '../draft/api';
import { faultWords } from './useFaultWords';

const word = (key: string) => ({ to: 'To', in: 'Inputs' })[key] ?? key;
const said = (code: string, pointer: string, message: string) =>
  faultWords({ code, pointer, message } as DocumentProblem, word);

test('the member that is missing or too much goes by its label', () => {
  expect(said('required', '/steps/2/to', '“to” is missing.')).toBe('“To” is missing.');
  expect(said('unknown_member', '/lines/0/in', '“in”不应出现在这里。')).toBe('“Inputs”不应出现在这里。');
});

test('what else is quoted stays: it is a name of its own', () => {
  expect(said('unknown_field', '/fields/to', 'There is no field “to”.')).toBe('There is no field “to”.');
  expect(said('required', '', 'A text is needed here.')).toBe('A text is needed here.');
});
