import { LeftOutlined, RightOutlined } from '@ant-design/icons';
import { useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import type { Tone } from '@/ui';
import { daysBetween, dayText } from '../days';
import css from '../list.module.css';
import { listWords } from '../listWords';
import own from './gantt.module.css';
import { ROW } from './GanttLines';
import { beforeOf, isEarly } from './plan';
import type { Bar, Plan } from './plan';
import { gripOf, isBackwards, laid, stepOf } from './spans';
import type { Grip } from './spans';

/** How the bars of a plan look and what is done with them. */
export interface BarLook {
  title: string;
  /** Pixels of a day, and of the names beside the bars. */
  day: number;
  side: number;
  /** Pixels from the beginning of the plan to a day. */
  x: (day: string) => number;
  mayMove: (bar: Bar, grip: Grip) => boolean;
  /** Lines may be drawn from it to what comes after. */
  mayLink: boolean;
  toneOf: (bar: Bar) => Tone;
  /** Where a bar lies of which nothing is in sight. */
  asideOf: (bar: Bar) => 'before' | 'after' | null;
  onFind: (bar: Bar) => void;
  /** From 0 to 1; nothing where progress is not shown. */
  progressOf?: (bar: Bar) => number;
  onOpen: (bar: Bar) => void;
  onMove: (bar: Bar, grip: Grip, days: number) => void;
  /** What comes before it is to be arranged. */
  onBefore: (bar: Bar) => void;
  /** A line is being drawn from a bar to a point of the page, and let go. */
  onLine: (bar: Bar, at: { x: number; y: number } | null) => void;
  onLined: (bar: Bar, at: { x: number; y: number }) => void;
}

export interface BarRowProps {
  bar: Bar;
  plan: Plan;
  look: BarLook;
  top: number;
}

const SIDES: ('start' | 'end')[] = ['start', 'end'];

/** A row of a plan: the name beside it, its bar over its days; moved and stretched by mouse, finger and keys. */
export function BarRow({ bar, plan, look, top }: BarRowProps) {
  const t = listWords.use();
  const language = useLanguage();
  const [pulled, setPulled] = useState<{ grip: Grip; x: number; days: number } | null>(null);
  const { record } = bar;
  const title = titleOf(record, look.title);
  const name = (day: string) => dayText(day, language, { month: 'short', day: 'numeric' });
  const shown = pulled ? laid(bar, pulled.grip, stepOf(bar, pulled.grip, pulled.days)) : bar;
  const backwards = isBackwards(shown);
  const before = beforeOf(plan, bar);
  const early = before.some((one) => isEarly(bar, one));
  const notes = [
    shown.first && shown.last
      ? t('planOf', { title, from: name(shown.begins ?? shown.first), to: name(shown.ends ?? shown.last) })
      : `${title}, ${t('noDates')}`,
    ...(backwards ? [t('endsEarlier')] : []),
    ...before.map((one) => t('afterWhat', { title: titleOf(one.record, look.title) })),
    ...(early ? [t('tooEarly')] : []),
  ];
  const aside = pulled ? null : look.asideOf(bar);
  const movable = look.mayMove(bar, 'all');
  const help = [
    ...(movable ? [t('planHelp')] : []),
    ...(look.mayMove(bar, 'end') ? [t('stretchHelp')] : []),
    ...(look.mayLink ? [t('planAfterHelp')] : []),
  ];
  const grab = (grip: Grip) => (event: PointerEvent<HTMLElement>) => {
    if (!look.mayMove(bar, grip) || event.button !== 0) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setPulled({ grip, x: event.clientX, days: 0 });
  };
  const pull = (event: PointerEvent) => {
    if (pulled) setPulled({ ...pulled, days: Math.round((event.clientX - pulled.x) / look.day) });
  };
  const drop = (event: PointerEvent) => {
    if (!pulled) return;
    setPulled(null);
    look.onMove(bar, pulled.grip, Math.round((event.clientX - pulled.x) / look.day));
  };
  const hands = (grip: Grip) => ({
    onPointerDown: grab(grip),
    onPointerMove: pull,
    onPointerUp: drop,
    onPointerCancel: () => setPulled(null),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const grip = gripOf(event);
    if (event.key === 'Enter') look.onOpen(bar);
    else if (event.key === 'a' && look.mayLink) look.onBefore(bar);
    else if (by !== undefined && grip) look.onMove(bar, grip, by);
    else return;
    event.preventDefault();
  };
  const length = shown.first && shown.last ? (daysBetween(shown.first, shown.last) + 1) * look.day : 0;
  return (
    <div className={own.row} style={{ height: ROW, top }}>
      <div className={own.name} style={{ width: look.side }}>
        <button
          type="button"
          className={`${css.titleLink} truncate`}
          title={title}
          onClick={() => look.onOpen(bar)}
        >
          {title}
        </button>
      </div>
      {aside && shown.first && shown.last && (
        <button
          type="button"
          className={own.aside}
          data-side={aside}
          style={aside === 'before' ? { insetInlineStart: look.side + 4 } : undefined}
          aria-label={t('findBar', { title, from: name(shown.first), to: name(shown.last) })}
          onClick={() => look.onFind(bar)}
        >
          {aside === 'before' && <LeftOutlined aria-hidden />}
          {name(aside === 'before' ? shown.last : shown.first)}
          {aside === 'after' && <RightOutlined aria-hidden />}
        </button>
      )}
      {shown.first && (
        <div
          data-bar={record.id}
          className={`${own.bar} ${early || backwards ? own.early : ''} ${pulled ? own.lifted : ''}`}
          data-tone={look.toneOf(bar)}
          style={{ insetInlineStart: look.side + look.x(shown.first), width: length }}
          title={[...notes, ...help].join(' · ')}
        >
          {look.progressOf && (
            <span className={own.done} style={{ width: `${look.progressOf(bar) * 100}%` }} />
          )}
          <button
            type="button"
            className={own.grip}
            aria-label={notes.join(', ')}
            {...hands('all')}
            onDoubleClick={() => look.onOpen(bar)}
            onKeyDown={onKeyDown}
          >
            {length > 60 && <span className="truncate">{title}</span>}
          </button>
          {SIDES.filter((side) => look.mayMove(bar, side)).map((side) => (
            <span key={side} className={own.stretch} data-side={side} aria-hidden {...hands(side)} />
          ))}
          {look.mayLink && <Knot bar={bar} look={look} />}
        </div>
      )}
    </div>
  );
}

/** The end of a bar from which a line is drawn to what comes after. */
function Knot({ bar, look }: { bar: Bar; look: BarLook }) {
  const [held, setHeld] = useState(false);
  const at = (event: PointerEvent) => ({ x: event.clientX, y: event.clientY });
  return (
    <span
      className={own.knot}
      aria-hidden
      onPointerDown={(event) => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        setHeld(true);
      }}
      onPointerMove={(event) => held && look.onLine(bar, at(event))}
      onPointerUp={(event) => {
        setHeld(false);
        look.onLined(bar, at(event));
      }}
      onPointerCancel={() => {
        setHeld(false);
        look.onLine(bar, null);
      }}
    />
  );
}
