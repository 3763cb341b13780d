import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from './client';
import { useLive } from './live';
import { keys } from './queries';
import type { Job } from './types';

const ENDED = ['done', 'failed', 'cancelled'];
export const hasEnded = (job: Job) => ENDED.includes(job.state);

/** A count in the result of a job that has ended. */
export const counted = (job: Job, name: 'records' | 'changed') =>
  Number((job.result as Record<string, unknown> | null)?.[name] ?? 0);

/** A job until it ends, asked for every second and when the server says that it moved; then `ended` is called once. */
export function useJobToEnd(id: string | null, ended?: () => void): Job | undefined {
  const client = useQueryClient();
  const told = useRef<string | null>(null);
  useLive('job', (event) => {
    if (event.id === id) void client.invalidateQueries({ queryKey: keys.job(event.id) });
  });
  const job = useQuery({
    queryKey: keys.job(id ?? ''),
    queryFn: ({ signal }) => api.get<Job>(`/jobs/${id}`, { signal }),
    enabled: id !== null,
    staleTime: 0,
    refetchInterval: (query) => (query.state.data && hasEnded(query.state.data) ? false : 1000),
  }).data;
  const over = job !== undefined && hasEnded(job);
  useEffect(() => {
    if (over && told.current !== id) {
      told.current = id;
      ended?.();
    }
  });
  return job;
}
