import { useEffect } from 'react';
import { create } from 'zustand';
import type { EntityDocument } from '../draft/documents';
import { changeDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { defaultForm, keyOfId, putOn, renameOn, standsOn, takeOff } from './formPlaces';
import type { Placed } from './formPlaces';

/** Fields added since the page was opened, by id. */
const usePlaced = create<{ placed: Record<string, Placed> }>(() => ({ placed: {} }));

const note = (id: string, placed: Placed) =>
  usePlaced.setState((state) => ({ placed: { ...state.placed, [id]: placed } }));

/** A field that was just added shall stand on the default form of its entity. */
export function placeOnDefaultForm(app: string, entity: string, id: string): void {
  note(id, { app, entity, key: '', forms: null });
}

/** Keeps the forms in step with the fields added here; shows nothing, so that the canvas need not wait for it. */
export function FormPlaces({ handle }: { handle: DocumentHandle<EntityDocument> }): null {
  const { app, document: entity } = handle;
  const { documents: forms, ready } = useDocuments(app, 'form');
  const placed = usePlaced((state) => state.placed);
  useEffect(() => {
    if (!ready) return;
    for (const [id, place] of Object.entries(placed)) {
      if (place.app !== app || place.entity !== entity.key) continue;
      const key = keyOfId(entity, id) ?? '';
      if (key === place.key) continue;
      const first = defaultForm(forms, entity.key);
      const on = place.forms ?? (first ? [first] : []);
      for (const form of on)
        changeDocument(app, 'form', form, (draft) => {
          if (!key) takeOff(draft, place.key);
          else if (!place.key) putOn(draft, entity, key);
          else renameOn(draft, place.key, key);
        });
      note(id, { ...place, key, forms: on });
    }
  }, [app, entity, forms, placed, ready]);
  return null;
}

/** The forms of an entity, each with whether a field stands on it and a way to change that. */
export function useFormsOf(app: string, entity: EntityDocument, fieldKey: string) {
  const { documents: forms, ready } = useDocuments(app, 'form');
  const id = entity.schema.properties[fieldKey]?.['x-dougong'].id ?? '';
  const set = (form: string, on: boolean) => {
    changeDocument(app, 'form', form, (draft) =>
      on ? putOn(draft, entity, fieldKey) : takeOff(draft, fieldKey),
    );
    const before = usePlaced.getState().placed[id];
    if (before)
      note(id, {
        ...before,
        forms: [...(before.forms ?? []).filter((each) => each !== form), ...(on ? [form] : [])],
      });
  };
  const own = Object.values(forms).filter((form) => form.entity === entity.key);
  return {
    ready,
    set,
    forms: own.map((form) => ({ form, on: standsOn(form, fieldKey) })),
  };
}
