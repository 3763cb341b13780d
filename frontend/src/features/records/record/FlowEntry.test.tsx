import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FlowEntry } from './FlowEntry';

const [li, wang] = [{ name: 'Li' }, { name: 'Wang' }];

it.each([
  [{ verb: 'remind', concerns: [li], person: 'l' }, 'reminded · Li'],
  [{ verb: 'transfer', concerns: [li, wang], person: 'l', to: 'w' }, 'handed the seat on · Li → Wang'],
  [
    { verb: 'escalate', concerns: [li], person: 'l' },
    'time is over: no superior who is not asked already · Li',
  ],
  [{ verb: 'add_approvers', concerns: [li, wang] }, 'added people · Li, Wang'],
  [{ verb: 'timer_due', concerns: [] }, 'time is over: another way'],
])('says whom something was done to', (data, said) => {
  render(<FlowEntry data={{ ...data, name: 'Offer', node_name: 'Lead' }} />);
  expect(screen.getByText(`${said} · Offer · Lead`)).toBeVisible();
});
