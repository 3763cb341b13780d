import { expect, it } from 'vitest';
import type { OptionDocument } from '../draft/documents';
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
    ['option', 'asia'],
    ['option_2', 'option'],
    ['option_3', undefined],
  ]);
  expect(next[1]?.label.zh).toBe('中国');
});

it('should keep the key of a choice that gets another name, letter by letter', () => {
  let now: OptionDocument[] = options;
  for (const name of ['C', 'Ch', 'Chin', 'China (PRC)'])
    now = optionsOf(`Asia\n  ${name}\nEurope`, now, 'en');
  expect(now.map(({ key }) => key)).toEqual(['asia', 'cn', 'europe']);
  expect(now[1]?.label).toEqual({ en: 'China (PRC)', zh: '中国' });
  const moved = optionsOf('Europe\nAsia\n  China (PRC)', now, 'en');
  expect(moved.map(({ key, parent }) => [key, parent])).toEqual([
    ['europe', undefined],
    ['asia', undefined],
    ['cn', 'asia'],
  ]);
});
