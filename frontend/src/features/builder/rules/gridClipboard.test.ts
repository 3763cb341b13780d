import { expect, test } from 'vitest';
import { cellsOf, textOf } from './gridClipboard';

test.each([
  [
    'a\tb\nc\td',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  [
    'a\tb\r\nc\td\r\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['"two\nlines"\t"say ""x"""', [['two\nlines', 'say "x"']]],
  ['"east", "west"\t1', [['"east", "west"', '1']]],
  ['\t', [['', '']]],
  ['', [['']]],
])('%j is read as cells', (text, cells) => {
  expect(cellsOf(text)).toEqual(cells);
});

test('what is copied reads back as it was', () => {
  const cells = [
    ['"east"', '> 10', 'NOT("a")'],
    ['', 'tab\there', 'two\nlines'],
  ];
  expect(cellsOf(textOf(cells))).toEqual(cells);
});
