import { expect, it } from 'vitest';
import { linesOf, optionsOf } from './optionTree';

const options = [
  { key: 'asia', label: { en: 'Asia', zh: '亚洲' } },
  { key: 'cn', label: { en: 'China', zh: '中国' }, parent: 'asia' },
  { key: 'europe', label: { en: 'Europe' } },
];

it('should write a tree as lines and read the same tree from them', () => {
  expect(linesOf(options, 'en')).toBe('Asia\n  China\nEurope');
  expect(linesOf(options, 'zh')).toBe('亚洲\n  中国\nEurope');
  expect(optionsOf(linesOf(options, 'en'), options, 'en')).toEqual(options);
});

it('should keep what a line was and give new lines keys of their own', () => {
  const next = optionsOf('Asia\n  China\n  Japan\n    Tokyo\n\nAfrica', options, 'en');
  expect(next.map(({ key, parent }) => [key, parent])).toEqual([
    ['asia', undefined],
    ['cn', 'asia'],
    ['option_1', 'asia'],
    ['option_2', 'option_1'],
    ['option_3', undefined],
  ]);
  expect(next[1]?.label.zh).toBe('中国');
});
