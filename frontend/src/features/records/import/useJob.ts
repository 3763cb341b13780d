import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '@/api/client';
import { useLive } from '@/api/live';
import { keys } from '@/api/queries';
import type { Job } from '@/api/types';

/** A job until it ends; asked every second, and at once when the server says that it moved. */
export function useJob(id: string | null) {
  const client = useQueryClient();
  useLive('job', (event) => {
    if (event.id === id) void client.invalidateQueries({ queryKey: keys.job(event.id) });
  });
  return useQuery({
    queryKey: keys.job(id ?? ''),
    queryFn: ({ signal }) => api.get<Job>(`/jobs/${id}`, { signal }),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: (query) =>
      query.state.data && ['done', 'failed', 'cancelled'].includes(query.state.data.state) ? false : 1000,
  });
}
