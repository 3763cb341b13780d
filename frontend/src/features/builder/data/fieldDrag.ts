/** How fields are dragged in the data designer: from the palette to a place, and from place to place. */
import {
  closestCenter,
  KeyboardSensor,
  PointerSensor,
  pointerWithin,
  rectIntersection,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import type { CollisionDetection, KeyboardCoordinateGetter, UniqueIdentifier } from '@dnd-kit/core';
import { sortableKeyboardCoordinates } from '@dnd-kit/sortable';

/** The place behind the last field. */
export const END = 'end:fields';
const NEW = 'new:';

export const newFieldId = (type: string) => `${NEW}${type}`;

/** The type of field that a dragged tile stands for; null for a field that is in the list already. */
export function typeOf(id: UniqueIdentifier): string | null {
  const text = String(id);
  return text.startsWith(NEW) ? text.slice(NEW.length) : null;
}

/** Where a field that is let go over something comes to stand in a list of keys; null outside of it. */
export function placeFor(over: UniqueIdentifier | undefined, keys: string[]): number | null {
  if (over === END) return keys.length;
  const at = keys.indexOf(String(over));
  return at < 0 ? null : at;
}

/** A new field goes where the pointer is and nowhere else; a moved one to the nearest place. */
export const collisions: CollisionDetection = (args) => {
  if (typeOf(args.active.id) !== null)
    return args.pointerCoordinates ? pointerWithin(args) : rectIntersection(args);
  const droppableContainers = args.droppableContainers.filter((each) => each.id !== END);
  return closestCenter({ ...args, droppableContainers });
};

/** Arrows step through the places of the list; the first one comes in from the palette. */
const coordinates: KeyboardCoordinateGetter = (event, args) => {
  const { active, over, droppableContainers } = args.context;
  if (!active || typeOf(active.id) === null) return sortableKeyboardCoordinates(event, args);
  const step = event.code === 'ArrowDown' ? 1 : event.code === 'ArrowUp' ? -1 : 0;
  if (!step) return undefined;
  event.preventDefault();
  const places = droppableContainers
    .getEnabled()
    .flatMap(({ id, node }) => (node.current ? [{ id, node: node.current }] : []))
    .sort((one, other) => one.node.getBoundingClientRect().top - other.node.getBoundingClientRect().top);
  const at = places.findIndex((place) => place.id === over?.id);
  const next = places[at < 0 ? 0 : Math.max(0, Math.min(at + step, places.length - 1))];
  if (!next) return undefined;
  next.node.scrollIntoView({ block: 'nearest' });
  const { left, top } = next.node.getBoundingClientRect();
  return { x: left, y: top };
};

/** Enter stays what it is on a button: on a tile it adds the field, so only Space takes it up. */
const keyboardCodes = { start: ['Space'], cancel: ['Escape'], end: ['Space', 'Enter'] };

export function useFieldSensors() {
  return useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 200, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: coordinates, keyboardCodes }),
  );
}
