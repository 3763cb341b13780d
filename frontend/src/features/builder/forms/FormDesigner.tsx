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
import { EyeOutlined } from '@ant-design/icons';
import { lazy, Suspense, useMemo, useState } from 'react';
import { dragWords, useSpokenDrags } from '@/canvas/spokenDrags';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { ErrorState } from '@/ui/ErrorState';
import { FormSkeleton } from '@/ui/Skeletons';
import type { EntityDocument, FormDocument, Text } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { insertField, newField } from '../data/entityChanges';
import { dataWords } from '../data/words';
import { NewElementDialog } from '../kit/NewElementDialog';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { words } from '../words';
import { FormCanvas } from './FormCanvas';
import { FormOutline } from './FormOutline';
import { FormProperties } from './FormProperties';
import css from './forms.module.css';
import { containersOf, isWide, normalised, placedFields, placeOf } from './layout';
import { formWords } from './words';
import { Palette } from './FormPalette';
import { useFormHands } from './useFormHands';

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
        aria-label={t('preview')}
        disabled={!handle || !entity}
        onClick={() => setPreviewing(true)}
      >
        <span className={css.wide}>{t('preview')}</span>
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
  const f = formWords.use();
  const d = dataWords.use();
  const text = useText();
  const form = handle.document;
  const containers = useMemo(() => containersOf(normalised(form.layout)), [form.layout]);
  const hands = useFormHands(handle, entity.document, containers);
  const { selected, all, labelOf } = hands;
  useDesignerKeys(hands.keys);
  const [dragged, setDragged] = useState<string | null>(null);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
  );
  const [creating, setCreating] = useState<string | null>(null);
  const createField = (type: string, key: string, label: Text) => {
    entity.change((draft) => insertField(draft, key, newField(type, label)));
    hands.insert((columns) => (isWide(type) && columns > 1 ? { field: key, span: columns } : { field: key }));
    setCreating(null);
  };

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
    if (id.startsWith('new:')) hands.insertKey(id.slice(4), { container, at });
    else if (id !== over.id) hands.moveTo(all.includes(id) ? all : [id], { container, at });
  };
  const nameOf = (id: string) => {
    if (id.startsWith('new:')) return labelOf(id.slice(4));
    const { container, at } = placeOf(id);
    const item = containers.find((each) => each.path === container)?.items[at];
    const name = text(item?.label ?? item?.text) || labelOf(item?.field);
    return all.length > 1 && all.includes(id) ? f('itemsSelected', { count: all.length }) : name;
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
            onField={hands.insertKey}
            onSection={hands.addSection}
            onGroup={hands.addGroup}
            onText={() => hands.insert(() => ({ text: { zh: '说明文字', en: 'Some text' } }))}
            onNewField={setCreating}
          />
        }
        outline={
          <FormOutline handle={handle} entity={entity.document} containers={containers} hands={hands} />
        }
        canvas={<FormCanvas handle={handle} entity={entity.document} containers={containers} hands={hands} />}
        properties={
          <FormProperties handle={handle} entity={entity.document} containers={containers} hands={hands} />
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
