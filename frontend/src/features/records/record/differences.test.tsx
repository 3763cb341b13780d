import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { AppDescription, EntityDescription, JsonValue } from '@/api/types';
import { setLanguage } from '@/i18n';
import { excerpts } from './differences';
import { TimelineChanges } from './TimelineChanges';

function told(type: string, old: JsonValue, now: JsonValue, options: object[] = []): string {
  void setLanguage('en');
  const client = new QueryClient();
  const names = type === 'attachment' && { old_label: ['a.txt', 'b.txt'], new_label: ['b.txt', 'c.txt'] };
  const field = { key: 'f', type, label: { en: 'F' }, options, settings: {} };
  render(
    <QueryClientProvider client={client}>
      <TimelineChanges
        app={{ key: 'app' } as AppDescription}
        type={{ fields: [field] } as unknown as EntityDescription}
        changes={[{ field: 'f', label: 'F', old, new: now, ...names }]}
      />
    </QueryClientProvider>,
  );
  return screen.getByRole('listitem').textContent ?? '';
}

it('says of lists what came and what went', () => {
  expect(told('attachment', ['a', 'b'], ['b', 'c'])).toBe('F: added c.txt · removed a.txt');
});

it('says so of choices and tags, and that only their order changed', () => {
  const options = [{ key: 'x', label: { en: 'Ex' } }];
  expect(told('multi_select', ['x', 'y'], ['y'], options)).toBe('F: removed Ex');
});

it('tells of tags in another order', () => {
  expect(told('tags', ['x', 'y'], ['y', 'x'])).toBe('F: in another order');
});

it('shows of long texts the part that differs, with words around it', () => {
  const start = 'We want to move the whole of our sales process from spreadsheets, ';
  const end = ' can see every deal at any time of the day, wherever they are.';
  expect(told('long_text', `${start}so that managers${end}`, `${start}so that directors${end}`)).toBe(
    'F: …spreadsheets, so that managers can see every deal… → …spreadsheets, so that directors can see every deal…',
  );
});

it('leaves short texts whole, and cuts no letter in two', () => {
  expect(excerpts('a short one', 'a shorter one')).toBeNull();
  expect(excerpts('𠮷'.repeat(60), `${'𠮷'.repeat(60)}好`)).toEqual([
    { before: `…${'𠮷'.repeat(24)}`, changed: '', after: '' },
    { before: `…${'𠮷'.repeat(24)}`, changed: '好', after: '' },
  ]);
});
