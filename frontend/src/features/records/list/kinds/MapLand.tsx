import land from './land.json';
import { upOf } from './mapFrame';
import own from './map.module.css';

/** The outline of the land as one path on the plane, made once: rings of ways from point to point. */
const path = land.rings
  .map((ring) => {
    let [x, y] = [0, 0];
    const points: string[] = [];
    for (let at = 0; at + 1 < ring.length; at += 2) {
      x += ring[at] ?? 0;
      y += ring[at + 1] ?? 0;
      points.push(`${(x / land.parts).toFixed(2)},${(-upOf(y / land.parts)).toFixed(2)}`);
    }
    return `M${points.join('L')}Z`;
  })
  .join('');

/** The land, drawn below places: coasts alone, since where one state ends is not for a list to say. */
export function MapLand({ transform }: { transform: string }) {
  return <path className={own.land} d={path} transform={transform} />;
}
