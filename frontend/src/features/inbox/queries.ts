import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { keys } from '@/api/queries';
import type { FlowInstance, InboxPage, SeatView } from '@/api/types';

export const boxes = ['todo', 'done', 'mine'] as const;
export type Box = (typeof boxes)[number];

export const isBox = (text: string | null): text is Box =>
  (boxes as readonly (string | null)[]).includes(text);

/** A box, newest first, page by page; the live event "inbox" asks again. */
export function useBox(box: Box) {
  return useInfiniteQuery({
    queryKey: [...keys.inbox, box],
    queryFn: ({ pageParam, signal }) =>
      api.get<InboxPage>('/inbox', { signal, query: { box, limit: 30, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
}

export function useSeat(id: string) {
  return useQuery({
    queryKey: [...keys.inbox, 'seat', id],
    queryFn: ({ signal }) => api.get<SeatView>(`/seats/${id}`, { signal }),
    retry: false,
  });
}

export function useInstance(id: string) {
  return useQuery({
    queryKey: [...keys.inbox, 'instance', id],
    queryFn: ({ signal }) => api.get<FlowInstance>(`/flow-instances/${id}`, { signal }),
    retry: false,
  });
}
