import { HolderOutlined, ThunderboltOutlined, WarningOutlined } from '@ant-design/icons';
import { useDraggable, useDroppable } from '@dnd-kit/core';
import type { MouseEvent } from 'react';
import { useText } from '@/i18n';
import canvas from '@/canvas/canvas.module.css';
import type { EntityDocument, FormDocument, FormItem } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { fieldKind } from '../data/fieldKinds';
import { isRequired } from '../data/entityChanges';
import { systemNames } from '../expression/names';
import { systemType } from './describe';
import { hasFault } from '../shell/faults';
import css from './forms.module.css';
import { isWide, itemId, pointerOf } from './layout';
import type { Container } from './layout';
import { effectOf, hasRules, problemsOfRules } from './linkage';
import type { Extend, FormHands } from './useFormHands';
import { formWords } from './words';

export interface FormCanvasProps {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  containers: Container[];
  hands: FormHands;
}

/** How a click selects: with Shift all up to there, with Ctrl besides. */
export const extending = (event: MouseEvent): Extend =>
  event.shiftKey ? 'range' : event.ctrlKey || event.metaKey ? 'toggle' : 'alone';

/** The form as it is laid out; each item a quiet likeness of its control. */
export function FormCanvas(props: FormCanvasProps) {
  const f = formWords.use();
  return (
    <div className={css.sections} data-elements>
      {props.containers.length === 0 && <p className="muted">{f('dropHere')}</p>}
      <Level {...props} parent={null} />
    </div>
  );
}

function Level({ parent, ...props }: FormCanvasProps & { parent: string | null }) {
  const f = formWords.use();
  const text = useText();
  const { handle, entity, containers, hands } = props;
  const { selected, all, select } = hands;
  return containers
    .filter((each) => each.parent === parent)
    .map((container) => (
      <section key={container.path} className={css.section} data-selected={selected === container.path}>
        <button
          type="button"
          className={css.sectionHead}
          aria-pressed={selected === container.path}
          onClick={() => select(container.path)}
        >
          {container.kind !== 'section' && <span className="muted">{f(container.kind)}</span>}
          {text(container.title) || <span className="muted">{f('untitled')}</span>}
        </button>
        <div className={css.grid} style={{ '--columns': container.columns } as React.CSSProperties}>
          {container.items.map((item, at) => (
            <Item
              key={at}
              id={itemId(container.path, at)}
              item={item}
              container={container}
              handle={handle}
              entity={entity}
              selected={all.includes(itemId(container.path, at))}
              onSelect={select}
            />
          ))}
          <End container={container.path} empty={container.items.length === 0} />
        </div>
        {containers.some((each) => each.parent === container.path) && (
          <div className={css.inner}>
            <Level {...props} parent={container.path} />
          </div>
        )}
      </section>
    ));
}

function End({ container, empty }: { container: string; empty: boolean }) {
  const f = formWords.use();
  const { setNodeRef, isOver } = useDroppable({ id: `end:${container}` });
  return (
    <div ref={setNodeRef} className={css.end} data-over={isOver} style={empty ? { padding: 16 } : undefined}>
      {empty && f('dropHere')}
    </div>
  );
}

/** Whether an item, or a rule that acts on its field, has something that must be mended. */
export function isFaulty(
  { document, open }: DocumentHandle<FormDocument>,
  id: string,
  item: FormItem,
): boolean {
  const ofRules = item.field ? problemsOfRules(document, item.field, open.problems) : [];
  return hasFault(open.problems, pointerOf(id)) || hasFault(ofRules, '/linkage');
}

export function FaultMark() {
  const f = formWords.use();
  return (
    <WarningOutlined
      style={{ marginInlineStart: 'auto', color: 'var(--red-mark)' }}
      title={f('badgeFault')}
      aria-label={f('badgeFault')}
    />
  );
}

interface ItemProps {
  id: string;
  item: FormItem;
  container: Container;
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  selected: boolean;
  onSelect: (id: string, extend?: Extend) => void;
}

function Item({ id, item, container, handle, entity, selected, onSelect }: ItemProps) {
  const f = formWords.use();
  const text = useText();
  const drag = useDraggable({ id });
  const drop = useDroppable({ id });
  const field = item.field ? entity.schema.properties[item.field] : undefined;
  const system = field ? undefined : systemNames().find((each) => each.path === item.field);
  const type = field?.['x-dougong'].type ?? (system ? systemType(system) : '');
  const name = item.field
    ? text(item.label) || text(field?.['x-dougong'].label ?? system?.label) || item.field
    : text(item.text);
  const needed = item.field
    ? isRequired(entity, item.field) || effectOf(handle.document, item.field, 'require') !== undefined
    : false;
  const faulty = isFaulty(handle, id, item);
  const span = Math.min(item.span ?? 1, container.columns);
  return (
    <div
      ref={drop.setNodeRef}
      className={css.item}
      data-selected={selected}
      data-over={drop.isOver && !drag.isDragging}
      data-dragging={drag.isDragging}
      style={{ gridColumn: `span ${span}` }}
    >
      <span ref={drag.setNodeRef} className={canvas.handle} {...drag.listeners} aria-hidden>
        <HolderOutlined aria-hidden />
      </span>
      <button
        type="button"
        className={css.itemBody}
        aria-pressed={selected}
        data-element={id}
        onClick={(event) => onSelect(id, extending(event))}
      >
        <span className={css.itemLabel}>
          <span aria-hidden>{fieldKind(type)?.icon}</span>
          <span className="truncate">{name}</span>
          {needed && <span style={{ color: 'var(--red-shade)' }}>*</span>}
          {item.field && hasRules(handle.document, item.field) && (
            <ThunderboltOutlined
              style={{ color: 'var(--amber-mark)' }}
              title={f('badgeRule')}
              aria-label={f('badgeRule')}
            />
          )}
          {faulty && <FaultMark />}
        </span>
        {item.field && !field && !system && (
          <span style={{ color: 'var(--red-shade)' }} className="caption">
            {f('unknownField', { key: item.field })}
          </span>
        )}
        {(field ?? system) && (
          <span className={css.mock} style={isWide(type) ? { height: 48 } : undefined}>
            {text(item.placeholder) || text(field?.['x-dougong'].placeholder)}
          </span>
        )}
      </button>
    </div>
  );
}
