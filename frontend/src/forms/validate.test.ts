import { describe, expect, it } from 'vitest';
import { field } from './test/requests';
import { checkValue } from './validate';

describe('a limit', () => {
  it('should be told in the unit in which the value is written', () => {
    const share = field('share', 'percent', 'number', { settings: { maximum: '1' } });
    expect(checkValue(share, '1.5', false)).toContain('100 %');
    expect(checkValue(share, '1', false)).toBeNull();
  });
});
