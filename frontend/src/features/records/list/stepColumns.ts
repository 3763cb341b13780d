import { KeyboardCode } from '@dnd-kit/core';
import type { CollisionDetection, KeyboardCoordinateGetter } from '@dnd-kit/core';

/** Left and right carry a card from column to column; up and down change nothing, the sort orders a column. */
export const stepColumns: KeyboardCoordinateGetter = (event, { context }) => {
  const step = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (step === 0) {
    if (event.code === KeyboardCode.Up || event.code === KeyboardCode.Down) event.preventDefault();
    return undefined;
  }
  event.preventDefault();
  const columns = context.droppableContainers
    .getEnabled()
    .flatMap(({ id, node }) => (node.current ? [{ id, node: node.current }] : []))
    .sort((one, other) => one.node.getBoundingClientRect().left - other.node.getBoundingClientRect().left);
  const at = columns.findIndex(({ id }) => id === context.over?.id);
  const next = columns[at + step];
  if (at < 0 || !next) return undefined;
  next.node.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  const { left, top } = next.node.getBoundingClientRect();
  return { x: left, y: top };
};

/** The column that a card was carried to by keys: the one it begins at, however narrow a folded one is. */
export const columnBeginning: CollisionDetection = ({ collisionRect, droppableRects, droppableContainers }) =>
  droppableContainers
    .flatMap((droppableContainer) => {
      const rect = droppableRects.get(droppableContainer.id);
      if (!rect) return [];
      const value = Math.abs(rect.left - collisionRect.left);
      return [{ id: droppableContainer.id, data: { droppableContainer, value } }];
    })
    .sort((one, other) => one.data.value - other.data.value);
