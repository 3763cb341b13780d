import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import type { InboxItem } from '@/flows';
import { CardList } from './CardList';
import type { Box } from './queries';

const item = {
  id: 's1',
  title: 'Deal',
  entity_name: { en: 'Deal' },
  flow_name: { en: 'Approval' },
  node_name: { en: 'Lead' },
  initiator: { id: 'p1', name: 'Sun' },
  opened_at: '2026-01-05T08:00:00Z',
  due_at: '2026-01-05T09:00:00Z',
  summary: [],
  verbs: [],
  verb: 'approve',
  state: 'running',
} as unknown as InboxItem;

const show = (box: Box) =>
  render(
    <MemoryRouter>
      <CardList items={[item]} box={box} current={undefined} address={(id) => `/${id}`} />
    </MemoryRouter>,
  );

it('says of what waits that it is overdue, and no more once it has been decided', () => {
  const { unmount } = show('todo');
  expect(screen.getByText(/Overdue/i)).toBeVisible();
  unmount();
  show('done');
  expect(screen.queryByText(/Overdue/i)).toBeNull();
});

it('says whose decision it is, and who decided for me', async () => {
  const others = { ...item, holder: { id: 'p2', name: 'Li' }, decided_by: { id: 'p3', name: 'Wang' } };
  render(
    <MemoryRouter>
      <CardList items={[others]} box="done" current={undefined} address={(id) => `/${id}`} />
    </MemoryRouter>,
  );
  expect(screen.getByText(/for Li/)).toBeVisible();
  expect(await screen.findByText('Wang: Approved')).toBeVisible();
});

it.each([
  ['complete', 'You: Done'],
  ['advise', 'You: Opinion given'],
])('says of what is over what I did: %s', async (verb, said) => {
  const over = { ...item, verb };
  render(
    <MemoryRouter>
      <CardList items={[over]} box="done" current={undefined} address={(id) => `/${id}`} />
    </MemoryRouter>,
  );
  expect(await screen.findByText(said)).toBeVisible();
});

it('does not count down what is halted, and says that it is', async () => {
  render(
    <MemoryRouter>
      <CardList
        items={[{ ...item, suspended: true }]}
        box="todo"
        current={undefined}
        address={(id) => `/${id}`}
      />
    </MemoryRouter>,
  );
  expect(await screen.findByText('Halted')).toBeVisible();
  expect(screen.queryByText(/Overdue/i)).toBeNull();
});

it('names whom it waits for whom I have asked', async () => {
  const asked = { verb: 'delegate' as const, people: [{ id: 'p4', name: 'Qian' }] };
  render(
    <MemoryRouter>
      <CardList
        items={[{ ...item, verb: null, asked }]}
        box="done"
        current={undefined}
        address={(id) => `/${id}`}
      />
    </MemoryRouter>,
  );
  expect(await screen.findByText('Waits for an opinion: Qian')).toBeVisible();
});
