import { expect, test } from 'vitest';
import { commentParts } from './commentParts';

const shown = (text: string, mentions: string[] = []) =>
  commentParts(text, mentions).map(({ kind, text: part }) => (kind === 'plain' ? part : [kind, part]));

test('an address ends before the signs of the sentence', () => {
  expect(shown('See https://a.example/x_(y)?q=1. Now')).toEqual([
    'See ',
    ['link', 'https://a.example/x_(y)?q=1'],
    '. Now',
  ]);
  expect(shown('(https://a.example)')).toEqual(['(', ['link', 'https://a.example'], ')']);
  expect(shown('见https://a.example/合同，谢谢')).toEqual([
    '见',
    ['link', 'https://a.example/合同'],
    '，谢谢',
  ]);
  expect(shown('javascript:alert(1)')).toEqual(['javascript:alert(1)']);
});

test('those who are spoken to stand out, by their whole names', () => {
  expect(shown('@Li Na (CN) and @Li and @Bo', ['Li', 'Li Na (CN)'])).toEqual([
    ['mention', '@Li Na (CN)'],
    ' and ',
    ['mention', '@Li'],
    ' and @Bo',
  ]);
});
