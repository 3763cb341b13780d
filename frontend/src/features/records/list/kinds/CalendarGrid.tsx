import {
  DndContext,
  PointerSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { DragEndEvent, DragStartEvent } from '@dnd-kit/core';
import { useRef, useState } from 'react';
import type { PointerEvent as Pressed } from 'react';
import type { RecordItem } from '@/api/types';
import { useSpokenDrags } from '@/canvas/spokenDrags';
import { titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { addDays, daysBetween, dayText, isWeekend } from '../days';
import { listWords } from '../listWords';
import own from './calendar.module.css';
import { EntryButton } from './CalendarEntry';
import type { EntryLook } from './CalendarEntry';
import { laidOut } from './lanes';
import type { Entry } from './lanes';
import { laid, stepOf } from './spans';

interface GridProps {
  entries: Entry[];
  look: EntryLook;
  from: string;
  weeks: number;
  today: string;
  month: string | null;
  lanes: number;
  onDay: (day: string) => void;
}

/** The day under a point, of those drawn. */
function dayAt(x: number, y: number): string | undefined {
  const cell = document.elementsFromPoint(x, y).find((one) => (one as HTMLElement).dataset.day);
  return (cell as HTMLElement | undefined)?.dataset.day;
}

type Side = 'start' | 'end';
const SIDES: Side[] = ['start', 'end'];

/** The end of an entry follows the pointer from day to day, across weeks; Escape leaves it where it was. */
function useStretch(entries: Entry[], look: EntryLook) {
  const [pulled, setPulled] = useState<{ id: string; side: Side; days: number } | null>(null);
  const take = (entry: Entry, side: Side, event: Pressed) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    const from = side === 'start' ? entry.first : entry.last;
    const over = new AbortController();
    const options = { signal: over.signal };
    let days = 0;
    const leave = () => {
      over.abort();
      setPulled(null);
    };
    window.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        const day = dayAt(clientX, clientY);
        if (day) days = stepOf(entry, side, daysBetween(from, day));
        setPulled({ id: entry.record.id, side, days });
      },
      options,
    );
    window.addEventListener(
      'pointerup',
      () => {
        leave();
        look.onMove(entry, side, days);
      },
      options,
    );
    window.addEventListener('pointercancel', leave, options);
    window.addEventListener('keydown', ({ key }) => key === 'Escape' && leave(), options);
  };
  const shown = entries.map((entry) =>
    entry.record.id === pulled?.id ? laid(entry, pulled.side, pulled.days) : entry,
  );
  return { shown, take };
}

/** Weeks below each other, entries in lanes over their days; an entry is dragged from day to day. */
export function Grid({ entries, look, from, weeks, today, month, lanes, onDay }: GridProps) {
  const t = listWords.use();
  const language = useLanguage();
  const grabbed = useRef<string | undefined>(undefined);
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 250, tolerance: 8 } }),
  );
  const spoken = useSpokenDrags({
    name: ({ data }) => {
      const record = data.current?.record as RecordItem | undefined;
      return record && titleOf(record, look.title);
    },
    place: ({ id }) => dayText(String(id), language, { dateStyle: 'full' }),
  });
  const onDragStart = ({ activatorEvent, active }: DragStartEvent) => {
    const at = 'touches' in activatorEvent ? (activatorEvent as TouchEvent).touches[0] : activatorEvent;
    const { clientX, clientY } = at as PointerEvent;
    grabbed.current = dayAt(clientX, clientY) ?? (active.data.current?.first as string | undefined);
  };
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const record = active.data.current?.record as RecordItem | undefined;
    const entry = entries.find((one) => one.record.id === record?.id);
    if (entry && over && grabbed.current)
      look.onMove(entry, 'all', daysBetween(grabbed.current, String(over.id)));
  };
  const { shown, take } = useStretch(entries, look);
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={pointerWithin}
      onDragStart={onDragStart}
      onDragEnd={onDragEnd}
      accessibility={spoken}
    >
      <div className={own.calendar} role="region" aria-label={t('kind_calendar')} tabIndex={0}>
        <div className={own.weekdays} aria-hidden>
          {Array.from({ length: 7 }, (_, index) => (
            <span key={index}>{dayText(addDays(from, index), language, { weekday: 'short' })}</span>
          ))}
        </div>
        {Array.from({ length: weeks }, (_, week) => {
          const monday = addDays(from, week * 7);
          const { placed, hidden } = laidOut(shown, monday, lanes);
          return (
            <div key={monday} className={own.week}>
              {Array.from({ length: 7 }, (_, index) => {
                const day = addDays(monday, index);
                return (
                  <Day
                    key={day}
                    day={day}
                    column={index}
                    isToday={day === today}
                    outside={month !== null && !day.startsWith(month)}
                    more={hidden[index] ?? 0}
                    onMore={() => onDay(day)}
                  />
                );
              })}
              {placed.map(({ entry, column, span, lane }) => (
                <DraggableEntry
                  key={entry.record.id}
                  id={`${entry.record.id}/${week}`}
                  entry={entry}
                  look={look}
                  sides={SIDES.filter(
                    (side) =>
                      look.mayMove(entry.record, side) &&
                      (side === 'start' ? entry.first >= monday : entry.last <= addDays(monday, 6)),
                  )}
                  onTake={take}
                  style={{ gridColumn: `${column + 1} / span ${span}`, gridRow: lane + 2 }}
                />
              ))}
            </div>
          );
        })}
      </div>
    </DndContext>
  );
}

interface DayProps {
  day: string;
  column: number;
  isToday: boolean;
  outside: boolean;
  more: number;
  onMore: () => void;
}

function Day({ day, column, isToday, outside, more, onMore }: DayProps) {
  const t = listWords.use();
  const language = useLanguage();
  const { setNodeRef, isOver } = useDroppable({ id: day });
  const look = [
    own.day,
    isToday && own.today,
    outside && own.outside,
    isOver && own.over,
    isWeekend(day) && own.weekend,
  ];
  return (
    <div
      ref={setNodeRef}
      data-day={day}
      className={look.filter(Boolean).join(' ')}
      style={{ gridColumn: `${column + 1} / ${column + 2}` }}
    >
      <span className={own.number} aria-label={dayText(day, language, { dateStyle: 'full' })}>
        {Number(day.slice(8))}
      </span>
      {more > 0 && (
        <button type="button" className={own.more} onClick={onMore}>
          {t('moreOnDay', { count: more })}
        </button>
      )}
    </div>
  );
}

interface DraggableEntryProps {
  id: string;
  entry: Entry;
  look: EntryLook;
  /** The ends that lie in this week and can be stretched. */
  sides: Side[];
  onTake: (entry: Entry, side: Side, event: Pressed) => void;
  style: React.CSSProperties;
}

function DraggableEntry({ id, entry, look, sides, onTake, style }: DraggableEntryProps) {
  const { listeners, setNodeRef, transform, isDragging } = useDraggable({
    id,
    data: { record: entry.record, first: entry.first },
    disabled: !look.mayMove(entry.record, 'all'),
  });
  return (
    <div
      ref={setNodeRef}
      {...listeners}
      className={isDragging ? own.lifted : own.placed}
      style={{
        ...style,
        transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
      }}
    >
      <EntryButton entry={entry} look={look} />
      {sides.map((side) => (
        <span
          key={side}
          className={own.edge}
          data-side={side}
          aria-hidden
          onPointerDown={(event) => onTake(entry, side, event)}
        />
      ))}
    </div>
  );
}
