import { MinusOutlined, PlusOutlined } from '@ant-design/icons';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { JsonValue, RecordItem } from '@/api/types';
import { FieldCell, fieldOf, titleOf, valueOf } from '@/fields';
import { useText } from '@/i18n';
import { Button, EmptyState, ErrorState, TableSkeleton } from '@/ui';
import type { Tone } from '@/ui';
import { fieldsFor } from '../columnValue';
import { entryColour } from '../entryColour';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { marksOf } from '../marks';
import { useWhole } from '../useWhole';
import type { KindProps } from './kind';
import own from './map.module.css';

const MOST_PLACES = 2000;
const STEPS = [30, 15, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

interface Point {
  record: RecordItem;
  latitude: number;
  longitude: number;
  name: string;
  tone: Tone;
}

interface Size {
  width: number;
  height: number;
}

interface Frame {
  west: number;
  south: number;
  span: number;
}

function placeOf(value: JsonValue): { latitude: number; longitude: number; name: string } | null {
  if (!value || typeof value !== 'object' || Array.isArray(value)) return null;
  const latitude = Number(value.latitude ?? NaN);
  const longitude = Number(value.longitude ?? NaN);
  if (Number.isNaN(latitude) || Number.isNaN(longitude)) return null;
  return { latitude, longitude, name: String(value.name ?? '') };
}

/** The frame in which all points stand, with a margin; degrees are as wide as they are high. */
function frameOf(points: Point[], { width, height }: Size): Frame {
  const east = Math.max(...points.map(({ longitude }) => longitude));
  const west = Math.min(...points.map(({ longitude }) => longitude));
  const north = Math.max(...points.map(({ latitude }) => latitude));
  const south = Math.min(...points.map(({ latitude }) => latitude));
  const span = Math.min(360, Math.max(0.02, (east - west) * 1.15, (north - south) * 1.15 * (width / height)));
  return {
    west: (east + west) / 2 - span / 2,
    south: (north + south) / 2 - (span * height) / width / 2,
    span,
  };
}

const degrees = (value: number, positive: string, negative: string) =>
  `${Number(Math.abs(value).toFixed(3))}°${value === 0 ? '' : value > 0 ? positive : negative}`;

/** Places by their coordinates on a plain grid of degrees: nothing is asked of any map service. */
export function MapKind(props: KindProps) {
  const { app, type, view, filter, sort, search, batch, onOpen, onRows } = props;
  const t = listWords.use();
  const text = useText();
  const place =
    fieldOf(type, view.place_field ?? '') ??
    type.fields.find((field) => field.type === 'location' && field.readable);
  const colour = view.colour_field ? fieldOf(type, view.colour_field) : undefined;
  const card = (view.card ?? []).flatMap((key) => fieldOf(type, key) ?? []);
  const list = useWhole(
    {
      app: app.key,
      entity: type.key,
      filter,
      sort,
      search,
      batch,
      ...fieldsFor(type, [], [place?.key, colour?.key, ...card.map(({ key }) => key)]),
      marks: marksOf(view.colours),
    },
    MOST_PLACES,
    Boolean(place),
  );
  const items = list.data?.items;
  useEffect(() => onRows(items ?? []), [onRows, items]);
  const points = useMemo(
    () =>
      (items ?? []).flatMap((record): Point[] => {
        const found = place && placeOf(valueOf(record, place.key));
        return found ? [{ record, ...found, tone: entryColour(record, colour, view.colours) }] : [];
      }),
    [items, place, colour, view.colours],
  );
  const [chosen, setChosen] = useState<Frame | null>(null);
  const [size, setSize] = useState<Size>({ width: 800, height: 500 });
  const drawing = useRef<HTMLDivElement>(null);
  const drawn = points.length > 0;
  useEffect(() => {
    const element = drawing.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setSize({ width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [drawn]);
  const [near, setNear] = useState<string | null>(null);
  const [held, setHeld] = useState<{ x: number; y: number; frame: Frame } | null>(null);

  if (!place) return <EmptyState text={t('notOffered')} />;
  if (list.error && !items) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <TableSkeleton />;
  if ((items ?? []).length === 0) return props.empty;
  if (points.length === 0) return <EmptyState text={t('noPlaces')} />;

  const { width, height } = size;
  const frame = chosen ?? frameOf(points, size);
  const scale = width / frame.span;
  const x = (longitude: number) => (longitude - frame.west) * scale;
  const y = (latitude: number) => height - (latitude - frame.south) * scale;
  const step = STEPS.findLast((one) => frame.span / one <= 10) ?? 30;
  const lines = (low: number, high: number) => {
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, at) =>
      Number(((first + at) * step).toFixed(4)),
    );
  };
  const zoom = (by: number) => {
    const span = Math.min(360, Math.max(0.005, frame.span * by));
    const change = (frame.span - span) / 2;
    setChosen({ west: frame.west + change, south: frame.south + (change * height) / width, span });
  };
  const pan = (right: number, up: number) =>
    setChosen({
      ...frame,
      west: frame.west + right * frame.span * 0.15,
      south: frame.south + up * frame.span * 0.15,
    });
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, () => void> = {
      ArrowLeft: () => pan(-1, 0),
      ArrowRight: () => pan(1, 0),
      ArrowUp: () => pan(0, 1),
      ArrowDown: () => pan(0, -1),
      '+': () => zoom(0.6),
      '=': () => zoom(0.6),
      '-': () => zoom(1 / 0.6),
    };
    const act = moves[event.key];
    if (!act || event.target !== event.currentTarget) return;
    event.preventDefault();
    act();
  };
  const grab = (event: PointerEvent<SVGSVGElement>) => {
    if ((event.target as Element).closest('[data-point]')) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld({ x: event.clientX, y: event.clientY, frame });
  };
  const pull = (event: PointerEvent<SVGSVGElement>) => {
    if (!held) return;
    const perPixel = frame.span / event.currentTarget.clientWidth;
    setChosen({
      ...held.frame,
      west: held.frame.west - (event.clientX - held.x) * perPixel,
      south: held.frame.south + (event.clientY - held.y) * perPixel,
    });
  };
  const without = (items ?? []).length - points.length;
  return (
    <div className={own.map}>
      <div className={own.drawing} ref={drawing}>
        <svg
          viewBox={`0 0 ${width} ${height}`}
          className={own.sheet}
          role="application"
          aria-label={t('mapOf', { entity: text(type.name) })}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onPointerDown={grab}
          onPointerMove={pull}
          onPointerUp={() => setHeld(null)}
          onPointerCancel={() => setHeld(null)}
        >
          {lines(frame.west, frame.west + frame.span).map((longitude) => (
            <g key={`x${longitude}`} className={own.line}>
              <line x1={x(longitude)} x2={x(longitude)} y1={0} y2={height} />
              <text x={x(longitude) + 3} y={height - 4}>
                {degrees(longitude, 'E', 'W')}
              </text>
            </g>
          ))}
          {lines(frame.south, frame.south + (frame.span * height) / width).map((latitude) => (
            <g key={`y${latitude}`} className={own.line}>
              <line x1={0} x2={width} y1={y(latitude)} y2={y(latitude)} />
              <text x={3} y={y(latitude) - 3}>
                {degrees(latitude, 'N', 'S')}
              </text>
            </g>
          ))}
          {points.map((point) => {
            const { record } = point;
            const title = titleOf(record, type.title);
            const [left, top] = [x(point.longitude), y(point.latitude)];
            if (left < -20 || left > width + 20 || top < -20 || top > height + 20) return null;
            return (
              <g
                key={record.id}
                data-point={record.id}
                className={`${own.point} ${near === record.id ? own.near : ''}`}
                data-mark={point.tone}
                onClick={() => onOpen(record)}
                onPointerEnter={() => setNear(record.id)}
                onPointerLeave={() => setNear(null)}
              >
                <circle cx={left} cy={top} r={7} />
                <text x={left + 10} y={top + 4}>
                  {title}
                </text>
              </g>
            );
          })}
        </svg>
        <span className={own.tools}>
          <Button small icon={<PlusOutlined />} aria-label={t('zoomIn')} onClick={() => zoom(0.6)} />
          <Button small icon={<MinusOutlined />} aria-label={t('zoomOut')} onClick={() => zoom(1 / 0.6)} />
          <Button small onClick={() => setChosen(null)}>
            {t('wholeMap')}
          </Button>
        </span>
      </div>
      <section className={own.places} aria-label={t('places')}>
        {list.data?.cut && <p className="muted caption">{t('tooMany', { count: MOST_PLACES })}</p>}
        {without > 0 && <p className="muted caption">{t('withoutPlace', { count: without })}</p>}
        <ul className={css.trash}>
          {points.map(({ record, latitude, longitude, name, tone }) => (
            <li
              key={record.id}
              className={near === record.id ? own.nearLine : undefined}
              onPointerEnter={() => setNear(record.id)}
              onPointerLeave={() => setNear(null)}
            >
              <span className={own.dot} data-mark={tone} aria-hidden />
              <span className={css.trashText}>
                <button type="button" className={`${css.titleLink} truncate`} onClick={() => onOpen(record)}>
                  {titleOf(record, type.title)}
                </button>
                <span className="muted caption">
                  {name && `${name} · `}
                  {degrees(latitude, 'N', 'S')}, {degrees(longitude, 'E', 'W')}
                </span>
                {card.map((field) => (
                  <FieldCell key={field.key} app={app.key} field={field} record={record} compact />
                ))}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
