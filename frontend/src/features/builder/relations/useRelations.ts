/** The entities of a draft as the diagram changes them, with one history over all of its documents. */
import { useMemo, useState } from 'react';
import { putOn, defaultForm, takeOff } from '../data/formPlaces';
import { removeField } from '../data/entityChanges';
import type { AppDocument, EntityDocument } from '../draft/documents';
import {
  changeDocument,
  flushAll,
  placeId,
  redoDocument,
  undoDocument,
  useDocument,
  useDocuments,
  useDraftStore,
} from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { addReference, arrangeAgain, placed, putCard, relationsOf } from './relations';
import type { Relation, WishedReference } from './relations';
import type { Point } from '@/canvas/layers';

/** One act may change several documents: their ids, in the order of the changes. */
type Act = string[];

const passed = (id: string) => useDraftStore.getState().open[id]?.editing.past ?? [];

export function useRelations(app: string) {
  const { documents: entities, ready } = useDocuments(app, 'entity');
  const { documents: forms } = useDocuments(app, 'form');
  const { handle, error } = useDocument(app, 'app', 'app');
  const open = useDraftStore((state) => state.open);
  const [history, setHistory] = useState<{ past: Act[]; future: Act[] }>({ past: [], future: [] });
  const relations = useMemo(() => relationsOf(entities), [entities]);
  const boxes = useMemo(() => placed(handle?.document, entities), [handle?.document, entities]);

  /** Remember which documents a piece of work changed. */
  const act = (ids: Act, work: () => void) => {
    const before = ids.map(passed);
    work();
    // What joins the step before it is no step of its own: a card that goes on by the arrow keys.
    const changed = ids.filter((id, at) => {
      const [past, old] = [passed(id), before[at] ?? []];
      return past.at(-1) !== old.at(-1) && !(past.length === old.length && past.at(-1)?.merge !== undefined);
    });
    if (changed.length > 0) setHistory(({ past }) => ({ past: [...past, changed], future: [] }));
  };
  const change = (recipe: (draft: AppDocument) => void, merge?: string) =>
    act([placeId(app, 'app', 'app')], () => handle?.change(recipe, { merge }));

  const move = (key: string, point: Point, merge?: string) =>
    change((draft) => putCard(draft, boxes, key, point), merge);
  const add = (from: string, wish: WishedReference): string => {
    let id = '';
    const form = defaultForm(forms, from);
    const entity = entities[from];
    if (!entity) return id;
    act([placeId(app, 'entity', from), ...(form ? [placeId(app, 'form', form)] : [])], () => {
      changeDocument(app, 'entity', from, (draft) => {
        id = addReference(draft, wish, entities);
      });
      const grown = useDraftStore.getState().open[placeId(app, 'entity', from)]?.editing.document;
      if (form && grown)
        changeDocument(app, 'form', form, (draft) => putOn(draft, grown as EntityDocument, wish.key));
    });
    return id;
  };
  const remove = (relation: Relation) => {
    const on = Object.values(forms).filter((form) => form.entity === relation.from);
    act(
      [relation.from]
        .map((key) => placeId(app, 'entity', key))
        .concat(on.map((form) => placeId(app, 'form', form.key))),
      () => {
        changeDocument(app, 'entity', relation.from, (draft) => removeField(draft, relation.key));
        for (const form of on) changeDocument(app, 'form', form.key, (draft) => takeOff(draft, relation.key));
      },
    );
  };

  // Saved is said of all documents that were changed here, or of none.
  const touched = [...new Set([...history.past, ...history.future].flat())].map((id) => open[id]);
  const shared: DocumentHandle<object> | undefined = handle && {
    ...handle,
    open: {
      ...handle.open,
      state: WORST.find((state) => touched.some((each) => each?.state === state)) ?? 'saved',
      savedAt:
        touched
          .map((each) => each?.savedAt ?? '')
          .sort()
          .at(-1) || null,
      editing: {
        document: handle.document,
        past: history.past.map(() => STEP),
        future: history.future.map(() => STEP),
      },
    },
    undo: () => {
      const last = history.past.at(-1);
      if (!last) return;
      for (const id of [...last].reverse()) undoDocument(id);
      setHistory({ past: history.past.slice(0, -1), future: [last, ...history.future] });
    },
    save: async () => {
      await flushAll(app);
    },
    redo: () => {
      const [next, ...future] = history.future;
      if (!next) return;
      for (const id of next) redoDocument(id);
      setHistory({ past: [...history.past, next], future });
    },
  };

  return {
    ready: ready && handle !== undefined,
    error,
    entities,
    relations,
    boxes,
    own: (handle?.document.diagram ?? []).length > 0,
    handle: shared,
    move,
    arrange: () => change(arrangeAgain),
    add,
    remove,
  };
}

const WORST = ['conflict', 'failed', 'saving', 'unsaved'] as const;

/** The histories of the documents hold what was done; here only its number counts. */
const STEP = { label: '', forward: [], back: [], at: 0 };

export type Relations = ReturnType<typeof useRelations>;
