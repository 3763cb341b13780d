import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import '@/ui/antd/now';
import { ValueInput } from './ValueInput';

// jsdom has none; the list of choices asks for it.
beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
});
afterEach(cleanup);

let value = '';

function Panel({ from, sets }: { from: string; sets?: boolean }) {
  const [now, setNow] = useState(from);
  value = now;
  return (
    <ValueInput
      label="Due"
      name={{ kind: 'date' }}
      value={now}
      onChange={setNow}
      names={[]}
      place={{ app: 'demo', entity: 'task', context: 'rule' }}
      sets={sets}
    />
  );
}

const open = (from: string, sets?: boolean) =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <Panel from={from} sets={sets} />
    </QueryClientProvider>,
  );

it('empties a field by a click, and says so again', async () => {
  open('', true);
  fireEvent.click(screen.getByRole('button', { name: /Due/ }));
  fireEvent.mouseDown(await screen.findByRole('combobox', { name: 'Due' }));
  fireEvent.click(await screen.findByTitle('Empty it'));
  expect(value).toBe('BLANK()');
  cleanup();
  open('BLANK()', true);
  expect(await screen.findByTitle('Empty it')).toBeTruthy();
});

it('does not offer to empty what is compared', () => {
  open('BLANK()');
  expect(screen.queryByTitle('Empty it')).toBeNull();
  expect(screen.queryByText('Empty it')).toBeNull();
});
