import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { LimitName } from './LimitName';
import type { FlowLimit } from './limits';

const said = (limit: FlowLimit, kind = 'approve') =>
  render(<LimitName limit={limit} kind={kind} />).container.textContent;

test('time limits of a step are told apart by what they do and after how long', () => {
  expect(said({ do: 'remind', after: { work_hours: 8 } })).toBe('reminder after 8 working hours:');
  expect(said({ do: 'remind', after: { days: 1 } })).toBe('reminder after 1 day:');
  expect(said({ do: 'approve', after: { days: 2 } })).toBe('counts as approved after 2 days:');
  expect(said({ do: 'approve', after: { days: 2 } }, 'handle')).toBe('counts as done after 2 days:');
});
