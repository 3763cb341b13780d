import { describe, expect, it } from 'vitest';
import { dropped, inReadingOrder, settle } from './grid';
import type { Place } from './grid';

const items = (): { id: string; at: Place }[] => [
  { id: 'a', at: [0, 0, 3, 2] },
  { id: 'b', at: [3, 0, 3, 2] },
  { id: 'c', at: [0, 2, 12, 4] },
  { id: 'd', at: [0, 6, 6, 4] },
];
function drop(id: string, onto: string): string {
  const list = items();
  const at = (key: string) => list.find((each) => each.id === key)!;
  at(id).at = dropped(at(id).at, at(onto).at);
  settle(list, id);
  return inReadingOrder(list)
    .map((each) => each.id)
    .join('');
}

describe('a widget dropped onto another in one column', () => {
  it('takes its place from below', () => expect(drop('d', 'c')).toBe('abdc'));
  it('comes behind it from above', () => expect(drop('c', 'd')).toBe('abdc'));
  it('comes behind its neighbour in the row', () => expect(drop('a', 'b')).toBe('bacd'));
});
