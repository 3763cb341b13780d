import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { Button } from '@/ui';
import { listWords } from '../listWords';
import own from './map.module.css';
import { clustered, frameOf, latitudeOf, pointOf, scaleBar, scaleOf } from './mapFrame';
import type { Cluster, Frame, Place, Size } from './mapFrame';
import { useMapHands } from './useMapHands';

const MapLand = lazy(() => import('./MapLand').then((module) => ({ default: module.MapLand })));

/** Closer than this the outline would be wrong by more than it tells: coasts are known to a kilometre or two. */
const LAND_SPAN = 1;
/** Where the scale stands in the corner no line is named. */
const SCALE_HEIGHT = 56;
const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const BAR = 120;
/** With more marks in sight than this, only the one pointed at is named. */
const NAMED = 30;
const MARGIN = 20;

export const degrees = (value: number, positive: string, negative: string) =>
  `${Number(Math.abs(value).toFixed(3))}°${value === 0 ? '' : value > 0 ? positive : negative}`;

export interface MapSheetProps {
  label: string;
  title: string;
  places: Place[];
  near: string | null;
  onNear: (id: string | null) => void;
  onOpen: (place: Place) => void;
  /** Several lie on the very same spot. */
  onSpot: (places: Place[]) => void;
}

/** The drawing of a map: land, a grid of degrees, a scale, and the places, put together where they are close. */
export function MapSheet({ label, title, places, near, onNear, onOpen, onSpot }: MapSheetProps) {
  const t = listWords.use();
  const language = useLanguage();
  const drawing = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 800, height: 500 });
  useEffect(() => {
    const element = drawing.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const [chosen, choose] = useState<Frame | null>(null);
  const whole = useMemo(() => frameOf(places, size), [places, size]);
  const frame = chosen ?? whole;
  const { closer, farther, hands } = useMapHands(drawing, frame, size, choose);
  const scale = scaleOf(frame, size);
  const clusters = useMemo(() => clustered(places, scale), [places, scale]);
  const seen = clusters.flatMap((cluster) => {
    const { x, y } = pointOf(frame, size, cluster.longitude, cluster.latitude);
    const inside = x > -MARGIN && x < size.width + MARGIN && y > -MARGIN && y < size.height + MARGIN;
    return inside ? [{ cluster, x, y }] : [];
  });
  const [entered, enter] = useState<string | null>(null);
  const first = seen.find(({ cluster }) => cluster.key === entered) ?? seen[0];
  const bar = scaleBar(frame, size, BAR);
  const length = new Intl.NumberFormat(language, {
    style: 'unit',
    unit: bar.metres >= 1000 ? 'kilometer' : 'meter',
  }).format(bar.metres >= 1000 ? bar.metres / 1000 : bar.metres);
  const pick = ({ places: held }: Cluster) => {
    const [one] = held;
    if (held.length === 1 && one) return onOpen(one);
    const parted = frameOf(held, size);
    const spot = held.every(
      ({ latitude, longitude }) => latitude === one?.latitude && longitude === one.longitude,
    );
    if (spot || parted.span >= frame.span) onSpot(held);
    else choose(parted);
  };
  /** Arrows lead from a mark to the next one in their direction. */
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>, from: { x: number; y: number }) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.altKey) return;
    event.preventDefault();
    const [right = 0, down = 0] = way;
    const ahead = seen
      .map((mark) => {
        const along = (mark.x - from.x) * right + (mark.y - from.y) * down;
        const aside = Math.abs((mark.x - from.x) * down) + Math.abs((mark.y - from.y) * right);
        return { mark, along, far: along + 2 * aside };
      })
      .filter(({ along }) => along > 1)
      .sort((one, other) => one.far - other.far)[0]?.mark;
    if (!ahead) return;
    enter(ahead.cluster.key);
    drawing.current?.querySelector<HTMLElement>(`[data-point="${ahead.cluster.key}"]`)?.focus();
  };
  return (
    <div
      ref={drawing}
      className={own.drawing}
      role="application"
      aria-label={label}
      aria-description={t('mapHelp')}
      tabIndex={0}
      {...hands}
    >
      <svg className={own.sheet} width={size.width} height={size.height} aria-hidden>
        {frame.span >= LAND_SPAN && (
          <Suspense>
            <MapLand
              transform={`translate(${-frame.west * scale} ${size.height + frame.south * scale}) scale(${scale})`}
            />
          </Suspense>
        )}
        <Graticule frame={frame} size={size} />
      </svg>
      {seen.map(({ cluster, x, y }) => {
        const [one] = cluster.places;
        if (!one) return null;
        const many = cluster.places.length > 1;
        const name = many ? t('placesHere', { count: cluster.places.length }) : titleOf(one.record, title);
        const shown = !many && (seen.length <= NAMED || near === one.record.id);
        return (
          <button
            key={cluster.key}
            type="button"
            data-point={cluster.key}
            data-mark={many ? undefined : one.tone}
            data-near={cluster.places.some(({ record }) => record.id === near) || undefined}
            className={many ? own.cluster : own.mark}
            style={{ insetInlineStart: x, insetBlockStart: y }}
            aria-label={name}
            title={name}
            tabIndex={cluster === first?.cluster ? 0 : -1}
            onFocus={() => enter(cluster.key)}
            onKeyDown={(event) => onKeyDown(event, { x, y })}
            onClick={() => pick(cluster)}
            onPointerEnter={() => onNear(one.record.id)}
            onPointerLeave={() => onNear(null)}
          >
            {many && cluster.places.length}
            {shown && <span className={own.name}>{name}</span>}
          </button>
        );
      })}
      <span className={own.tools}>
        <Button small icon={<PlusOutlined />} aria-label={t('zoomIn')} onClick={closer} />
        <Button small icon={<MinusOutlined />} aria-label={t('zoomOut')} onClick={farther} />
        <Button small onClick={() => choose(null)}>
          {t('wholeMap')}
        </Button>
      </span>
      <span className={`${own.scale} figures`}>
        <span style={{ width: bar.pixels }} />
        {length}
      </span>
    </div>
  );
}

/** Lines of longitude and latitude at round degrees, named at the edges. */
function Graticule({ frame, size }: { frame: Frame; size: Size }) {
  const { width, height } = size;
  const step = STEPS.findLast((one) => frame.span / one <= 10) ?? 30;
  const lines = (low: number, high: number) => {
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, at) =>
      Number(((first + at) * step).toFixed(4)),
    );
  };
  const x = (longitude: number) => pointOf(frame, size, longitude, 0).x;
  const y = (latitude: number) => pointOf(frame, size, 0, latitude).y;
  const high = (frame.span * height) / width;
  return (
    <g className={own.lines}>
      {lines(frame.west, frame.west + frame.span).map((longitude) => (
        <g key={`x${longitude}`}>
          <line x1={x(longitude)} x2={x(longitude)} y1={0} y2={height} />
          <text x={x(longitude) + 3} y={height - 4}>
            {degrees(longitude, 'E', 'W')}
          </text>
        </g>
      ))}
      {lines(latitudeOf(frame.south), latitudeOf(frame.south + high)).map((latitude) => (
        <g key={`y${latitude}`}>
          <line x1={0} x2={width} y1={y(latitude)} y2={y(latitude)} />
          {y(latitude) - 3 < height - SCALE_HEIGHT && (
            <text x={3} y={y(latitude) - 3}>
              {degrees(latitude, 'N', 'S')}
            </text>
          )}
        </g>
      ))}
    </g>
  );
}
