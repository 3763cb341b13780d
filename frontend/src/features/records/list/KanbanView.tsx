import {
  DndContext,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { CollisionDetection, DragEndEvent, DragStartEvent } from '@dnd-kit/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api } from '@/api/client';
import { useSpokenDrags } from '@/canvas/spokenDrags';
import { keys, recordsPath, useMe } from '@/api/queries';
import type {
  AggregateRow,
  AppDescription,
  EntityDescription,
  RecordItem,
  ViewDefinition,
} from '@/api/types';
import { fieldOf, titleOf } from '@/fields';
import { formNames } from '@/forms/evaluate';
import { useText } from '@/i18n';
import { EmptyState, ErrorState, toast } from '@/ui';
import { failing, gateFields, stepBetween, useConditionTrees } from '../record/gate';
import { useMove } from '../record/useMove';
import type { Moved } from '../record/useMove';
import { words } from '../words';
import { endStates, isFolded, useFoldChoice } from './foldedColumns';
import { KanbanCard } from './KanbanCard';
import { KanbanColumn } from './KanbanColumn';
import type { Landing } from './KanbanColumn';
import css from './board.module.css';
import { columnBeginning, stepColumns } from './stepColumns';

export interface KanbanViewProps {
  app: AppDescription;
  type: EntityDescription;
  view: ViewDefinition;
  filter: string;
  sort: string[];
  search: string;
  onOpen: (record: RecordItem) => void;
  onMoved?: Moved;
}

/** Says whether a step from one state to another is drawn, and may be taken by hand. */
export function mayMove(type: EntityDescription, field: string, from: string | null, to: string): boolean {
  if (from === to) return false;
  if (!type.states || type.states.field !== field || from === null) return true;
  return type.states.transitions.some((step) => {
    const sources = Array.isArray(step.from) ? step.from : [step.from];
    const by = step.by === undefined || step.by === null ? [] : Array.isArray(step.by) ? step.by : [step.by];
    const byMachine = by.length > 0 && by.every((who) => who === 'flow' || who === 'rule');
    return (
      (sources.includes('*') || sources.includes(from)) && (step.to === to || step.to === '*') && !byMachine
    );
  });
}

/** The column under the pointer, not its neighbour that a wide card touches too; by keyboard, the one it begins at. */
const underPointer: CollisionDetection = (asked) =>
  asked.pointerCoordinates ? pointerWithin(asked) : columnBeginning(asked);

/** A board over a select field; dragging a card changes the state, and a gate says what is missing. */
export function KanbanView(props: KanbanViewProps) {
  const { app, type, view: asked, filter, sort, search, onOpen } = props;
  const t = words.use();
  const text = useText();
  // A saved board keeps its grouping; cards and sums are those of the app's board of the same grouping.
  const like = type.views.find(
    (found) => found.kind === 'kanban' && (!asked.group || found.group === asked.group),
  );
  const view = {
    ...asked,
    group: asked.group ?? like?.group,
    card: asked.card ?? like?.card,
    sum: 'sum' in asked ? asked.sum : like?.sum,
  };
  const groupKey =
    view.group ?? type.states?.field ?? type.fields.find((field) => field.type === 'select')?.key ?? '';
  const group = fieldOf(type, groupKey);
  const [dragged, setDragged] = useState<RecordItem | null>(null);
  const { move, dialog } = useMove(app.key, type, props.onMoved);
  const [choice, choose] = useFoldChoice(app.key, type.key, groupKey);
  // Folded columns that a card was carried over: they stay open until it is put down.
  const [visited, setVisited] = useState<string[]>([]);
  // A card that was carried by keys: where it comes to lie it has the focus again.
  const landing = useRef<Landing | null>(null);
  const stateOf = (record: RecordItem | undefined) => (record?.values[groupKey] as string | null) ?? null;
  const spoken = useSpokenDrags({
    name: ({ data }) => {
      const record = data.current?.record as RecordItem | undefined;
      return record && titleOf(record, type.title);
    },
    place: ({ id }) => {
      const option = group?.options.find((each) => each.key === id);
      return option && t('columnOf', { state: text(option.label) || option.key });
    },
    isOrigin: ({ id }, { data }) => id === stateOf(data.current?.record as RecordItem | undefined),
    isRefused: ({ id }, { data }) => {
      const from = stateOf(data.current?.record as RecordItem | undefined);
      return from !== id && !mayMove(type, groupKey, from, String(id));
    },
  });
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: stepColumns }),
  );
  const machine = type.states?.field === groupKey ? type.states : null;
  const me = useMe().data?.person;
  const conditions = (machine?.transitions ?? []).flatMap(({ when }) => when ?? []);
  const trees = useConditionTrees(app.key, type.key, conditions, dragged !== null);
  const sums = useQuery({
    queryKey: [...keys.records(app.key, type.key), 'board', groupKey, view.sum ?? '', filter, search],
    queryFn: ({ signal }) =>
      api.post<{ rows: AggregateRow[] }>(
        recordsPath(app.key, type.key, '/aggregate'),
        {
          group: [groupKey],
          measures: { cards: 'COUNT()', ...(view.sum ? { total: `SUM(${view.sum})` } : {}) },
          filter: filter || undefined,
          search: search || undefined,
        },
        { signal },
      ),
    enabled: Boolean(group),
    placeholderData: (before) => before,
  });
  if (!group) return <EmptyState text={t('noColumns')} />;
  if (sums.error) return <ErrorState error={sums.error} onRetry={() => void sums.refetch()} />;

  const rowOf = (option: string | null) => sums.data?.rows.find((row) => (row.group[0] ?? null) === option);
  const card =
    view.card ??
    type.fields
      .filter((field) => field.key !== type.title && field.key !== groupKey)
      .slice(0, 3)
      .map((field) => field.key);
  const blankRow = rowOf(null);
  const columns = [
    ...group.options.map((option) => ({
      key: option.key as string | null,
      label: text(option.label) || option.key,
      colour: option.colour,
    })),
    ...(Number(blankRow?.values.cards ?? 0) > 0
      ? [{ key: null, label: t('noStage', { field: text(group.label) }), colour: 'grey' }]
      : []),
  ];
  const ends = endStates(
    machine,
    group.options.map((option) => option.key),
  );
  const sumField = view.sum ? fieldOf(type, view.sum) : undefined;
  const from = dragged ? stateOf(dragged) : null;

  /** A step leads there, but this record does not meet its condition: dropping it there tells why. */
  const isBarred = (to: string | null) => {
    const when = to === null || !machine || to === from ? null : stepBetween(type, from, to)?.when;
    const tree = when ? trees.get(when) : undefined;
    if (!tree || !dragged) return false;
    const context = { ...formNames(app), me };
    return failing(tree, type, dragged.values, context).length > 0;
  };

  const nameOf = (option: string | null) => columns.find((column) => column.key === option)?.label ?? '';
  const putDown = () => {
    setDragged(null);
    setVisited([]);
  };
  const onDragStart = (event: DragStartEvent) =>
    setDragged((event.active.data.current?.record as RecordItem | undefined) ?? null);
  const onDragEnd = (event: DragEndEvent) => {
    const record = dragged;
    const to = event.over?.data.current?.option as string | undefined;
    putDown();
    if (!record || !to || to === from) return;
    if (mayMove(type, groupKey, from, to)) {
      landing.current = event.activatorEvent instanceof KeyboardEvent ? { id: record.id, option: to } : null;
      void move(record, groupKey, to);
    } else toast(t('noStep', { from: nameOf(from), to: nameOf(to) }), { bad: true });
  };

  return (
    <DndContext
      sensors={sensors}
      collisionDetection={underPointer}
      onDragStart={onDragStart}
      onDragEnd={onDragEnd}
      onDragOver={({ over }) => {
        const key = over && String(over.id);
        if (key) setVisited((before) => (before.includes(key) ? before : [...before, key]));
      }}
      onDragCancel={putDown}
      accessibility={spoken}
    >
      <div className={css.board} tabIndex={0} role="group" aria-label={text(type.name)}>
        {columns.map((column) => (
          <KanbanColumn
            key={column.key ?? '—'}
            app={app.key}
            type={type}
            group={group}
            option={column.key}
            label={column.label}
            colour={column.colour}
            totals={rowOf(column.key)}
            counted={sums.data !== undefined}
            sumField={sumField}
            card={card}
            also={machine ? gateFields(type) : []}
            filter={filter}
            sort={sort}
            search={search}
            barred={isBarred(column.key)}
            closed={
              dragged !== null &&
              column.key !== from &&
              (column.key === null || !mayMove(type, groupKey, from, column.key))
            }
            folded={
              column.key !== null &&
              !visited.includes(column.key) &&
              isFolded(choice, column.key, Number(rowOf(column.key)?.values.cards ?? 0), ends)
            }
            onFold={column.key === null ? undefined : (folded) => choose(column.key ?? '', folded)}
            beside={columns.flatMap(({ key }) => key ?? [])}
            landing={landing}
            onOpen={onOpen}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>
        {dragged && <KanbanCard app={app.key} type={type} record={dragged} card={card} lifted />}
      </DragOverlay>
      {dialog}
    </DndContext>
  );
}
