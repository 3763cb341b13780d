import { useState } from 'react';
import { copiedItems } from '@/canvas/clipboard';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { toast } from '@/ui/toast';
import type { EntityDocument, FormDocument, FormItem, FormNode } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { systemNames } from '../expression/names';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import {
  changeItems,
  containerAt,
  containersOf,
  idOfPointer,
  insertItem,
  insertPart,
  isItemId,
  itemId,
  itemIds,
  itemsAt,
  moveItems,
  movePart,
  movePartIn,
  movePartOut,
  newGroup,
  newItem,
  normalised,
  placeOf,
  removeItems,
  removePart,
  stepTarget,
} from './layout';
import type { Container } from './layout';

export type Place = { container: string; at: number };
/** How a click or a key selects: alone, besides what is selected, or all up to there. */
export type Extend = 'alone' | 'toggle' | 'range';

const pasting = () => import('./pasting');

/** What can be done with a form on its canvas: select, insert, move, copy, paste, remove. */
export function useFormHands(
  handle: DocumentHandle<FormDocument>,
  entity: EntityDocument,
  containers: Container[],
) {
  const t = words.use();
  const text = useText();
  const form = handle.document;
  const [selected, choose] = useSelection((pointer) => idOfPointer(form, pointer) ?? 'form', true);
  /** Items that are selected besides; the first stays where a range begins. */
  const [more, setMore] = useState<readonly string[]>([]);
  /** The item at which keys stand. */
  const [end, setEnd] = useState<string | null>(null);
  const place = selected && selected !== 'form' ? placeOf(selected) : null;
  const container = containers.find((each) => each.path === place?.container);
  const all = selected && isItemId(selected) ? [selected, ...more] : [];

  const selectMany = (ids: string[], at = ids.at(-1) ?? null) => {
    choose(ids[0] ?? null);
    setMore(ids.slice(1));
    setEnd(at);
  };
  const select = (id: string | null, extend: Extend = 'alone') => {
    const joins =
      extend !== 'alone' && id !== null && selected !== null && isItemId(id) && isItemId(selected);
    if (!joins) return selectMany(id === null ? [] : [id]);
    if (extend === 'range') {
      const ids = itemIds(containers);
      const [from, to] = [ids.indexOf(selected), ids.indexOf(id)].sort((a, b) => a - b);
      setMore(ids.slice(from, (to ?? 0) + 1).filter((each) => each !== selected));
      return setEnd(id);
    }
    const rest = all.includes(id) ? all.filter((each) => each !== id) : [...all, id];
    return selectMany(rest, id);
  };
  /** Change the layout; what it gives is selected afterwards. */
  const lay = (recipe: (draft: FormDocument) => string[] | string | null) => {
    let ended: string[] | string | null = null;
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      ended = recipe(draft);
    });
    const ids = ended as string[] | string | null;
    selectMany(ids === null ? [] : Array.isArray(ids) ? ids : [ids]);
  };

  const insert = (made: (columns: number) => FormItem, into?: Place) =>
    lay((draft) => {
      const target = into?.container ?? container?.path ?? containersOf(draft.layout).at(-1)?.path;
      const found = containersOf(draft.layout).find((each) => each.path === target);
      if (!target || !found) {
        draft.layout.push({ id: newId(), columns: 2, items: [made(2)] });
        return itemId(String(draft.layout.length - 1), 0);
      }
      const at = into?.at ?? (place && place.at >= 0 ? place.at + 1 : found.items.length);
      insertItem(draft, target, at, made(found.columns));
      return itemId(target, at);
    });
  const insertKey = (key: string, into?: Place) => insert((columns) => newItem(entity, key, columns), into);
  const addSection = () =>
    lay((draft) =>
      insertPart(draft, container, {
        id: newId(),
        section: { zh: '新分组', en: 'New section' },
        columns: 2,
        items: [],
      }),
    );
  const addGroup = (kind: 'tab' | 'step') =>
    lay((draft) => {
      const name = { zh: kind === 'tab' ? '页签' : '步骤', en: kind === 'tab' ? 'Tab' : 'Step' };
      return `${insertPart(draft, container, newGroup(kind, name))}/${kind}s/0`;
    });
  const remove = () => {
    if (place)
      lay((draft) => {
        if (all.length > 0) removeItems(draft, all);
        else removePart(draft, place.container);
        return null;
      });
  };
  const moveTo = (ids: readonly string[], target: Place) =>
    lay((draft) => moveItems(draft, ids, target.container, target.at));
  const moveBy = (by: -1 | 1) => {
    if (!place) return;
    if (all.length > 0) {
      const ids = itemIds(containers).filter((id) => all.includes(id));
      const target = stepTarget(containers, (by < 0 ? ids[0] : ids.at(-1)) ?? '', by);
      if (target) moveTo(ids, target);
    } else lay((draft) => movePart(draft, place.container, by));
  };
  const nest = (how: 'in' | 'out') => {
    if (place && place.at < 0)
      lay((draft) => (how === 'in' ? movePartIn : movePartOut)(draft, place.container));
  };
  const step = (by: -1 | 1, extend: boolean) => {
    const ids = itemIds(containers);
    const from = ids.indexOf(end ?? selected ?? '');
    const first = place ? ids.findIndex((id) => placeOf(id).container === place.container) : 0;
    const next = ids[from < 0 ? Math.max(first, 0) : Math.min(Math.max(from + by, 0), ids.length - 1)];
    if (next === undefined) return;
    select(next, extend ? 'range' : 'alone');
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-elements] [data-element="${CSS.escape(next)}"]`)?.focus(),
    );
  };
  const labelOf = (key: string | undefined) =>
    text(
      entity.schema.properties[key ?? '']?.['x-dougong'].label ??
        systemNames().find((each) => each.path === key)?.label,
    ) ||
    key ||
    t('label');

  const copy = () => {
    const section = place && place.at < 0 ? containerAt(form, place.container) : undefined;
    const items = section ? [section] : itemsAt(containers, all);
    if (items.length > 0) void pasting().then(({ keep }) => keep(form, items, section !== undefined));
    return items.length > 0;
  };
  const paste = () => {
    void pasting().then((hands) => {
      // Read only now: what was copied just before waited for the same code.
      const section = copiedItems<FormNode>('form-section');
      const copied = section.length > 0 ? section : copiedItems<FormItem>('form-item');
      if (copied.length === 0) return toast(t('nothingToPaste'));
      hands.paste(copied, { entity, containers, container, at: place?.at ?? -1, text, lay });
    });
  };
  return {
    selected,
    more,
    all,
    select,
    insert,
    insertKey,
    addSection,
    addGroup,
    remove,
    moveTo,
    labelOf,
    /** Change all items that are selected. */
    change: (recipe: Parameters<typeof changeItems>[2], merge?: string) =>
      handle.change(
        (draft) => {
          draft.layout = normalised(draft.layout);
          changeItems(draft, all, recipe);
        },
        { merge },
      ),
    moveBy,
    nest,
    keys: {
      onDelete: remove,
      onMove: moveBy,
      onNest: nest,
      onStep: step,
      onAll: () => selectMany(itemIds(containers)),
      onEscape: () => select(null),
      onCopy: () => void copy(),
      onCut: () => {
        if (copy()) remove();
      },
      onPaste: paste,
      onDuplicate: () => {
        const item = container?.items[place?.at ?? -1];
        if (item?.text) insert(() => structuredClone(item));
      },
    },
  };
}

export type FormHands = ReturnType<typeof useFormHands>;
