import { describe, expect, it } from 'vitest';
import { beginningOf, narrowed, narrowingOf } from './narrowing';

const now = new Date(2026, 10, 23, 15, 30);

describe('what of a box is wanted', () => {
  it('begins with a whole day', () => {
    expect(new Date(beginningOf(1, now)).getTime()).toBe(new Date(2026, 10, 23).getTime());
    expect(new Date(beginningOf(7, now)).getTime()).toBe(new Date(2026, 10, 17).getTime());
  });

  it('stands in the address', () => {
    const params = new URLSearchParams('box=done&flow=desk/approval&by=p1&name=Li&days=7&late=1');
    expect(narrowed(params)).toBe(4);
    expect(narrowingOf(params, now)).toEqual({
      app: 'desk',
      flow: 'approval',
      initiator: { id: 'p1', name: 'Li' },
      since: beginningOf(7, now),
      overdue: true,
    });
    expect(narrowingOf(new URLSearchParams('box=done&flow=desk&days=x'), now)).toEqual({});
  });
});
