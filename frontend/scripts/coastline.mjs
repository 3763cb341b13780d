// Writes the outline of the land that maps are drawn on, from the package `world-atlas` (Natural Earth, public domain).
// Usage: node coastline.mjs <folder of the unpacked package> <file to write>
import { readFileSync, writeFileSync } from 'node:fs';

const [folder, target] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
const { arcs, transform, objects } = JSON.parse(readFileSync(`${folder}/land-50m.json`, 'utf8'));

/** Parts of a degree in which points are written. */
const PARTS = 50;
/** Corners that take away less than this of the area (in square degrees) are left out, and islands smaller than it. */
const LEAST_CORNER = 0.012;
const LEAST_ISLAND = 0.03;

const [stepX, stepY] = transform.scale;
const [left, bottom] = transform.translate;
const lines = arcs.map((arc) => {
  let [x, y] = [0, 0];
  return arc.map(([right, up]) => [(x += right) * stepX + left, (y += up) * stepY + bottom]);
});
const lineOf = (index) => (index < 0 ? [...lines[~index]].reverse() : lines[index]);
const ringOf = (indexes) => indexes.flatMap((index, at) => lineOf(index).slice(at === 0 ? 0 : 1));
const polygons = objects.land.geometries.flatMap(({ type, arcs: own }) =>
  type === 'MultiPolygon' ? own : [own],
);

const triangle = ([ax, ay], [bx, by], [cx, cy]) =>
  Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
const areaOf = (ring) =>
  Math.abs(ring.reduce((sum, [x, y], at) => {
    const [nx, ny] = ring[(at + 1) % ring.length];
    return sum + x * ny - nx * y;
  }, 0) / 2);

/** Leave out the corner that matters least until each that is left matters (Visvalingam). */
function simplified(ring) {
  const points = ring.slice(0, -1);
  for (;;) {
    if (points.length <= 4) return points;
    let least = Infinity;
    let place = -1;
    points.forEach((point, at) => {
      const before = points[(at + points.length - 1) % points.length];
      const after = points[(at + 1) % points.length];
      const weight = triangle(before, point, after) * Math.max(0.15, Math.cos((point[1] * Math.PI) / 180));
      if (weight < least) [least, place] = [weight, at];
    });
    if (least >= LEAST_CORNER) return points;
    points.splice(place, 1);
  }
}

/** The first point, then each as the way from the one before, in parts of a degree. */
function written(ring) {
  let [x, y] = [0, 0];
  return ring.flatMap(([longitude, latitude]) => {
    const now = [Math.round(longitude * PARTS), Math.round(latitude * PARTS)];
    const way = [now[0] - x, now[1] - y];
    [x, y] = now;
    return way;
  });
}

const rings = polygons
  .flat()
  .map(ringOf)
  .filter((ring) => areaOf(ring) >= LEAST_ISLAND)
  .map(simplified)
  .map(written);
const source = `Natural Earth 1:50m land (public domain), by way of world-atlas ${version}`;
writeFileSync(target, `${JSON.stringify({ source, parts: PARTS, rings })}\n`);
console.log(`${rings.length} rings, ${rings.flat().length / 2} points`);
