import { LeftOutlined, RightOutlined } from '@ant-design/icons';
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
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { useSpokenDrags } from '@/canvas/spokenDrags';
import type { FieldDescription, RecordItem } from '@/api/types';
import { FieldCell, fieldOf, titleOf, valueOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { Button, Dialog, EmptyState, ErrorState, TableSkeleton, useIsPhone } from '@/ui';
import type { Tone } from '@/ui';
import { today as todayIn } from '@/ui/dates';
import { fieldsFor } from '../columnValue';
import {
  addDays,
  addMonths,
  dayOf,
  daysBetween,
  dayText,
  isWeekend,
  monthStart,
  shifted,
  timeOf,
  touching,
  weekStart,
} from '../days';
import { entryColour } from '../entryColour';
import { both } from '../groups';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { mayChange, useChange } from '../useChange';
import { useListParameter } from '../useListState';
import { useWhole } from '../useWhole';
import own from './calendar.module.css';
import { dated } from './kind';
import type { KindProps } from './kind';
import { laidOut } from './lanes';
import type { Entry } from './lanes';

const MOST_ENTRIES = 2000;
const LANES = 4;
type Span = 'month' | 'week' | 'agenda';
const SPANS: Span[] = ['month', 'week', 'agenda'];

/** Records on the days from their start to their end; an entry is dragged to another day, or moved by keys. */
export function CalendarKind(props: KindProps) {
  const { app, type, view, filter, search, sort, edits, onOpen, onRows } = props;
  const t = listWords.use();
  const language = useLanguage();
  const phone = useIsPhone();
  const start =
    fieldOf(type, view.start_field ?? '') ??
    type.fields.find((field) => dated(field) && !field.system) ??
    type.fields.find(dated);
  const end = view.end_field ? fieldOf(type, view.end_field) : undefined;
  const colour = view.colour_field ? fieldOf(type, view.colour_field) : undefined;
  const [at, setAt] = useListParameter('at');
  const [asked, setSpan] = useListParameter('span');
  const span = SPANS.find((one) => one === asked) ?? (phone ? 'agenda' : 'month');
  const today = todayIn();
  const day = /^\d{4}-\d{2}-\d{2}$/.test(at ?? '') ? (at as string) : today;
  const from = span === 'week' ? weekStart(day) : weekStart(monthStart(day));
  const weeks = span === 'week' ? 1 : Math.ceil(daysBetween(from, addMonths(monthStart(day), 1)) / 7);
  const to = addDays(from, weeks * 7);
  const card = (view.card ?? []).flatMap((key) => fieldOf(type, key) ?? []);
  const list = useWhole(
    {
      app: app.key,
      entity: type.key,
      filter: both(filter, start ? touching(start.key, end?.key, from, to) : 'FALSE()'),
      sort: start ? [start.key, ...sort.filter((key) => key.replace('-', '') !== start.key)].slice(0, 5) : [],
      search,
      ...fieldsFor(type, [], [start?.key, end?.key, colour?.key, ...card.map(({ key }) => key)]),
      marks: marksOf(view.colours),
    },
    MOST_ENTRIES,
    Boolean(start),
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const { asChanged, change } = useChange(app, type, edits);
  const entries = useMemo(
    () =>
      (items ?? []).flatMap((each): Entry[] => {
        const record = asChanged(each);
        const first = start && dayOf(start, valueOf(record, start.key));
        if (!start || !first) return [];
        const last = (end && dayOf(end, valueOf(record, end.key))) || first;
        return [{ record, first, last: last < first ? first : last }];
      }),
    [items, asChanged, start, end],
  );
  const [day2, showDay] = useState<string | null>(null);

  if (!start) return <EmptyState text={t('notOffered')} />;
  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;

  const move = (record: RecordItem, days: number) => {
    const fields = [start, ...(end && valueOf(record, end.key) !== null ? [end] : [])];
    if (days === 0 || !mayChange(record, ...fields)) return;
    const values = Object.fromEntries(
      fields.map((field) => [field.key, shifted(field, valueOf(record, field.key), days)]),
    );
    const first = dayOf(start, values[start.key] ?? null) ?? '';
    const say = t('movedTo', {
      title: titleOf(record, type.title),
      day: dayText(first, language, { weekday: 'short', month: 'short', day: 'numeric' }),
    });
    void change(record, start, values, say);
  };
  const look: EntryLook = {
    app: app.key,
    title: type.title,
    start,
    card,
    mayMove: (record) => mayChange(record, start, end),
    toneOf: (record) => entryColour(record, colour, view.colours),
    onOpen,
    onMove: move,
  };
  const step = (by: number) => setAt(span === 'week' ? addDays(day, by * 7) : addMonths(day, by));
  const head =
    span === 'week'
      ? `${dayText(from, language, { month: 'short', day: 'numeric' })} – ${dayText(addDays(to, -1), language, { year: 'numeric', month: 'short', day: 'numeric' })}`
      : dayText(day, language, { year: 'numeric', month: 'long' });
  return (
    <div className={css.grouped}>
      <div className={css.kindBar}>
        <Button small icon={<LeftOutlined />} aria-label={t('earlier')} onClick={() => step(-1)} />
        <Button small onClick={() => setAt(null)}>
          {t('today')}
        </Button>
        <Button small icon={<RightOutlined />} aria-label={t('later')} onClick={() => step(1)} />
        <h2 className={own.head} aria-live="polite">
          {head}
        </h2>
        <span role="group" aria-label={t('span')} className={own.spans}>
          {SPANS.map((one) => (
            <Button
              key={one}
              small
              look={one === span ? 'plain' : 'quiet'}
              aria-pressed={one === span}
              onClick={() => setSpan(one)}
            >
              {t(one)}
            </Button>
          ))}
        </span>
      </div>
      {list.data?.cut && (
        <p className={css.batch} role="status">
          {t('tooMany', { count: MOST_ENTRIES })}
        </p>
      )}
      {span === 'agenda' ? (
        <Agenda entries={entries} look={look} from={monthStart(day)} to={addMonths(monthStart(day), 1)} />
      ) : (
        <Grid
          entries={entries}
          look={look}
          from={from}
          weeks={weeks}
          today={today}
          month={span === 'month' ? day.slice(0, 7) : null}
          lanes={span === 'month' ? LANES : 24}
          onDay={showDay}
        />
      )}
      {day2 && (
        <Dialog
          title={dayText(day2, language, { dateStyle: 'full' })}
          width={420}
          onClose={() => showDay(null)}
          footer={<Button onClick={() => showDay(null)}>{t('close')}</Button>}
        >
          <ul className={own.dayList}>
            {entries
              .filter((entry) => entry.first <= day2 && entry.last >= day2)
              .map((entry) => (
                <li key={entry.record.id}>
                  <EntryButton
                    entry={entry}
                    look={{
                      ...look,
                      onOpen: (record) => {
                        showDay(null);
                        onOpen(record);
                      },
                    }}
                  />
                </li>
              ))}
          </ul>
        </Dialog>
      )}
    </div>
  );
}

interface EntryLook {
  app: string;
  title: string;
  start: FieldDescription;
  card: FieldDescription[];
  mayMove: (record: RecordItem) => boolean;
  toneOf: (record: RecordItem) => Tone;
  onOpen: (record: RecordItem) => void;
  onMove: (record: RecordItem, days: number) => void;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

function EntryButton({ entry, look }: { entry: Entry; look: EntryLook }) {
  const t = listWords.use();
  const language = useLanguage();
  const { record, first, last } = entry;
  const movable = look.mayMove(record);
  const time = timeOf(look.start, valueOf(record, look.start.key), language);
  const days = { month: 'short', day: 'numeric' } as const;
  const when =
    first === last
      ? dayText(first, language, days)
      : `${dayText(first, language, days)} – ${dayText(last, language, days)}`;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (!event.altKey || step === undefined || !movable) return;
    event.preventDefault();
    look.onMove(record, step);
  };
  const title = titleOf(record, look.title);
  return (
    <button
      type="button"
      className={own.entry}
      data-tone={look.toneOf(record)}
      title={movable ? `${title} · ${t('entryHelp')}` : title}
      onClick={() => look.onOpen(record)}
      onKeyDown={onKeyDown}
    >
      {time && <span className="figures">{time}</span>}
      <span className="truncate">
        {title}
        <span className="visually-hidden">{` ${when}`}</span>
      </span>
      {look.card.map((field) =>
        (record.values[field.key] ?? null) === null ? null : (
          <span key={field.key} className={`${own.detail} truncate`}>
            <FieldCell app={look.app} field={field} record={record} compact />
          </span>
        ),
      )}
    </button>
  );
}

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

function Grid({ entries, look, from, weeks, today, month, lanes, onDay }: GridProps) {
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
    if (record && over && grabbed.current) look.onMove(record, daysBetween(grabbed.current, String(over.id)));
  };
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
          const { placed, hidden } = laidOut(entries, monday, lanes);
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
  style: React.CSSProperties;
}

function DraggableEntry({ id, entry, look, style }: DraggableEntryProps) {
  const { listeners, setNodeRef, transform, isDragging } = useDraggable({
    id,
    data: { record: entry.record, first: entry.first },
    disabled: !look.mayMove(entry.record),
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
    </div>
  );
}

interface AgendaProps {
  entries: Entry[];
  look: EntryLook;
  from: string;
  to: string;
}

/** Day by day, only those on which something is. */
function Agenda({ entries, look, from, to }: AgendaProps) {
  const t = listWords.use();
  const language = useLanguage();
  const days = Array.from({ length: daysBetween(from, to) }, (_, index) => addDays(from, index)).flatMap(
    (day) => {
      const found = entries.filter((entry) => entry.first <= day && entry.last >= day);
      return found.length > 0 ? [{ day, found }] : [];
    },
  );
  if (days.length === 0) return <EmptyState text={t('nothingHere')} />;
  return (
    <div className={own.agenda}>
      {days.map(({ day, found }) => (
        <section key={day} aria-label={dayText(day, language, { dateStyle: 'full' })}>
          <h3>{dayText(day, language, { weekday: 'long', month: 'long', day: 'numeric' })}</h3>
          <ul className={own.dayList}>
            {found.map((entry) => (
              <li key={entry.record.id}>
                <EntryButton entry={entry} look={look} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
