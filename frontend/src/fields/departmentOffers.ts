import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { PlaceList } from '@/api/types';

/** The departments to choose from, asked for when their list is opened. */
export function useDepartmentOffers() {
  const [open, setOpen] = useState(false);
  const { data, error, isFetching } = useQuery({
    queryKey: ['departments'],
    queryFn: ({ signal }) => api.get<PlaceList>('/departments', { signal }),
    enabled: open,
    staleTime: 300_000,
  });
  const offers = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return { offers, setOpen, loading: isFetching, fault: error };
}
