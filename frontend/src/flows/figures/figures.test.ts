import { describe, expect, it } from 'vitest';
import { shareText, spanText } from './figures';

describe('figures', () => {
  it('tells a time in the unit that suits it', () => {
    expect(spanText(null, 'en')).toBe('–');
    expect(spanText(45 * 60, 'en')).toBe('45 mins');
    expect(spanText(3.5 * 3600, 'en')).toBe('3.5 hrs');
    expect(spanText(5 * 86400, 'en')).toBe('5 days');
    expect(spanText(45 * 60, 'zh')).toBe('45分钟');
  });
  it('tells a share as a percentage', () => {
    expect(shareText(null)).toBe('–');
    expect(shareText(1 / 3)).toBe('33%');
  });
});
