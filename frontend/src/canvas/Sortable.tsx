import { HolderOutlined } from '@ant-design/icons';
import {
  closestCenter,
  DndContext,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { DragEndEvent } from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { ReactNode } from 'react';
import css from './canvas.module.css';
import { dragWords, useSpokenDrags } from './spokenDrags';

/** Mouse, finger (after a moment, so that scrolling stays possible) and keyboard. */
export function useDragSensors() {
  return useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
}

export interface SortableListProps {
  ids: string[];
  onMove: (from: number, to: number) => void;
  children: ReactNode;
}

/** A list put in order by dragging or with the keyboard (Space, arrows, Space). */
export function SortableList({ ids, onMove, children }: SortableListProps) {
  const sensors = useDragSensors();
  const spoken = useSpokenDrags();
  const end = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    onMove(ids.indexOf(String(active.id)), ids.indexOf(String(over.id)));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end} accessibility={spoken}>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

export interface SortableRowProps {
  id: string;
  /** What people call it: said to screen readers while it is moved. */
  name: string;
  handleLabel: string;
  className?: string;
  children: ReactNode;
}

export function SortableRow({ id, name, handleLabel, className, children }: SortableRowProps) {
  const t = dragWords.use();
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } =
    useSortable({ id, data: { name }, attributes: { roleDescription: t('movable') } });
  return (
    <div
      ref={setNodeRef}
      className={`${css.row} ${className ?? ''}`}
      data-dragging={isDragging || undefined}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <button
        type="button"
        className={css.handle}
        ref={setActivatorNodeRef}
        {...attributes}
        {...listeners}
        aria-label={handleLabel}
      >
        <HolderOutlined aria-hidden />
      </button>
      {children}
    </div>
  );
}
