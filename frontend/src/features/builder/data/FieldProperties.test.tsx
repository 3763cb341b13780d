import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { edit, run } from '@/canvas/commands';
import type { EntityDocument } from '../draft/documents';
import type { DocumentHandle, OpenDocument } from '../draft/store';
import { fieldsOf, insertField, newEntity, newField } from './entityChanges';
import { FieldProperties } from './FieldProperties';
import { keyOfId } from './formPlaces';
import { markFresh } from './fresh';

afterEach(cleanup);

const entity = newEntity('asset', { en: 'Asset' });
const field = newField('select', { en: 'Select' });
const { id } = field['x-dougong'];
insertField(entity, 'select', field);
for (const part of [id, `${id}/option_1`, `${id}/option_2`]) markFresh(part);
let document: EntityDocument;

/** The panel as the designer shows it: by the id of the field, under the key that it has now. */
function Panel() {
  const [editing, setEditing] = useState(() => edit<EntityDocument>(entity));
  document = editing.document;
  const handle = {
    app: 'demo',
    key: 'asset',
    document,
    open: { problems: [] } as unknown as OpenDocument,
    change: (recipe: (draft: EntityDocument) => void) => setEditing((before) => run(before, recipe)),
  } as DocumentHandle<EntityDocument>;
  const key = keyOfId(document, id);
  return key ? <FieldProperties key={id} handle={handle} fieldKey={key} onRemove={() => undefined} /> : null;
}

const type = (name: string, value: string) => {
  const box = screen.getByRole('textbox', { name });
  box.focus();
  fireEvent.change(box, { target: { value } });
  return box;
};

const open = () =>
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}>
      <MemoryRouter>
        <Panel />
      </MemoryRouter>
    </QueryClientProvider>,
  );

it('leaves the cursor where it is while keys follow the labels', async () => {
  open();
  type('Label (English)', 'Status');
  const first = type('Choice 1 (English)', 'Draft');
  await waitFor(() => expect(fieldsOf(document).map(([key]) => key)).toEqual(['name', 'status']));
  expect(first).toBe(globalThis.document.activeElement);
  type('Choice 2 (English)', 'Approved');
  const keys = () => document.schema.properties.status?.['x-dougong'].options?.map((option) => option.key);
  await waitFor(() => expect(keys()).toEqual(['draft', 'option_2']));
  expect(screen.getByRole('textbox', { name: 'Choice 1 (English)' })).toBe(first);
  type('Choice 1 (English)', 'Open');
  await waitFor(() => expect(keys()).toEqual(['draft', 'approved']));
  type('Label (English)', 'State');
  await waitFor(() => expect(keys()).toEqual(['open', 'approved']));
});

it('takes what is typed first in the place of the label that a new field begins with', () => {
  open();
  const label = screen.getByRole<HTMLInputElement>('textbox', { name: 'Label (English)' });
  expect(globalThis.document.activeElement).toBe(label);
  expect([label.selectionStart, label.selectionEnd]).toEqual([0, label.value.length]);
  expect(label.value).not.toBe('');
});
