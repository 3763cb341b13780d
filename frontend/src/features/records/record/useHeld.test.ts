import { expect, it } from 'vitest';
import type { FlowInstance } from '@/api/types';
import { holds, remedy } from './useHeld';

const visit = (person: string, origin: string) =>
  ({
    seats: [{ person: { id: person, name: person }, origin, state: 'open' }],
  }) as FlowInstance['visits'][number];

it('holds a record while its instance runs, but not for the initiator to whom it was sent back', () => {
  const asked = { state: 'running' as const, visits: [visit('director', 'rule')] };
  expect(holds(asked, 'seller')).toBe(true);
  expect(holds({ ...asked, state: 'approved' }, 'seller')).toBe(false);
  const sentBack = { state: 'running' as const, visits: [visit('seller', 'initiator')] };
  expect(holds(sentBack, 'seller')).toBe(false);
  expect(holds(sentBack, 'colleague')).toBe(true);
});

it('speaks of withdrawing only as long as that is offered', () => {
  const asked = { state: 'running' as const, visits: [visit('director', 'rule')], can: ['withdraw'] };
  expect(remedy([asked], 'seller')).toBe('withdraw');
  expect(remedy([asked, { ...asked, can: [] }], 'seller')).toBe('wait');
  expect(remedy([{ ...asked, state: 'approved' }], 'seller')).toBeNull();
});
