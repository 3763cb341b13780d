import {
  DndContext,
  DragOverlay,
  PointerSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { DragEndEvent, UniqueIdentifier } from '@dnd-kit/core';
import { AlignLeftOutlined, BlockOutlined, EyeOutlined } from '@ant-design/icons';
import { lazy, Suspense, useMemo, useState } from 'react';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { newId } from '@/canvas/ids';
import { dragWords, useSpokenDrags } from '@/canvas/spokenDrags';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { FormSkeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import type { EntityDocument, FormDocument, FormItem, FormSection, Text } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import data from '../data/data.module.css';
import { insertField, newField } from '../data/entityChanges';
import { fieldKind } from '../data/fieldKinds';
import { dataWords } from '../data/words';
import { systemNames } from '../expression/names';
import { NewElementDialog } from '../kit/NewElementDialog';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { extending, FaultMark, FormCanvas, isFaulty } from './FormCanvas';
import { FormProperties } from './FormProperties';
import css from './forms.module.css';
import {
  containerAt,
  containersOf,
  idOfPointer,
  insertItem,
  isItemId,
  itemId,
  itemsAt,
  moveItem,
  movePart,
  newGroup,
  newItem,
  normalised,
  placedFields,
  placeOf,
  removeItems,
  removePart,
  stepTarget,
  isWide,
} from './layout';
import { formWords } from './words';
import { Palette } from './FormPalette';

const FormPreview = lazy(() => import('./FormPreview').then((module) => ({ default: module.FormPreview })));

export function FormDesigner() {
  return (
    <ElementPage kind="form" place="forms" actions={(handle) => <PreviewButton handle={handle} />}>
      {(handle) => <WithEntity handle={handle} />}
    </ElementPage>
  );
}

function PreviewButton({ handle }: { handle: DocumentHandle<FormDocument> | undefined }) {
  const t = words.use();
  const [previewing, setPreviewing] = useState(false);
  const entity = useDocument(handle?.app ?? '', 'entity', handle?.document.entity).handle;
  return (
    <>
      <Button
        icon={<EyeOutlined aria-hidden />}
        disabled={!handle || !entity}
        onClick={() => setPreviewing(true)}
      >
        {t('preview')}
      </Button>
      {previewing && handle && (
        <Suspense>
          <FormPreview app={handle.app} form={handle.document} onClose={() => setPreviewing(false)} />
        </Suspense>
      )}
    </>
  );
}

/** A form is laid out over its entity, which may get new fields here. */
function WithEntity({ handle }: { handle: DocumentHandle<FormDocument> }) {
  const entity = useDocument(handle.app, 'entity', handle.document.entity);
  if (entity.error) return <ErrorState error={entity.error} onRetry={entity.retry} />;
  return entity.handle ? <Designer handle={handle} entity={entity.handle} /> : <FormSkeleton />;
}

function Designer({
  handle,
  entity,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: DocumentHandle<EntityDocument>;
}) {
  const t = words.use();
  const f = formWords.use();
  const d = dataWords.use();
  const text = useText();
  const form = handle.document;
  const containers = useMemo(() => containersOf(normalised(form.layout)), [form.layout]);
  const [selected, choose] = useSelection((pointer) => idOfPointer(form, pointer) ?? 'form', true);
  /** Items that are selected besides the first. */
  const [more, setMore] = useState<readonly string[]>([]);
  const select = (id: string | null, extend = false) => {
    const joins = extend && id !== null && selected !== null && isItemId(id) && isItemId(selected);
    if (!joins) {
      setMore([]);
      choose(id);
    } else if (id !== selected)
      setMore((before) => (before.includes(id) ? before.filter((each) => each !== id) : [...before, id]));
  };
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
  );
  const place = selected && selected !== 'form' ? placeOf(selected) : null;
  const container = containers.find((each) => each.path === place?.container);
  const item = place && place.at >= 0 ? container?.items[place.at] : undefined;

  const insert = (made: (columns: number) => FormItem, into?: { container: string; at: number }) => {
    const target = into?.container ?? place?.container ?? containers.at(-1)?.path;
    const found = containers.find((each) => each.path === target);
    if (!target || !found) {
      handle.change((draft) => void draft.layout.push({ id: newId(), columns: 2, items: [made(2)] }));
      select(itemId(String(form.layout.length), 0));
      return;
    }
    const at = into?.at ?? (place && place.at >= 0 ? place.at + 1 : found.items.length);
    handle.change((draft) => insertItem(draft, target, at, made(found.columns)));
    select(itemId(target, at));
  };
  const insertKey = (key: string, into?: { container: string; at: number }) =>
    insert((columns) => newItem(entity.document, key, columns), into);
  const addSection = () => {
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      draft.layout.push({ id: newId(), section: { zh: '新分组', en: 'New section' }, columns: 2, items: [] });
    });
    select(String(normalised(form.layout).length));
  };
  const addGroup = (kind: 'tab' | 'step') => {
    const name = { zh: kind === 'tab' ? '页签' : '步骤', en: kind === 'tab' ? 'Tab' : 'Step' };
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      draft.layout.push(newGroup(kind, name));
    });
    select(`${normalised(form.layout).length}/${kind}s/0`);
  };
  const [creating, setCreating] = useState<string | null>(null);
  const createField = (type: string, key: string, label: Text) => {
    entity.change((draft) => insertField(draft, key, newField(type, label)));
    insert((columns) => (isWide(type) && columns > 1 ? { field: key, span: columns } : { field: key }));
    setCreating(null);
  };
  const remove = () => {
    if (!place) return;
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      if (place.at >= 0) removeItems(draft, [selected ?? '', ...more]);
      else removePart(draft, place.container);
    });
    select(null);
  };
  const moveTo = (id: string, target: { container: string; at: number }) => {
    let ended = id;
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      ended = moveItem(draft, id, target.container, target.at);
    });
    select(ended);
  };
  const moveBy = (by: -1 | 1) => {
    if (!selected || !place) return;
    if (place.at >= 0) {
      const target = stepTarget(containers, selected, by);
      if (target) moveTo(selected, target);
      return;
    }
    let ended = place.container;
    handle.change((draft) => {
      draft.layout = normalised(draft.layout);
      ended = movePart(draft, place.container, by);
    });
    select(ended);
  };
  useDesignerKeys({
    onDelete: remove,
    onMove: moveBy,
    onEscape: () => select(null),
    onCopy: () => {
      const section = place && place.at < 0 ? containerAt(form, place.container) : undefined;
      const items = section ? [section] : itemsAt(containers, [selected ?? '', ...more]);
      if (items.length === 0) return;
      copyItems(section ? 'form-section' : 'form-item', items);
      toast(items.length > 1 ? f('copiedMany', { count: items.length }) : t('copied'));
    },
    onPaste: () => {
      const sections = copiedItems<FormSection & { tab?: Text; step?: Text }>('form-section');
      const copied = sections.length > 0 ? [] : copiedItems<FormItem>('form-item');
      if (sections.length + copied.length === 0) return toast(t('nothingToPaste'));
      const placed = placedFields(containers);
      const fits = ({ field }: FormItem) => !field || !placed.has(field);
      const items = copied.filter(fits);
      handle.change((draft) => {
        draft.layout = normalised(draft.layout);
        for (const { tab, step, ...section } of sections)
          draft.layout.push({
            ...section,
            id: newId(),
            section: section.section ?? tab ?? step,
            items: section.items.filter(fits),
          });
        const into = place?.container ?? containersOf(draft.layout).at(-1)?.path;
        const list = into === undefined ? undefined : containerAt(draft, into)?.items;
        const at = place && place.at >= 0 ? place.at + 1 : (list?.length ?? 0);
        list?.splice(at, 0, ...items);
      });
      const left = copied.length - items.length;
      toast(
        left > 0 ? f('pastedSome', { count: left }) : t('pasted', { count: items.length + sections.length }),
      );
    },
    onDuplicate: () => item?.text && insert(() => structuredClone(item)),
  });

  /** The place that something is let go at: a container and the number in it. */
  const targetOf = (over: UniqueIdentifier) => {
    const target = placeOf(String(over).replace(/^end:/, ''));
    const holder = containers.find((each) => each.path === target.container);
    const count = holder?.items.length ?? 0;
    return { container: target.container, at: target.at >= 0 ? target.at : count, holder, count };
  };
  const dropped = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    if (!over) return;
    const { container, at } = targetOf(over.id);
    const id = String(active.id);
    if (id.startsWith('new:')) insertKey(id.slice(4), { container, at });
    else if (id !== over.id) moveTo(id, { container, at });
  };
  const label = (key: string | undefined) =>
    text(
      entity.document.schema.properties[key ?? '']?.['x-dougong'].label ??
        systemNames().find((each) => each.path === key)?.label,
    ) ||
    key ||
    t('label');
  const nameOf = (id: string) => {
    if (id.startsWith('new:')) return label(id.slice(4));
    const { container, at } = placeOf(id);
    const item = containers.find((each) => each.path === container)?.items[at];
    return text(item?.label ?? item?.text) || label(item?.field);
  };
  const g = dragWords.use();
  const spoken = useSpokenDrags({
    name: ({ id }) => nameOf(String(id)),
    place: (over, active) => {
      const { container, at, holder, count } = targetOf(over.id);
      const places = placeOf(String(active.id)).container === container ? count : count + 1;
      const told = { at: Math.min(at + 1, places), count: places };
      const list = text(holder?.title);
      return list ? g('atIn', { ...told, list }) : g('at', told);
    },
  });

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={({ active }) => setDragged(String(active.id))}
      onDragCancel={() => setDragged(null)}
      onDragEnd={dropped}
      accessibility={spoken}
    >
      <DesignerFrame
        selected={selected}
        palette={
          <Palette
            entity={entity.document}
            placed={placedFields(containers)}
            onField={insertKey}
            onSection={addSection}
            onGroup={addGroup}
            onText={() => insert(() => ({ text: { zh: '说明文字', en: 'Some text' } }))}
            onNewField={setCreating}
          />
        }
        outline={
          <ul className={data.tree}>
            <li>
              <button
                type="button"
                aria-current={selected === 'form' || selected === null}
                onClick={() => select('form')}
              >
                {text(form.name) || form.key}
              </button>
            </li>
            {containers.map((each) => (
              <li key={each.path}>
                <button type="button" aria-current={selected === each.path} onClick={() => select(each.path)}>
                  <BlockOutlined aria-hidden /> <span className="truncate">{text(each.title) || '–'}</span>
                </button>
                <ul>
                  {each.items.map((child, at) => (
                    <li key={at}>
                      <button
                        type="button"
                        aria-current={
                          selected === itemId(each.path, at) || more.includes(itemId(each.path, at))
                        }
                        onClick={(event) => select(itemId(each.path, at), extending(event))}
                      >
                        {child.field ? (
                          fieldKind(entity.document.schema.properties[child.field]?.['x-dougong'].type ?? '')
                            ?.icon
                        ) : (
                          <AlignLeftOutlined aria-hidden />
                        )}
                        <span className="truncate">
                          {child.field ? text(child.label) || label(child.field) : text(child.text)}
                        </span>
                        {isFaulty(handle, itemId(each.path, at), child) && <FaultMark />}
                      </button>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ul>
        }
        canvas={
          <FormCanvas
            handle={handle}
            entity={entity.document}
            containers={containers}
            selected={selected}
            more={more}
            onSelect={select}
          />
        }
        properties={
          <FormProperties
            handle={handle}
            entity={entity.document}
            containers={containers}
            selected={selected}
            onRemove={remove}
            onSelect={select}
          />
        }
      />
      {creating && (
        <NewElementDialog
          title={`${f('newField')} · ${d(`type_${creating}` as 'type_text')}`}
          taken={Object.keys(entity.document.schema.properties)}
          fallback={creating}
          onClose={() => setCreating(null)}
          onCreate={(label, key) => Promise.resolve(createField(creating, key, label))}
        />
      )}
      <DragOverlay dropAnimation={null}>
        {dragged && <div className={css.ghost}>{nameOf(dragged)}</div>}
      </DragOverlay>
    </DndContext>
  );
}
