import { render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { SeatTold } from './StepTold';
import type { FlowSeat, FlowVisit } from './types';

const seat = (id: string, more: Partial<FlowSeat>) =>
  ({ id, person: { id, name: id }, origin: 'rule', state: 'open', parent: null, ...more }) as FlowSeat;

function told(of: FlowSeat, ...others: FlowSeat[]): string {
  const { container, unmount } = render(
    <SeatTold seat={of} visit={{ seats: [of, ...others] } as FlowVisit} />,
  );
  const text = container.textContent;
  unmount();
  return text;
}

describe('why somebody stands at a step', () => {
  it('says nothing of whom a rule names, and why another does', () => {
    expect(told(seat('Li', {}))).toBe('');
    expect(told(seat('Li', { origin: 'fallback' }))).toContain('nobody else was found');
  });

  it('names who added him, and tells an approval that waits from a decision that is still to come', () => {
    const li = seat('Li', { state: 'waiting_added' });
    const before = seat('Sun', { origin: 'add_before', parent: 'Li' });
    const after = seat('Qian', { origin: 'add_after', parent: 'Li' });
    expect(told(before, li)).toBe('asked by Li to decide first');
    expect(told(after, li)).toBe('asked by Li to decide afterwards');
    expect(told(li, before)).toBe('decides when the others have approved');
    expect(told(li, { ...before, state: 'done' }, after)).toContain('has approved');
  });
});
