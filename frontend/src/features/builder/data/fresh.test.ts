import { expect, it } from 'vitest';
import { isChoiceWords, withoutMadeUp } from './fresh';
import { newLines } from './pastedLines';

it('drops what was made up in the other language as soon as one is written, and nothing that was written', () => {
  const made = { en: 'Option 1', zh: '选项 1' };
  expect(withoutMadeUp('a', { ...made, en: 'Grade' }, made, isChoiceWords)).toEqual({ en: 'Grade' });
  expect(withoutMadeUp('b', { ...made, zh: '级别' }, made, isChoiceWords)).toEqual({ zh: '级别' });
  const named = { en: 'Grade', zh: '级别' };
  expect(withoutMadeUp('a', { ...named, en: 'Class' }, named, isChoiceWords)).toEqual({
    en: 'Class',
    zh: '级别',
  });
  expect(withoutMadeUp('c', { en: 'Option 1' }, made, isChoiceWords)).toEqual({ en: 'Option 1' });
});

it('keeps the very words that were made up when somebody writes them himself', () => {
  const made = { en: 'Option 1', zh: '选项 1' };
  const typed = withoutMadeUp('d', { ...made, en: 'Option' }, made, isChoiceWords) ?? {};
  expect(typed).toEqual({ en: 'Option' });
  const again = withoutMadeUp('d', { ...typed, en: 'Option 1' }, typed, isChoiceWords) ?? {};
  expect(withoutMadeUp('d', { ...again, zh: '甲' }, again, isChoiceWords)).toEqual({
    en: 'Option 1',
    zh: '甲',
  });
});

it('takes each line of a pasted list once, and none that is a choice already', () => {
  const options = [{ key: 'new', label: { en: 'New', zh: '新' } }];
  expect(newLines(['  Draft', '', 'draft', 'NEW', '新', 'Paid '], options)).toEqual(['Draft', 'Paid']);
});
