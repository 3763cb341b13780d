import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { InboxFlows, InboxPage, SeatView } from '@/api/types';
import type { Narrowing } from './narrowing';

export const boxes = ['todo', 'done', 'mine', 'copied'] as const;
export type Box = (typeof boxes)[number];

export const isBox = (text: string | null): text is Box =>
  (boxes as readonly (string | null)[]).includes(text);

/** A box, newest first, page by page; the live event "inbox" asks again. */
export function useBox(box: Box, { app, flow, initiator, since, overdue }: Narrowing) {
  const query = { app, flow, initiator: initiator?.id, since, overdue: overdue || undefined };
  return useInfiniteQuery({
    queryKey: [...keys.inbox, box, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<InboxPage>('/inbox', { signal, query: { box, limit: 30, cursor: pageParam, ...query } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

/** The flows of which a box holds requests. */
export function useBoxFlows(box: Box, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.inbox, 'flows', box],
    queryFn: ({ signal }) => api.get<InboxFlows>('/inbox/flows', { signal, query: { box } }),
    enabled,
  });
}

export function useSeat(id: string) {
  return useQuery({
    queryKey: [...keys.inbox, 'seat', id],
    queryFn: ({ signal }) => api.get<SeatView>(`/seats/${id}`, { signal }),
    retry: false,
  });
}

/** A copy is read by being looked at. */
export function useSeen(seat: SeatView): void {
  const client = useQueryClient();
  const { id, unread } = seat;
  useEffect(() => {
    if (!unread) return;
    void api
      .post(`/seats/${id}/read`)
      .then(() => client.invalidateQueries({ queryKey: keys.inbox }))
      .catch(() => undefined);
  }, [client, id, unread]);
}
