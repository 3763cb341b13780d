import own from './gantt.module.css';
import { barAt, isEarly } from './plan';
import type { Bar, Plan } from './plan';

/** The height of a row of a plan. */
export const ROW = 36;

interface LinesProps {
  plan: Plan;
  /** The first and the last row in sight. */
  rows: [number, number];
  x: (day: string, late: boolean) => number;
  size: { width: number; height: number };
  link: { from: string; x: number; y: number } | null;
  /** Names a line for those who point at it. */
  nameOf: (bar: Bar, before: Bar) => string;
  onPick: (bar: Bar) => void;
}

/** Lines from the end of what comes before to the start of what comes after, where either is in sight. */
export function Lines({ plan, rows, x, size, link, nameOf, onPick }: LinesProps) {
  const [first, last] = rows;
  const middle = (at: number) => at * ROW + ROW / 2;
  const paths = plan.bars.flatMap((bar, at) =>
    bar.after.flatMap((id) => {
      const from = plan.places.get(id);
      const before = barAt(plan, id);
      if (from === undefined || !before?.last || !bar.first) return [];
      if (Math.max(from, at) < first || Math.min(from, at) > last) return [];
      const [x1, y1, x2, y2] = [x(before.last, true), middle(from), x(bar.first, false), middle(at)];
      const turn = Math.max(x1 + 8, x2 - 8);
      const path =
        x2 - 8 > x1
          ? `M${x1},${y1} H${turn} V${y2} H${x2}`
          : `M${x1},${y1} H${x1 + 8} V${(y1 + y2) / 2} H${x2 - 8} V${y2} H${x2}`;
      return [{ key: `${id}/${bar.record.id}`, path, bar, before, early: isEarly(bar, before) }];
    }),
  );
  const source = link ? plan.places.get(link.from) : undefined;
  const held = source === undefined ? undefined : plan.bars[source];
  return (
    <svg className={own.lines} width={size.width} height={size.height} aria-hidden>
      <defs>
        <marker
          id="gantt-arrow"
          viewBox="0 0 6 6"
          refX="6"
          refY="3"
          markerWidth="6"
          markerHeight="6"
          orient="auto"
        >
          <path d="M0,0 L6,3 L0,6 z" fill="currentColor" />
        </marker>
      </defs>
      {paths.map(({ key, path, bar, before, early }) => (
        <g key={key} className={early ? own.wrong : undefined}>
          <path d={path} markerEnd="url(#gantt-arrow)" />
          <path d={path} className={own.reach} onClick={() => onPick(bar)}>
            <title>{nameOf(bar, before)}</title>
          </path>
        </g>
      ))}
      {link && held?.last && source !== undefined && (
        <path d={`M${x(held.last, true)},${middle(source)} L${link.x},${link.y}`} strokeDasharray="4 3" />
      )}
    </svg>
  );
}
