import type { RecordItem } from '@/api/types';
import own from './gantt.module.css';

/** The height of a row of a plan. */
export const ROW = 36;

export interface Bar {
  record: RecordItem;
  first: string | null;
  last: string | null;
  after: string[];
}

interface LinesProps {
  bars: Bar[];
  rows: number[];
  places: Map<string, number>;
  x: (day: string, late: boolean) => number;
  size: { width: number; height: number };
  link: { from: string; x: number; y: number } | null;
}

/** Lines from the end of what comes before to the start of what comes after, where either is in sight. */
export function Lines({ bars, rows, places, x, size, link }: LinesProps) {
  const first = rows[0] ?? 0;
  const last = rows.at(-1) ?? 0;
  const middle = (at: number) => at * ROW + ROW / 2;
  const paths = bars.flatMap((bar, at) =>
    bar.after.flatMap((id) => {
      const from = places.get(id);
      const before = from === undefined ? undefined : bars[from];
      if (from === undefined || !before?.last || !bar.first) return [];
      if (Math.max(from, at) < first || Math.min(from, at) > last) return [];
      const [x1, y1, x2, y2] = [x(before.last, true), middle(from), x(bar.first, false), middle(at)];
      const turn = Math.max(x1 + 8, x2 - 8);
      const path =
        x2 - 8 > x1
          ? `M${x1},${y1} H${turn} V${y2} H${x2}`
          : `M${x1},${y1} H${x1 + 8} V${(y1 + y2) / 2} H${x2 - 8} V${y2} H${x2}`;
      return [{ key: `${id}/${bar.record.id}`, path, early: bar.first <= before.last }];
    }),
  );
  const source = link ? places.get(link.from) : undefined;
  const held = source === undefined ? undefined : bars[source];
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
      {paths.map(({ key, path, early }) => (
        <path key={key} d={path} className={early ? own.wrong : undefined} markerEnd="url(#gantt-arrow)" />
      ))}
      {link && link.x > 0 && held?.last && source !== undefined && (
        <path d={`M${x(held.last, true)},${middle(source)} L${link.x},${link.y}`} strokeDasharray="4 3" />
      )}
    </svg>
  );
}
