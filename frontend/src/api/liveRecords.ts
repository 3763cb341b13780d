import { useQueryClient } from '@tanstack/react-query';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from './live';
import type { LiveEvents } from './live';
import { keys } from './queries';
import type { FlowInstance, InboxPage, RecordItem, SeatView } from './types';

const LIST_PAUSE = 800;

/** Whether this page shows the record at the told version already: its own change comes back to it. */
export function known(client: QueryClient, event: LiveEvents['record']): boolean {
  const shown = client.getQueryData<RecordItem>(keys.record(event.app, event.entity, event.id));
  return shown !== undefined && event.version !== undefined && shown.version >= event.version;
}

/** Whether what was read of the inbox, a page of it, a seat or a request, is about a record. */
export function asks(read: unknown, id: string): boolean {
  const { pages, record } = (read ?? {}) as Partial<InfiniteData<InboxPage>> & {
    record?: SeatView['record'] | FlowInstance['record'];
  };
  const shown = typeof record === 'string' ? record : record?.id;
  return shown === id || pages?.some((page) => page.items.some((item) => item.record === id)) === true;
}

/** Keep what is on the page fresh: the record that changed, and every list, board and relation of its entity. */
export function useLiveRecords(): void {
  const client = useQueryClient();
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>());
  useEffect(() => {
    const timers = waiting.current;
    return () => timers.forEach((timer) => clearTimeout(timer));
  }, []);
  useLive('record', (event) => {
    void client.invalidateQueries({
      queryKey: keys.inbox,
      predicate: ({ state }) => asks(state.data, event.id),
    });
    const old = known(client, event);
    if (old && !event.moved) return;
    void client.invalidateQueries({ queryKey: keys.record(event.app, event.entity, event.id) });
    // How far a request is stands in no list.
    if (old || event.version === undefined) return;
    // Many changes at once (an import, a rule) ask the lists once.
    const place = `${event.app}/${event.entity}`;
    if (waiting.current.has(place)) return;
    waiting.current.set(
      place,
      setTimeout(() => {
        waiting.current.delete(place);
        void client.invalidateQueries({ queryKey: keys.records(event.app, event.entity) });
      }, LIST_PAUSE),
    );
  });
}
