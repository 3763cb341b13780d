import { afterEach, beforeEach, expect, it } from 'vitest';
import { currentLanguage, setLanguage } from './index';
import { sentences, spaced } from './lists';

const before = currentLanguage();
beforeEach(() => setLanguage('en'));
afterEach(() => setLanguage(before));

it('ends a sentence before the next', () => {
  expect(sentences(['A value is missing', 'Fill it in.'])).toBe('A value is missing. Fill it in.');
  expect(sentences(['Write “one.”', null, 'Or none'])).toBe('Write “one.” Or none');
  expect(sentences(['Alone'])).toBe('Alone');
});

it('ends it with the mark of the language', async () => {
  await setLanguage('zh');
  expect(sentences(['还缺少值', '请填写值。'])).toBe('还缺少值。请填写值。');
});

it('sets words apart as the language does', async () => {
  expect(spaced('Lead', 'is created', null)).toBe('Lead is created');
  await setLanguage('zh');
  expect(spaced('线索', '被创建')).toBe('线索被创建');
  expect(spaced('Lead', '被创建')).toBe('Lead 被创建');
  expect(spaced('“A”', '或', '“B”')).toBe('“A”或“B”');
  expect(spaced('第', '3', '级')).toBe('第 3 级');
});
