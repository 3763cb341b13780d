import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties } from 'react';
import type { Values } from '@/api/types';
import { fieldOf, titleOf, valueOf } from '@/fields';
import { useLanguage, useText } from '@/i18n';
import { sentences } from '@/i18n/lists';
import { Button, EmptyState, ErrorState, TableSkeleton, toast, useIsPhone } from '@/ui';
import { today as todayIn } from '@/ui/dates';
import { fieldsFor } from '../columnValue';
import { addDays, addMonths, daysBetween, dayText, isWeekend, monthStart, weekStart } from '../days';
import { entryColour } from '../entryColour';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { mayChange, useChange } from '../useChange';
import { useListParameter } from '../useListState';
import { useWhole } from '../useWhole';
import { BeforeDialog } from './BeforeDialog';
import own from './gantt.module.css';
import { DatesChoice } from './DatesChoice';
import { BarRow } from './GanttBar';
import type { BarLook } from './GanttBar';
import { Lines, ROW } from './GanttLines';
import { namesOwn, namesSeveral } from './kind';
import type { KindProps } from './kind';
import { barAt, barOf, brokenBy, brokenIn, comesBefore, planOf } from './plan';
import type { Bar, PlanFields } from './plan';
import { datesOf, isBackwards, laid, mayTake, pathOf, spanFields, stepOf } from './spans';
import type { Grip } from './spans';
import { useSeenDays } from './useSeenDays';

const MOST_BARS = 5000;
const MOST_DAYS = 3660;
const SCALES = { day: 32, week: 12, month: 4 } as const;
type Scale = keyof typeof SCALES;

/** The fields of a plan: those that its view names, else the usual dates and the first field that names what comes before. */
function usePlanFields({ type, view }: KindProps): PlanFields | null {
  return useMemo(() => {
    const dates = spanFields(type, view);
    const after =
      fieldOf(type, view.after_field ?? '') ??
      type.fields.find((field) => field.readable && namesSeveral(type, field)) ??
      type.fields.find((field) => field.type === 'reference' && field.readable && namesOwn(type, field));
    const several = after !== undefined && namesSeveral(type, after);
    return dates ? { ...dates, after, several } : null;
  }, [type, view]);
}

/** Records as bars from begin to end, with lines from what comes before; bars are moved and stretched. */
export function GanttKind(props: KindProps) {
  const t = listWords.use();
  const fields = usePlanFields(props);
  return fields ? <PlanSheet {...props} fields={fields} /> : <EmptyState text={t('notOffered')} />;
}

function PlanSheet(props: KindProps & { fields: PlanFields }) {
  const { app, type, view, filter, sort, search, batch, edits, fields, onOpen, onRows } = props;
  const { start, end, after, several } = fields;
  const t = listWords.use();
  const text = useText();
  const language = useLanguage();
  const phone = useIsPhone();
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
      sort: sort.length > 0 ? sort : [pathOf(start)],
      search,
      batch,
      ...fieldsFor(type, [], [start.field.key, end?.field.key, after?.key, progress?.key, colour?.key]),
      marks: marksOf(view.colours),
    },
    MOST_BARS,
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const { asChanged, change } = useChange(app, type, edits);
  const plan = useMemo(
    () => planOf((items ?? []).map((record) => barOf(asChanged(record), fields))),
    [items, asChanged, fields],
  );
  const { bars } = plan;
  const broken = useMemo(() => brokenIn(plan), [plan]);
  const backwards = bars.filter(isBackwards);
  const today = todayIn();
  const [from, days] = useMemo(() => {
    const firsts = bars.flatMap(({ first }) => first ?? []).sort();
    const lasts = bars.flatMap(({ last }) => last ?? []).sort();
    // From a Monday, so that the lines between weeks lie where weeks begin.
    const begin = weekStart(monthStart(firsts[0] ?? today));
    const until = addMonths(monthStart(lasts.at(-1) ?? today), 2);
    return [begin, Math.min(MOST_DAYS, Math.max(60, daysBetween(begin, until)))];
  }, [bars, today]);
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: bars.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 10,
    initialRect: { width: 1000, height: 600 },
  });
  const [link, setLink] = useState<{ from: string; x: number; y: number } | null>(null);
  const seen = useSeenDays(scroller, width, bars.length > 0);
  const [arranged, arrange] = useState<string | null>(null);
  const ready = bars.length > 0;
  useEffect(() => {
    // What is going on now stands in sight when the plan opens.
    if (ready && scroller.current)
      scroller.current.scrollLeft = Math.max(0, (daysBetween(from, today) - 14) * width);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ready, scale]);

  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if (!ready) return props.empty;

  const dayName = (day: string) => dayText(day, language, { month: 'short', day: 'numeric' });
  const nameOf = ({ record }: Bar) => titleOf(record, type.title);
  const move = (bar: Bar, grip: Grip, by: number) => {
    const step = stepOf(bar, grip, by);
    if (step === 0 || !mayTake(bar.record, grip, fields)) return;
    const moved = laid(bar, grip, step);
    const [at, to] = [moved.begins ?? moved.first ?? '', moved.ends ?? moved.last ?? ''];
    const breaks = brokenBy(plan, moved).map(({ bar: late, before }) =>
      t('breaks', { title: nameOf(late), before: nameOf(before) }),
    );
    const say = t('planOf', { title: nameOf(bar), from: dayName(at), to: dayName(to) });
    const told = breaks.length > 0 ? sentences([t('sentence', { text: say }), ...breaks]) : say;
    const { field } = (grip === 'end' && end) || start;
    void change(bar.record, field, datesOf(bar, grip, step, fields), told);
  };
  const mayLink = (bar: Bar) => Boolean(after) && mayChange(bar.record, after);
  /** A field of one keeps the last that was named. */
  const writtenAfter = (ids: string[]): Values =>
    after ? { [after.key]: several ? [...new Set(ids)] : (ids.at(-1) ?? null) } : {};
  const connect = (source: Bar, target: Bar) => {
    if (!after || source === target || !mayLink(target)) return;
    const names = { title: nameOf(target), before: nameOf(source) };
    if (comesBefore(plan, target.record.id, source.record.id)) toast(t('ringRefused', names), { bad: true });
    else
      void change(
        target.record,
        after,
        writtenAfter([...target.after, source.record.id]),
        t('comesAfter', names),
      );
  };
  const part = (bar: Bar, before: Bar) => {
    if (!after || !mayLink(bar)) return;
    const names = { title: nameOf(bar), before: nameOf(before) };
    const rest = bar.after.filter((id) => id !== before.record.id);
    void change(bar.record, after, writtenAfter(rest), t('afterNoMore', names));
  };
  const pointIn = ({ x, y }: { x: number; y: number }) => {
    const box = body.current?.getBoundingClientRect();
    return { x: x - (box?.left ?? 0), y: y - (box?.top ?? 0) };
  };
  const side = phone ? 120 : 240;
  const xOf = (day: string) => daysBetween(from, day) * width;
  const look: BarLook = {
    title: type.title,
    day: width,
    side,
    x: xOf,
    mayMove: ({ record }, grip) => mayTake(record, grip, fields),
    mayLink: Boolean(after?.changeable),
    toneOf: ({ record }) => entryColour(record, colour, view.colours),
    progressOf:
      progress && (({ record }) => Math.max(0, Math.min(1, Number(valueOf(record, progress.key) ?? 0)))),
    asideOf: ({ first, last }) => {
      if (!seen || !first || !last) return null;
      const shownDays = seen[1] - Math.ceil(side / width);
      if (daysBetween(from, last) < seen[0]) return 'before';
      return daysBetween(from, first) > seen[0] + shownDays - 1 ? 'after' : null;
    },
    onFind: (bar) => goTo(bar),
    onOpen: ({ record }) => onOpen(record),
    onMove: move,
    onBefore: ({ record }) => arrange(record.id),
    onLine: ({ record }, at) => setLink(at && { from: record.id, ...pointIn(at) }),
    onLined: (bar, at) => {
      setLink(null);
      const under = document.elementsFromPoint(at.x, at.y).find((one) => (one as HTMLElement).dataset.bar) as
        HTMLElement | undefined;
      const target = barAt(plan, under?.dataset.bar ?? '');
      if (target) connect(bar, target);
    },
  };
  const goTo = (bar: Bar) => {
    virtual.scrollToIndex(plan.places.get(bar.record.id) ?? 0, { align: 'center' });
    scroller.current?.scrollTo({ left: Math.max(0, xOf(bar.first ?? today) - 7 * width) });
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-bar="${bar.record.id}"] button`)?.focus(),
    );
  };
  const shown = virtual.getVirtualItems();
  const opened = arranged === null ? undefined : barAt(plan, arranged);
  const [late] = broken;
  const [wrong] = backwards;
  const months = [from, ...Array.from({ length: Math.ceil(days / 28) }, (_, at) => addMonths(from, at + 1))]
    .filter((month) => daysBetween(from, month) < days)
    .map((month) => ({ month, length: daysBetween(month, addMonths(month, 1)) }));
  const numbered = scale === 'day' ? 1 : 7;

  return (
    <div className={css.grouped}>
      <div className={css.kindBar}>
        <span role="group" aria-label={t('scale')} className={own.scales}>
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
        <DatesChoice type={type} fields={fields} />
        <Button
          small
          onClick={() => scroller.current?.scrollTo({ left: Math.max(0, xOf(today) - 7 * width) })}
        >
          {t('today')}
        </Button>
        {late && (
          <Button small look="quiet" onClick={() => goTo(late.bar)}>
            <span className={own.wrongText}>{t('brokenFound', { count: broken.length })}</span>
          </Button>
        )}
        {wrong && (
          <Button small look="quiet" onClick={() => goTo(wrong)}>
            <span className={own.wrongText}>{t('endEarlier', { count: backwards.length })}</span>
          </Button>
        )}
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
            {months.map(({ month, length }) => (
              <div
                key={month}
                className={own.month}
                style={{ insetInlineStart: side + xOf(month), width: length * width }}
              >
                <span className={own.monthName} style={{ insetInlineStart: side + 4 }}>
                  {dayText(month, language, { year: 'numeric', month: 'short' })}
                </span>
              </div>
            ))}
            {Array.from({ length: Math.ceil(days / numbered) }, (_, at) => addDays(from, at * numbered)).map(
              (day) => (
                <div
                  key={day}
                  className={`${own.dayHead} ${scale === 'day' && isWeekend(day) ? own.weekend : ''}`}
                  style={{ insetInlineStart: side + xOf(day), width }}
                  data-week={scale === 'day' ? undefined : day}
                  aria-hidden
                >
                  {Number(day.slice(8))}
                </div>
              ),
            )}
          </div>
          <div
            ref={body}
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
              plan={plan}
              rows={[shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0]}
              x={(day, late) => side + xOf(day) + (late ? width : 0)}
              size={{ width: side + days * width, height: virtual.getTotalSize() }}
              link={link}
              nameOf={(bar, before) => t('comesAfter', { title: nameOf(bar), before: nameOf(before) })}
              onPick={({ record }) => arrange(record.id)}
            />
            {shown.map(({ index, start: top }) => {
              const bar = bars[index];
              return bar && <BarRow key={bar.record.id} bar={bar} plan={plan} look={look} top={top} />;
            })}
          </div>
        </div>
      </div>
      {opened && (
        <BeforeDialog
          bar={opened}
          plan={plan}
          title={type.title}
          mayChange={mayLink(opened)}
          several={Boolean(several)}
          onAdd={(before) => connect(before, opened)}
          onRemove={(before) => part(opened, before)}
          onClose={() => arrange(null)}
        />
      )}
    </div>
  );
}
