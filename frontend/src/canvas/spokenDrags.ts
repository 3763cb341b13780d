/** What a screen reader hears while something is dragged: names and places as people know them. */
import type { Active, DndContextProps, Over } from '@dnd-kit/core';
import { defineWords } from '@/i18n';

export const dragWords = defineWords('drag', {
  en: {
    help: 'Press Space to pick it up, the arrow keys to move it, Space again to put it down, Escape to leave it where it was.',
    movable: 'movable',
    picked: '{{name}}: picked up.',
    pickedAt: '{{name}}: picked up from {{place}}.',
    over: '{{name}}: over {{place}}.',
    outside: '{{name}}: not over a place where it can be put.',
    put: '{{name}}: put down.',
    putAt: '{{name}}: put down at {{place}}.',
    refused: '{{name}}: cannot be put at {{place}}.',
    stays: '{{name}}: stays where it was.',
    cancelled: '{{name}}: moving cancelled, it stays where it was.',
    at: 'place {{at}} of {{count}}',
    atIn: '{{list}}, place {{at}} of {{count}}',
  },
  zh: {
    help: '按空格键拿起，用方向键移动，再按空格键放下；按 Esc 键则留在原处。',
    movable: '可移动',
    picked: '已拿起“{{name}}”。',
    pickedAt: '已从{{place}}拿起“{{name}}”。',
    over: '“{{name}}”移到{{place}}。',
    outside: '“{{name}}”不在可放置的位置。',
    put: '“{{name}}”已放下。',
    putAt: '“{{name}}”已放到{{place}}。',
    refused: '“{{name}}”不能放到{{place}}。',
    stays: '“{{name}}”留在原处。',
    cancelled: '已取消移动，“{{name}}”留在原处。',
    at: '第 {{at}} 位（共 {{count}} 位）',
    atIn: '“{{list}}”第 {{at}} 位（共 {{count}} 位）',
  },
});

export interface SpokenDrag {
  /** What people call the thing that is moved; without it, the `name` among its data. */
  name?: (active: Active) => string | undefined;
  /** What people call a place; without it, the place in the list that is put in order. */
  place?: (over: Over, active: Active) => string | undefined;
  /** Says that a thing lies there already; without it, that it is its own place in the list. */
  isOrigin?: (over: Over, active: Active) => boolean;
  /** Says that a thing cannot be put there. */
  isRefused?: (over: Over, active: Active) => boolean;
  /** There are no places to speak of: a thing comes to lie wherever it is let go. */
  anywhere?: boolean;
}

interface Listed {
  name?: string;
  sortable?: { index: number; items: unknown[] };
}
const listed = (thing: Active | Over) => (thing.data.current ?? {}) as Listed;

/** `<DndContext accessibility={useSpokenDrags({ name, place })}>`: instructions and announcements in words. */
export function useSpokenDrags(drag: SpokenDrag = {}): DndContextProps['accessibility'] {
  const t = dragWords.use();
  const name = (active: Active) => drag.name?.(active) ?? listed(active).name ?? '';
  const inList = (thing: Active | Over) => {
    const { sortable } = listed(thing);
    return sortable && t('at', { at: sortable.index + 1, count: sortable.items.length });
  };
  const place = (over: Over, active: Active) => (drag.place ? drag.place(over, active) : inList(over));
  return {
    screenReaderInstructions: { draggable: t('help') },
    announcements: {
      onDragStart({ active }) {
        const from = inList(active);
        return from
          ? t('pickedAt', { name: name(active), place: from })
          : t('picked', { name: name(active) });
      },
      onDragOver({ active, over }) {
        if (drag.anywhere) return undefined;
        const where = over ? place(over, active) : undefined;
        if (!over || where === undefined) return t('outside', { name: name(active) });
        // Told at once after it is picked up, and would else take the place of that.
        if (drag.isOrigin ? drag.isOrigin(over, active) : over.id === active.id)
          return t('pickedAt', { name: name(active), place: where });
        return t(drag.isRefused?.(over, active) ? 'refused' : 'over', { name: name(active), place: where });
      },
      onDragEnd({ active, over }) {
        if (drag.anywhere) return t('put', { name: name(active) });
        const where = over ? place(over, active) : undefined;
        if (!over || where === undefined) return t('stays', { name: name(active) });
        if (drag.isRefused?.(over, active)) return t('refused', { name: name(active), place: where });
        return t('putAt', { name: name(active), place: where });
      },
      onDragCancel: ({ active }) => t('cancelled', { name: name(active) }),
    },
  };
}
