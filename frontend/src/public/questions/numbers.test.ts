import { describe, expect, it } from 'vitest';
import { questionOf } from '.';
import type { PublicField } from '../types';
import { WORDS } from '../words';

const field = (type: string, settings: object = {}) =>
  ({ key: type, type, settings }) as unknown as PublicField;
const sent = (asked: PublicField, answer: string) => questionOf(asked).toJson?.(answer, asked);
const told = (asked: PublicField, answer: string, language: 'en' | 'zh' = 'en') =>
  questionOf(asked).fault?.(answer, asked, WORDS[language]);

describe('a percentage of a visitor', () => {
  const share = field('percent', { minimum: '0.005', maximum: '0.5' });
  it.each([
    ['8', '0.08'],
    ['8 %', '0.08'],
    ['１２.５％', '0.125'],
    ['150', '1.5'],
    ['0.5', '0.005'],
    ['1,200', '12'],
    ['-8', '-0.08'],
    ['0', '0'],
  ])('%s is kept as %s, and shown as what it was', (answer, kept) => {
    expect(sent(share, answer)).toBe(kept);
    expect(questionOf(share).toScope?.(answer, share)).toBe(kept);
    const shown = String(questionOf(share).fromJson?.(kept, share));
    expect(sent(share, shown)).toBe(kept);
  });
  it('is shown in hundredths when it comes from the server or from a rule', () => {
    expect(questionOf(share).fromJson?.('0.08', share)).toBe('8');
    expect(questionOf(share).fromScope?.('0.125')).toBe('12.5');
  });
  it('has bounds in the unit in which it is typed', () => {
    expect(told(share, '51')).toBe('Please enter at most 50%.');
    expect(told(share, '0.4', 'zh')).toBe('不能小于 0.5%。');
    expect(told(share, '8')).toBe('');
    expect(told(share, 'much')).toBe('Please enter a percentage such as 8 or 12.5.');
  });
});

describe('an amount of a visitor', () => {
  const fee = field('money', { currency: 'CNY', minimum: '1' });
  it.each(['1200.50', '1,200.50', '¥1,200.50', '￥1200.50', '1200.50元', 'CNY 1200.50'])(
    'may be %s',
    (text) => {
      expect(told(fee, text)).toBe('');
      expect(sent(fee, text)).toEqual({ amount: '1200.50', currency: 'CNY' });
    },
  );
  it.each(['abc', '12,50', '$12', '1.2.3', '-', '.'])('is not %s', (text) => {
    expect(told(fee, text)).toBe('Please enter an amount such as 12.50.');
    expect(told(fee, text, 'zh')).toBe('请填写金额，例如 12.50。');
  });
  it('has bounds', () => expect(told(fee, '0.5')).toBe('Please enter at least 1.'));
});

describe('other answers of a visitor', () => {
  it('are whole numbers where the field keeps such, else texts', () => {
    const whole = field('number', { precision: 0 });
    expect([sent(whole, '1,200'), sent(field('number'), '12')]).toEqual([1200, '12']);
    expect(told(whole, '1.5')).toBe('Please enter a whole number such as 12.');
    expect(told(field('number'), '1.5')).toBe('');
  });
  it.each([
    ['email', 'me', 'me@example.com', '邮箱'],
    ['phone', 'none', '+86 138-0013-8000', '电话'],
    ['url', 'mine', 'www.example.com', '网址'],
  ])('%s: “%s” is told, “%s” is not', (type, wrong, right, word) => {
    expect(told(field(type), wrong, 'zh')).toContain(word);
    expect([told(field(type), right), told(field(type), '')]).toEqual(['', '']);
  });
});
