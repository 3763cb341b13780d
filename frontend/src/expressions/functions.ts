import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import type { FunctionItem } from '@/api/types';

export type { FunctionItem };

/** The functions of the language with signature, help and examples; they change only with the server. */
export function useFunctions(): FunctionItem[] {
  const { data } = useQuery({
    queryKey: ['functions'],
    queryFn: ({ signal }) => api.get<{ items: FunctionItem[] }>('/functions', { signal }),
    staleTime: Infinity,
  });
  return data?.items ?? NONE;
}

const NONE: FunctionItem[] = [];

/** The parts of a signature: `SUMIF(list, condition, value)` has three. */
export function parametersOf(signature: string): string[] {
  const inner = /\((.*)\)$/.exec(signature)?.[1] ?? '';
  return inner ? inner.split(',').map((part) => part.trim()) : [];
}
