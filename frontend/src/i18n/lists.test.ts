import { afterEach, beforeEach, expect, it } from 'vitest';
import { currentLanguage, setLanguage } from './index';
import { sentences } from './lists';

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
