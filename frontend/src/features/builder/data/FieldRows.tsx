import { useEffect, useRef } from 'react';
import { useDndContext, useDroppable } from '@dnd-kit/core';
import { SortableContext, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { InfoCircleOutlined, WarningOutlined } from '@ant-design/icons';
import { isWithin } from '@/canvas/pointers';
import { SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { StateTag } from '@/ui/StateTag';
import type { EntityDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import kit from '../kit/kit.module.css';
import css from './data.module.css';
import { fieldsOf, isRequired } from './entityChanges';
import { END, typeOf } from './fieldDrag';
import { fieldKind } from './fieldKinds';
import { isFresh } from './fresh';
import { words } from '../words';
import { dataWords } from './words';

export interface FieldRowsProps {
  handle: DocumentHandle<EntityDocument>;
  selected: string | null;
  onSelect: (key: string) => void;
}

/** The fields in their order; drag, or Alt with the arrows, moves one. A type from the palette can be let go here. */
export function FieldRows({ handle, selected, onSelect }: FieldRowsProps) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const entity = handle.document;
  const fields = fieldsOf(entity);
  const ids = fields.map(([key]) => key);
  const { active, over } = useDndContext();
  const rows = useRef<HTMLDivElement>(null);
  // A new field, or one that a problem leads to, may lie out of sight.
  useEffect(() => {
    const row = rows.current?.querySelector<HTMLElement>('[aria-pressed=true]');
    row?.scrollIntoView({ block: 'nearest' });
    // The row that had the focus may be gone: its neighbour takes it, once the dialog that asked has closed.
    const frame = requestAnimationFrame(() => {
      if (document.activeElement === document.body) row?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [selected]);
  const target = active && typeOf(active.id) !== null ? over?.id : undefined;
  return (
    <SortableContext items={ids} strategy={verticalListSortingStrategy}>
      <div ref={rows} className={css.rows}>
        {fields.map(([key, field]) => {
          const own = field['x-dougong'];
          const kind = fieldKind(own.type);
          const name = text(own.label) || key;
          const found = handle.open.problems.filter((problem) =>
            isWithin(problem.pointer, `/schema/properties/${key}`),
          );
          const faults = found.filter((problem) => problem.severity !== 'warning').length;
          return (
            <SortableRow
              key={own.id}
              id={key}
              name={name}
              className={`${css.fieldRow} ${target === key ? css.before : ''}`}
              handleLabel={d('moveField', { name })}
            >
              <button
                type="button"
                className={css.fieldBody}
                aria-pressed={key === selected}
                data-pane-start={key === selected || undefined}
                onClick={() => onSelect(key)}
              >
                <span aria-hidden>{kind?.icon}</span>
                <span className="truncate">
                  {name}
                  {isRequired(entity, key) && (
                    <span style={{ color: 'var(--red-shade)' }} title={d('required')}>
                      {' '}
                      *
                    </span>
                  )}
                </span>
                <span className={`${kit.key} truncate`}>{key}</span>
                <span className="muted caption truncate">{d(`type_${own.type}` as 'type_text')}</span>
                <span className={css.badges}>
                  {entity.title === key && (
                    <StateTag dot={false} colour="blue">
                      {d('titleMark')}
                    </StateTag>
                  )}
                  {entity.states?.field === key && (
                    <StateTag dot={false} colour="teal">
                      {d('stateMark')}
                    </StateTag>
                  )}
                  {(own.unique || entity.unique?.some((keys) => keys.length === 1 && keys[0] === key)) && (
                    <StateTag dot={false}>{d('uniqueMark')}</StateTag>
                  )}
                  {faults > 0 ? (
                    <WarningOutlined
                      style={{ color: isFresh(own.id) ? 'var(--text-faint)' : 'var(--red-mark)' }}
                      aria-label={t('problems', { count: faults })}
                    />
                  ) : found.length > 0 ? (
                    <InfoCircleOutlined
                      style={{ color: 'var(--text-faint)' }}
                      aria-label={t('hints', { count: found.length })}
                    />
                  ) : null}
                </span>
              </button>
            </SortableRow>
          );
        })}
        <End empty={fields.length === 0} />
      </div>
    </SortableContext>
  );
}

function End({ empty }: { empty: boolean }) {
  const d = dataWords.use();
  const { setNodeRef, isOver } = useDroppable({ id: END });
  return (
    <div ref={setNodeRef} className={css.end} data-over={isOver} data-empty={empty}>
      {empty && d('emptyFields')}
    </div>
  );
}
