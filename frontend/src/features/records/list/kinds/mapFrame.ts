/** What of the world a map shows: Mercator's plane in degrees of the equator, moved and enlarged. */
import type { RecordItem } from '@/api/types';
import type { Tone } from '@/ui';

export interface Place {
  record: RecordItem;
  latitude: number;
  longitude: number;
  name: string;
  tone: Tone;
}

export interface Size {
  width: number;
  height: number;
}

export interface Frame {
  west: number;
  /** The lower edge, in the plane. */
  south: number;
  /** From west to east. */
  span: number;
}

const RADIAN = Math.PI / 180;
/** The poles are infinitely far away on this plane. */
const FARTHEST = 85;
const WIDEST = 360;
const NARROWEST = 0.005;
/** A map of one place shows this much around it. */
const LEAST = 0.02;
const METRES_OF_DEGREE = 40_075_017 / 360;

const within = (least: number, value: number, most: number) => Math.min(most, Math.max(least, value));

/** How high a latitude lies on the plane. */
export function upOf(latitude: number): number {
  const angle = within(-FARTHEST, latitude, FARTHEST) * RADIAN;
  return Math.log(Math.tan(Math.PI / 4 + angle / 2)) / RADIAN;
}

export const latitudeOf = (up: number) => (2 * Math.atan(Math.exp(up * RADIAN)) - Math.PI / 2) / RADIAN;

/** Pixels of a degree of the equator. */
export const scaleOf = (frame: Frame, { width }: Size) => width / frame.span;

/** The world neither leaves its frame nor becomes smaller than it. */
function kept({ west, south, span }: Frame, { width, height }: Size): Frame {
  const high = (span * height) / width;
  const top = upOf(FARTHEST);
  return {
    span,
    west: within(-180, west, 180 - span),
    south: high >= 2 * top ? -high / 2 : within(-top, south, top - high),
  };
}

/** The frame in which all places stand, with a margin. */
export function frameOf(places: Pick<Place, 'latitude' | 'longitude'>[], size: Size): Frame {
  const across = places.map(({ longitude }) => longitude);
  const along = places.map(({ latitude }) => upOf(latitude));
  const [west, east] = [Math.min(...across), Math.max(...across)];
  const [south, north] = [Math.min(...along), Math.max(...along)];
  const shape = size.width / size.height;
  const span = within(LEAST, Math.max((east - west) * 1.2, (north - south) * 1.2 * shape), WIDEST);
  return kept(
    { west: (east + west) / 2 - span / 2, south: (north + south) / 2 - span / shape / 2, span },
    size,
  );
}

/** Closer or farther; the point of the drawing that is named stays where it is, else its middle. */
export function zoomed(frame: Frame, size: Size, by: number, at?: { x: number; y: number }): Frame {
  const span = within(NARROWEST, frame.span * by, WIDEST);
  const change = frame.span - span;
  const right = at ? at.x / size.width : 0.5;
  const up = at ? 1 - at.y / size.height : 0.5;
  return kept(
    {
      west: frame.west + change * right,
      south: frame.south + ((change * size.height) / size.width) * up,
      span,
    },
    size,
  );
}

/** Moved by pixels to the right and down. */
export function moved(frame: Frame, size: Size, right: number, down: number): Frame {
  const scale = scaleOf(frame, size);
  return kept({ ...frame, west: frame.west - right / scale, south: frame.south + down / scale }, size);
}

/** Where a place lies in the drawing. */
export function pointOf(frame: Frame, size: Size, longitude: number, latitude: number) {
  const scale = scaleOf(frame, size);
  return {
    x: (longitude - frame.west) * scale,
    y: size.height - (upOf(latitude) - frame.south) * scale,
  };
}

/** A round length of at most so many pixels, in the middle of the drawing. */
export function scaleBar(frame: Frame, size: Size, most: number): { metres: number; pixels: number } {
  const middle = latitudeOf(frame.south + (frame.span * size.height) / size.width / 2);
  const metres = (METRES_OF_DEGREE * Math.cos(middle * RADIAN)) / scaleOf(frame, size);
  const longest = metres * most;
  const power = 10 ** Math.floor(Math.log10(longest));
  const round = [5, 2, 1].find((one) => one * power <= longest) ?? 1;
  return { metres: round * power, pixels: (round * power) / metres };
}

/** Places so near each other that their marks would cover each other stand as one; the nearest first found leads. */
export interface Cluster {
  key: string;
  longitude: number;
  latitude: number;
  places: Place[];
}

export function clustered(places: Place[], scale: number, reach = 34): Cluster[] {
  const cells = new Map<string, Cluster[]>();
  const found: Cluster[] = [];
  for (const place of places) {
    const x = place.longitude * scale;
    const y = upOf(place.latitude) * scale;
    const [column, row] = [Math.floor(x / reach), Math.floor(y / reach)];
    const around = [-1, 0, 1].flatMap((right) =>
      [-1, 0, 1].flatMap((up) => cells.get(`${column + right}:${row + up}`) ?? []),
    );
    const near = around.find(
      (one) => Math.hypot(one.longitude * scale - x, upOf(one.latitude) * scale - y) < reach,
    );
    if (near) {
      near.places.push(place);
      continue;
    }
    const { longitude, latitude } = place;
    const own: Cluster = { key: place.record.id, longitude, latitude, places: [place] };
    found.push(own);
    const cell = `${column}:${row}`;
    cells.set(cell, [...(cells.get(cell) ?? []), own]);
  }
  return found;
}
