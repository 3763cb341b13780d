import { describe, expect, it } from 'vitest';
import type { RecordItem } from '@/api/types';
import { clustered, frameOf, latitudeOf, moved, pointOf, scaleBar, scaleOf, upOf, zoomed } from './mapFrame';
import type { Place } from './mapFrame';

const size = { width: 800, height: 400 };
const at = (id: string, longitude: number, latitude: number): Place => ({
  record: { id } as RecordItem,
  longitude,
  latitude,
  name: id,
  tone: 'blue',
});
const cities = [at('beijing', 116.4, 39.9), at('hangzhou', 120.15, 30.27), at('guangzhou', 113.26, 23.13)];

describe('a map', () => {
  it('goes from latitudes to its plane and back', () => {
    for (const latitude of [-60, 0, 30.27, 84]) expect(latitudeOf(upOf(latitude))).toBeCloseTo(latitude, 9);
  });

  it('shows all places inside its frame', () => {
    const frame = frameOf(cities, size);
    for (const { longitude, latitude } of cities) {
      const { x, y } = pointOf(frame, size, longitude, latitude);
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(size.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(size.height);
    }
  });

  it('keeps the place under the pointer where it is', () => {
    const frame = frameOf(cities, size);
    const before = pointOf(frame, size, 120.15, 30.27);
    const after = pointOf(zoomed(frame, size, 0.4, before), size, 120.15, 30.27);
    expect(after.x).toBeCloseTo(before.x, 6);
    expect(after.y).toBeCloseTo(before.y, 6);
  });

  it('never leaves the world', () => {
    const world = zoomed(frameOf(cities, size), size, 1e6);
    expect(world).toMatchObject({ west: -180, span: 360 });
    expect(moved(world, size, -5000, 0).west).toBe(-180);
  });

  it('has a bar of a round length', () => {
    const { metres, pixels } = scaleBar(frameOf(cities, size), size, 120);
    expect([1, 2, 5]).toContain(Number(String(metres)[0]));
    expect(pixels).toBeLessThanOrEqual(120);
    expect(pixels).toBeGreaterThan(40);
  });

  it('puts together what would lie on each other, and parts it from near', () => {
    const near = [...cities, at('xiaoshan', 120.26, 30.18)];
    const far = clustered(near, scaleOf(frameOf(near, size), size));
    expect(far.map(({ places }) => places.length)).toEqual([1, 2, 1]);
    expect(clustered(near, 1000)).toHaveLength(4);
  });
});
