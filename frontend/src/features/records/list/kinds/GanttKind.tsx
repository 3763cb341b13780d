import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import type { FieldDescription } from '@/api/types';
import { fieldOf, titleOf, valueOf } from '@/fields';
import { useLanguage, useText } from '@/i18n';
import { Button, EmptyState, ErrorState, TableSkeleton, useIsPhone } from '@/ui';
import { today as todayIn } from '@/ui/dates';
import { fieldsFor } from '../columnValue';
import { addDays, addMonths, dayOf, daysBetween, dayText, isWeekend, monthStart, shifted } from '../days';
import { entryColour } from '../entryColour';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { mayChange, useChange } from '../useChange';
import { useListParameter } from '../useListState';
import { useWhole } from '../useWhole';
import own from './gantt.module.css';
import { Lines, ROW } from './GanttLines';
import type { Bar } from './GanttLines';
import { dated, namesOwn } from './kind';
import type { KindProps } from './kind';

const MOST_BARS = 5000;
const MOST_DAYS = 3660;
const SCALES = { day: 32, week: 12, month: 4 } as const;
type Scale = keyof typeof SCALES;

type Grip = 'all' | 'end';

/** Records as bars from begin to end, with lines from what comes before; bars are moved and stretched. */
export function GanttKind(props: KindProps) {
  const { app, type, view, filter, sort, search, batch, edits, onOpen, onRows } = props;
  const t = listWords.use();
  const text = useText();
  const language = useLanguage();
  const phone = useIsPhone();
  const dates = type.fields.filter((field) => !field.system && dated(field));
  const start = fieldOf(type, view.start_field ?? '') ?? dates[0];
  const end = fieldOf(type, view.end_field ?? '') ?? dates[1];
  const after =
    fieldOf(type, view.after_field ?? '') ??
    type.fields.find((field) => field.type === 'reference' && field.readable && namesOwn(type, field));
  const progress = view.progress_field ? fieldOf(type, view.progress_field) : undefined;
  const colour = view.colour_field ? fieldOf(type, view.colour_field) : undefined;
  const [asked, setScale] = useListParameter('span');
  const scale = (asked && asked in SCALES ? asked : 'week') as Scale;
  const width = SCALES[scale];
  const list = useWhole(
    {
      app: app.key,
      entity: type.key,
      filter,
      sort: sort.length > 0 ? sort : start ? [start.key] : [],
      search,
      batch,
      ...fieldsFor(type, [], [start?.key, end?.key, after?.key, progress?.key, colour?.key]),
      marks: marksOf(view.colours),
    },
    MOST_BARS,
    Boolean(start && end),
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const { asChanged, change } = useChange(app, type, edits);
  const bars = useMemo(
    () =>
      (items ?? []).map((each): Bar => {
        const record = asChanged(each);
        const first = start ? dayOf(start, valueOf(record, start.key)) : null;
        const last = (end ? dayOf(end, valueOf(record, end.key)) : null) ?? first;
        const before = after ? valueOf(record, after.key) : null;
        const named = Array.isArray(before) ? before : [before];
        return {
          record,
          first: first ?? last,
          last: last && first && last < first ? first : last,
          after: named.filter((one): one is string => typeof one === 'string'),
        };
      }),
    [items, asChanged, start, end, after],
  );
  const today = todayIn();
  const [from, days] = useMemo(() => {
    const firsts = bars.flatMap(({ first }) => first ?? []).sort();
    const lasts = bars.flatMap(({ last }) => last ?? []).sort();
    const begin = addMonths(monthStart(firsts[0] ?? today), 0);
    const until = addMonths(monthStart(lasts.at(-1) ?? today), 2);
    return [begin, Math.min(MOST_DAYS, Math.max(60, daysBetween(begin, until)))];
  }, [bars, today]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: bars.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    initialRect: { width: 1000, height: 600 },
  });
  const places = useMemo(() => new Map(bars.map(({ record }, at) => [record.id, at])), [bars]);
  const [drag, setDrag] = useState<{ id: string; grip: Grip; x: number; days: number } | null>(null);
  const [link, setLink] = useState<{ from: string; x: number; y: number } | null>(null);
  const ready = bars.length > 0;
  useEffect(() => {
    // What is going on now stands in sight when the plan opens.
    if (ready && scroller.current)
      scroller.current.scrollLeft = Math.max(0, (daysBetween(from, today) - 14) * width);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ready, scale]);

  if (!start || !end) return <EmptyState text={t('notOffered')} />;
  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if (bars.length === 0) return props.empty;

  const name = (day: string) => dayText(day, language, { month: 'short', day: 'numeric' });
  const move = (bar: Bar, grip: Grip, by: number) => {
    const { record, first, last } = bar;
    if (by === 0 || !first || !last) return;
    const fields: FieldDescription[] = grip === 'all' ? [start, end] : [end];
    const step = grip === 'end' && daysBetween(first, last) + by < 0 ? -daysBetween(first, last) : by;
    if (step === 0 || !mayChange(record, ...fields)) return;
    const values = Object.fromEntries(
      fields.flatMap((field) => {
        const value = valueOf(record, field.key) ?? (field === end ? valueOf(record, start.key) : null);
        return value === null ? [] : [[field.key, shifted(field, value, step)]];
      }),
    );
    const say = t('planOf', {
      title: titleOf(record, type.title),
      from: name(grip === 'all' ? addDays(first, step) : first),
      to: name(addDays(last, step)),
    });
    void change(record, grip === 'all' ? start : end, values, say);
  };
  const connect = (source: string, target: Bar) => {
    if (!after || source === target.record.id || !mayChange(target.record, after)) return;
    void change(target.record, after, { [after.key]: source });
  };
  const shown = virtual.getVirtualItems();
  const side = phone ? 120 : 240;
  const xOf = (day: string) => daysBetween(from, day) * width;
  const months = Array.from({ length: Math.ceil(days / 28) + 1 }, (_, at) => addMonths(from, at)).filter(
    (month) => daysBetween(from, month) < days,
  );

  return (
    <div className={css.grouped}>
      <div className={css.kindBar}>
        <span role="group" aria-label={t('scale')} style={{ display: 'inline-flex', gap: 2 }}>
          {(Object.keys(SCALES) as Scale[]).map((one) => (
            <Button
              key={one}
              small
              look={one === scale ? 'plain' : 'quiet'}
              aria-pressed={one === scale}
              onClick={() => setScale(one === 'week' ? null : one)}
            >
              {t(`scale_${one}`)}
            </Button>
          ))}
        </span>
        <Button
          small
          onClick={() => scroller.current?.scrollTo({ left: Math.max(0, xOf(today) - 7 * width) })}
        >
          {t('today')}
        </Button>
        {list.data?.cut && (
          <span className="muted caption" role="status">
            {t('tooMany', { count: MOST_BARS })}
          </span>
        )}
      </div>
      <div className={own.plan} ref={scroller} role="region" aria-label={t('kind_gantt')} tabIndex={0}>
        <div className={own.sheet} style={{ width: side + days * width }}>
          <div className={own.head}>
            <div className={own.corner} style={{ width: side }}>
              {text(type.name)}
            </div>
            {months.map((month) => (
              <div key={month} className={own.month} style={{ insetInlineStart: side + xOf(month) }}>
                {dayText(month, language, { year: 'numeric', month: 'short' })}
              </div>
            ))}
            {scale === 'day' &&
              Array.from({ length: days }, (_, at) => addDays(from, at)).map((day, at) => (
                <div
                  key={day}
                  className={`${own.dayHead} ${isWeekend(day) ? own.weekend : ''}`}
                  style={{ insetInlineStart: side + at * width, width }}
                  aria-hidden
                >
                  {Number(day.slice(8))}
                </div>
              ))}
          </div>
          <div
            className={own.body}
            style={
              {
                height: virtual.getTotalSize(),
                '--day': `${width}px`,
                '--side': `${side}px`,
              } as CSSProperties
            }
          >
            <div className={own.now} style={{ insetInlineStart: side + xOf(today) }} aria-hidden />
            <Lines
              bars={bars}
              rows={shown.map(({ index }) => index)}
              places={places}
              x={(day, late) => side + xOf(day) + (late ? width : 0)}
              size={{ width: side + days * width, height: virtual.getTotalSize() }}
              link={link}
            />
            {shown.map(({ index, start: top }) => {
              const bar = bars[index];
              if (!bar) return null;
              const { record, first, last } = bar;
              const title = titleOf(record, type.title);
              const dragged = drag?.id === record.id ? drag : null;
              const left = first ? xOf(first) + (dragged?.grip === 'all' ? dragged.days * width : 0) : 0;
              const length =
                first && last
                  ? Math.max(
                      width,
                      (daysBetween(first, last) + 1) * width +
                        (dragged?.grip === 'end' ? dragged.days * width : 0),
                    )
                  : 0;
              const before = bar.after.flatMap((id) => bars[places.get(id) ?? -1] ?? []);
              const early = before.some((one) => one.last && first && first <= one.last);
              const movable = mayChange(record, start, end);
              const share = progress ? Number(valueOf(record, progress.key) ?? 0) : 0;
              const notes = [
                first && last
                  ? t('planOf', { title, from: name(first), to: name(last) })
                  : `${title}, ${t('noDates')}`,
                ...before.map((one) => t('afterWhat', { title: titleOf(one.record, type.title) })),
                ...(early ? [t('tooEarly')] : []),
              ];
              const grab = (grip: Grip) => (event: PointerEvent<HTMLElement>) => {
                if (!movable || event.button !== 0) return;
                event.stopPropagation();
                event.currentTarget.setPointerCapture(event.pointerId);
                setDrag({ id: record.id, grip, x: event.clientX, days: 0 });
              };
              const pull = (event: PointerEvent) => {
                if (dragged) setDrag({ ...dragged, days: Math.round((event.clientX - dragged.x) / width) });
              };
              const drop = (event: PointerEvent) => {
                if (!dragged) return;
                setDrag(null);
                move(bar, dragged.grip, Math.round((event.clientX - dragged.x) / width));
              };
              const onKeyDown = (event: KeyboardEvent) => {
                const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
                if (!event.altKey || by === undefined) return;
                event.preventDefault();
                move(bar, event.shiftKey ? 'end' : 'all', by);
              };
              return (
                <div key={record.id} className={own.row} style={{ height: ROW, top }}>
                  <div className={own.name} style={{ width: side }}>
                    <button
                      type="button"
                      className={`${css.titleLink} truncate`}
                      title={title}
                      onClick={() => onOpen(record)}
                    >
                      {title}
                    </button>
                  </div>
                  {first && last && (
                    <div
                      data-bar={record.id}
                      className={`${own.bar} ${early ? own.early : ''} ${dragged ? own.lifted : ''}`}
                      data-tone={entryColour(record, colour, view.colours)}
                      style={{ insetInlineStart: side + left, width: length }}
                      title={movable ? `${notes.join(' · ')} · ${t('planHelp')}` : notes.join(' · ')}
                    >
                      {progress && (
                        <span
                          className={own.done}
                          style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }}
                        />
                      )}
                      <button
                        type="button"
                        className={own.grip}
                        aria-label={notes.join(', ')}
                        onPointerDown={grab('all')}
                        onPointerMove={pull}
                        onPointerUp={drop}
                        onPointerCancel={() => setDrag(null)}
                        onDoubleClick={() => onOpen(record)}
                        onKeyDown={(event) => {
                          if (event.key === 'Enter') onOpen(record);
                          else onKeyDown(event);
                        }}
                      >
                        {length > 60 && <span className="truncate">{title}</span>}
                      </button>
                      {movable && (
                        <span
                          className={own.stretch}
                          aria-hidden
                          onPointerDown={grab('end')}
                          onPointerMove={pull}
                          onPointerUp={drop}
                          onPointerCancel={() => setDrag(null)}
                        />
                      )}
                      {after?.changeable && (
                        <span
                          className={own.knot}
                          aria-hidden
                          onPointerDown={(event) => {
                            event.stopPropagation();
                            event.currentTarget.setPointerCapture(event.pointerId);
                            setLink({ from: record.id, x: 0, y: 0 });
                          }}
                          onPointerMove={(event) => {
                            if (link?.from !== record.id) return;
                            const box = event.currentTarget.closest(`.${own.body}`)?.getBoundingClientRect();
                            if (box)
                              setLink({
                                from: record.id,
                                x: event.clientX - box.left,
                                y: event.clientY - box.top,
                              });
                          }}
                          onPointerUp={(event) => {
                            setLink(null);
                            const under = document
                              .elementsFromPoint(event.clientX, event.clientY)
                              .find((one) => (one as HTMLElement).dataset.bar) as HTMLElement | undefined;
                            const target = bars[places.get(under?.dataset.bar ?? '') ?? -1];
                            if (target) connect(record.id, target);
                          }}
                          onPointerCancel={() => setLink(null)}
                        />
                      )}
                    </div>
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
