import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { asks, known } from './liveRecords';
import { keys } from './queries';

test('a record is asked again only when a newer version is told', () => {
  const client = new QueryClient();
  const event = { app: 'crm', entity: 'lead', id: 'one', version: 3 };
  expect(known(client, event)).toBe(false);
  client.setQueryData(keys.record('crm', 'lead', 'one'), { id: 'one', version: 2, values: {} });
  expect(known(client, event)).toBe(false);
  client.setQueryData(keys.record('crm', 'lead', 'one'), { id: 'one', version: 3, values: {} });
  expect(known(client, event)).toBe(true);
  expect(known(client, { ...event, version: undefined })).toBe(false);
});

test('a seat and a page of the inbox are asked again when their record changes', () => {
  expect(asks({ record: { id: 'one' } }, 'one')).toBe(true);
  expect(asks({ record: null }, 'one')).toBe(false);
  expect(asks({ record: 'one' }, 'one')).toBe(true);
  expect(asks({ pages: [{ items: [] }, { items: [{ record: 'one' }] }] }, 'one')).toBe(true);
  expect(asks({ pages: [{ items: [{ record: 'two' }] }] }, 'one')).toBe(false);
  expect(asks(undefined, 'one')).toBe(false);
});
