import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import type { EntityDescription, RecordItem, Values } from '@/api/types';
import { app, expression, field, form, request, rule } from '@/forms/test/requests';
import { SeatRecord } from './SeatRecord';

const entity: EntityDescription = {
  ...request,
  fields: [field('note', 'text', 'text'), field('sum', 'text', 'text')],
  expressions: {},
  forms: [
    {
      ...form,
      default: true,
      layout: [{ field: 'note' }, { field: 'sum' }],
      defaults: {},
      linkage: [
        rule({
          set: {
            sum: expression('"set by the form"', 'text', { k: 'lit', t: 'text', v: 'set by the form' }),
          },
        }),
      ],
    },
  ],
};
const record = {
  id: '1',
  version: 1,
  values: { note: 'a', sum: 'as it stands' },
  labels: {},
} as unknown as RecordItem;

const show = (values: Values) =>
  render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <SeatRecord
          app="demo"
          entity={entity.key}
          description={{ ...app, entities: { [entity.key]: entity } }}
          record={record}
          edit={['note']}
          values={values}
        />
      </MemoryRouter>
    </QueryClientProvider>,
  );

it('shows the record as it stands until something is filled in, then as it will be', () => {
  const { unmount } = show({});
  expect(screen.getByText('as it stands')).toBeVisible();
  unmount();
  show({ note: 'b' });
  expect(screen.getByText('set by the form')).toBeVisible();
});
