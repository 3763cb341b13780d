import { act, renderHook, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { MemoryRouter } from 'react-router';
import { expect, it } from 'vitest';
import { edit, run } from '@/canvas/commands';
import { insertField, newEntity, newField } from '../data/entityChanges';
import type { FormDocument, FormItem } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { containersOf, itemId, newForm } from './layout';
import { useFormHands } from './useFormHands';

const entity = newEntity('asset', { en: 'Asset' });
insertField(entity, 'place', newField('text', { en: 'Place' }));

function useHands() {
  const [editing, setEditing] = useState(() => {
    const form = newForm('asset', {}, entity, false);
    form.layout = [{ id: 'part', items: [{ text: { en: 'Read this' } }] }];
    return edit<FormDocument>(form);
  });
  const handle = {
    document: editing.document,
    change: (recipe: (draft: FormDocument) => void) => setEditing((before) => run(before, recipe)),
  } as DocumentHandle<FormDocument>;
  const containers = containersOf(editing.document.layout);
  return { hands: useFormHands(handle, entity, containers), items: containers.flatMap(({ items }) => items) };
}

it('pastes what was copied just before, though both are fetched only then', async () => {
  localStorage.clear();
  const { result } = renderHook(useHands, { wrapper: MemoryRouter });
  act(() => result.current.hands.select(itemId('0', 0)));
  act(() => {
    result.current.hands.keys.onCopy();
    result.current.hands.keys.onPaste();
  });
  const texts = () => result.current.items.map((item: FormItem) => item.text?.en);
  await waitFor(() => expect(texts()).toEqual(['Read this', 'Read this']));
});
