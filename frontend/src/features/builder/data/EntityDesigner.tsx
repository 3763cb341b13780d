import { DndContext, DragOverlay } from '@dnd-kit/core';
import type { DragEndEvent } from '@dnd-kit/core';
import { lazy, Suspense, useMemo, useState } from 'react';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { keyFrom, newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import { dragWords, useSpokenDrags } from '@/canvas/spokenDrags';
import { useText } from '@/i18n';
import { CardsSkeleton } from '@/ui/Skeletons';
import { Tabs } from '@/ui/Tabs';
import { toast } from '@/ui/toast';
import type { EntityDocument, FieldDocument, TransitionDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DeleteDialog } from '../kit/ElementTools';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import css from './data.module.css';
import { insertField, moveField, newField, removeField, setRequired } from './entityChanges';
import { collisions, placeFor, typeOf, useFieldSensors } from './fieldDrag';
import { freeFieldKey } from './fieldKey';
import { fieldKind } from './fieldKinds';
import { FieldPalette } from './FieldPalette';
import { FieldProperties } from './FieldProperties';
import { FieldRows } from './FieldRows';
import { keyOfId } from './formPlaces';
import { isFresh, markFresh } from './fresh';
import { FormPlaces, placeOnDefaultForm } from './useFormPlaces';
import { dataWords } from './words';

// Most visits change fields: what the other tabs need is fetched when they are opened.
const StatesSheet = lazy(() => import('./StatesSheet').then((module) => ({ default: module.StatesSheet })));
const RemovedFields = lazy(() =>
  import('./RemovedFields').then((module) => ({ default: module.RemovedFields })),
);
const ButtonsSheet = lazy(() =>
  import('./ButtonsSheet').then((module) => ({ default: module.ButtonsSheet })),
);
const KeysSheet = lazy(() => import('./KeysSheet').then((module) => ({ default: module.KeysSheet })));
const EntitySheet = lazy(() => import('./EntitySheet').then((module) => ({ default: module.EntitySheet })));

interface CopiedField {
  key: string;
  field: FieldDocument;
  required: boolean;
}
const tabs = ['fields', 'states', 'buttons', 'keys', 'general'] as const;
type Tab = (typeof tabs)[number];

export function EntityDesigner() {
  return (
    <ElementPage kind="entity" place="data">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<EntityDocument> }) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const entity = handle.document;
  const keys = useMemo(() => Object.keys(entity.schema.properties), [entity]);
  const [tab, setTab] = useState<Tab>('fields');
  // The very step, not its number: others may come and go before it.
  const [pointed, point] = useState<TransitionDocument>();
  // Known by its id: its key may follow its label while it is being named.
  const [chosen, choose] = useSelection((pointer) => {
    const [first, second, third] = segments(pointer);
    point(
      pointer.startsWith('/states/transitions/') ? entity.states?.transitions?.[Number(third)] : undefined,
    );
    setTab(
      first === 'states' || first === 'buttons'
        ? first
        : first === 'unique' || first === 'indexes' || first === 'duplicates'
          ? 'keys'
          : first === 'schema'
            ? 'fields'
            : 'general',
    );
    const key = first === 'schema' && second === 'properties' ? third : undefined;
    return (key !== undefined && entity.schema.properties[key]?.['x-dougong'].id) || null;
  }, true);
  const selected = (chosen !== null && keyOfId(entity, chosen)) || null;
  const select = (key: string | null) =>
    choose(key === null ? null : (entity.schema.properties[key]?.['x-dougong'].id ?? null));
  const field = selected ? entity.schema.properties[selected] : undefined;

  const [asking, setAsking] = useState(false);
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useFieldSensors();
  const g = dragWords.use();
  const spoken = useSpokenDrags({
    name: ({ id }) => {
      const type = typeOf(id);
      if (type !== null) return d(`type_${type}` as 'type_text');
      return text(entity.schema.properties[String(id)]?.['x-dougong'].label) || String(id);
    },
    place: (over, active) => {
      const at = placeFor(over.id, keys);
      if (at === null) return undefined;
      // A new field makes the list one longer; one of the list can at most come last.
      const count = keys.length + (typeOf(active.id) === null ? 0 : 1);
      return g('at', { at: Math.min(at + 1, count), count });
    },
  });

  const add = (type: string, place?: number) => {
    const word = (language: 'zh' | 'en') => d(`type_${type}` as 'type_text', { lng: language });
    const key = freeFieldKey(keyFrom(type), keys);
    const at = place ?? (selected ? keys.indexOf(selected) + 1 : undefined);
    const field = newField(type, { zh: word('zh'), en: word('en') });
    const { id, options } = field['x-dougong'];
    markFresh(id);
    placeOnDefaultForm(handle.app, entity.key, id);
    for (const option of options ?? []) markFresh(`${id}/${option.key}`);
    handle.change((draft) => insertField(draft, key, field, at), { label: type });
    setTab('fields');
    choose(id);
  };
  const remove = () => {
    if (!selected || entity.title === selected) return;
    const next = keys[keys.indexOf(selected) + 1] ?? keys[keys.indexOf(selected) - 1] ?? null;
    handle.change((draft) => removeField(draft, selected));
    select(next);
  };
  const move = (by: -1 | 1) => {
    const at = selected ? keys.indexOf(selected) : -1;
    if (at >= 0 && at + by >= 0 && at + by < keys.length)
      handle.change((draft) => moveField(draft, at, at + by));
  };
  const dropped = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    const at = placeFor(over?.id, keys);
    if (at === null) return;
    const type = typeOf(active.id);
    if (type !== null) add(type, at);
    else if (active.id !== over?.id)
      handle.change((draft) => moveField(draft, keys.indexOf(String(active.id)), at));
  };
  const copy = () => {
    if (!selected || !field) return;
    copyItems('field', [
      {
        key: selected,
        field,
        required: entity.schema.required?.includes(selected) ?? false,
      } satisfies CopiedField,
    ]);
    toast(t('copied'));
  };
  const paste = () => {
    const items = copiedItems<CopiedField>('field');
    if (items.length === 0) return toast(t('nothingToPaste'));
    let last = selected;
    let lastId = chosen;
    handle.change((draft) => {
      for (const item of items) {
        const key = freeFieldKey(item.key, Object.keys(draft.schema.properties));
        const at = last ? Object.keys(draft.schema.properties).indexOf(last) + 1 : undefined;
        const id = newId();
        insertField(draft, key, { ...item.field, 'x-dougong': { ...item.field['x-dougong'], id } }, at);
        if (item.required) setRequired(draft, key, true);
        last = key;
        lastId = id;
      }
    });
    choose(lastId);
    toast(t('pasted', { count: items.length }));
  };
  useDesignerKeys(
    tab === 'fields'
      ? {
          onDelete: () => {
            if (!selected || !field || entity.title === selected) return;
            if (isFresh(field['x-dougong'].id)) remove();
            else setAsking(true);
          },
          onMove: move,
          onCopy: copy,
          onPaste: paste,
          onEscape: () => select(null),
          onDuplicate: () => {
            copy();
            paste();
          },
        }
      : {},
  );

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={collisions}
      onDragStart={({ active }) => setDragged(typeOf(active.id))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={dropped}
      accessibility={spoken}
    >
      <FormPlaces handle={handle} />
      <DesignerFrame
        selected={selected}
        palette={<FieldPalette onAdd={add} />}
        alone={tab !== 'fields'}
        canvas={
          <>
            <div className={css.tabsBar}>
              <Tabs
                label={t('canvas')}
                items={tabs.map((each) => ({ key: each, label: d(each) }))}
                active={tab}
                onChange={(next) => {
                  setTab(next as Tab);
                  point(undefined);
                }}
              />
            </div>
            {tab === 'fields' && <FieldRows handle={handle} selected={selected} onSelect={select} />}
            <Suspense>
              {tab === 'fields' && (
                <RemovedFields
                  handle={handle}
                  onBack={(id) => {
                    placeOnDefaultForm(handle.app, entity.key, id);
                    choose(id);
                  }}
                />
              )}
            </Suspense>
            <Suspense fallback={<CardsSkeleton cards={2} />}>
              {tab === 'states' && <StatesSheet handle={handle} pointed={pointed} />}
              {tab === 'buttons' && <ButtonsSheet handle={handle} />}
              {tab === 'keys' && <KeysSheet handle={handle} />}
              {tab === 'general' && <EntitySheet handle={handle} />}
            </Suspense>
          </>
        }
        properties={
          field && selected ? (
            <FieldProperties
              key={field['x-dougong'].id}
              handle={handle}
              fieldKey={selected}
              onRemove={remove}
            />
          ) : (
            <p className="muted" style={{ padding: 16 }}>
              {t('selectSomething')}
            </p>
          )
        }
      />
      {asking && selected && field && (
        <DeleteDialog
          app={handle.app}
          id={field['x-dougong'].id}
          name={text(field['x-dougong'].label) || selected}
          onDelete={remove}
          onClose={() => setAsking(false)}
        />
      )}
      <DragOverlay dropAnimation={null}>
        {dragged && (
          <div className={css.ghost}>
            {fieldKind(dragged)?.icon} {d(`type_${dragged}` as 'type_text')}
          </div>
        )}
      </DragOverlay>
    </DndContext>
  );
}
