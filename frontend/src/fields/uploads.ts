import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';
import { API_ROOT, uploadFile } from '@/api/client';
import type { JsonValue, StoredFile } from '@/api/types';
import { useProblemText } from '@/ui/ErrorState';
import type { WidgetProps } from './kind';
import { words } from './words';

const known = new Map<string, StoredFile>();

/** The ids of the files in a value. */
export function idsOf(value: JsonValue): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    if (typeof item === 'string') return [item];
    if (item && typeof item === 'object' && !Array.isArray(item) && typeof item.id === 'string') {
      known.set(item.id, {
        id: item.id,
        name: String(item.name ?? ''),
        size: Number(item.size ?? 0),
        type: String(item.type ?? ''),
      });
      return [item.id];
    }
    return [];
  });
}

export interface FileName {
  name: string;
  /** Bytes; unknown for a file that cannot be had. */
  size?: number;
}

/** Names come with the upload, else from the head of the download. */
export function useNames(ids: string[]): Map<string, FileName> {
  const answers = useQueries({
    queries: ids.map((id) => ({
      queryKey: ['file-name', id],
      staleTime: Infinity,
      retry: false,
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<FileName> => {
        const stored = known.get(id);
        if (stored?.name) return stored;
        const response = await fetch(`${API_ROOT}/files/${id}`, { method: 'HEAD', signal });
        if (!response.ok) throw new Error(`${response.status}`);
        const header = response.headers.get('content-disposition') ?? '';
        const name = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1] ?? id.slice(0, 8);
        return { name: decodeURIComponent(name), size: Number(response.headers.get('content-length')) };
      },
    })),
  });
  return new Map(ids.map((id, index) => [id, answers[index]?.data ?? { name: id.slice(0, 8) }]));
}

/** Where a stored file is fetched. */
export const fileAddress = (id: string) => `${API_ROOT}/files/${id}`;

/** Files on their way into a field: which one is being sent, what went wrong, and how more are added. */
export function useUploads({ value, onChange, onPending }: WidgetProps) {
  const t = words.use();
  const problemText = useProblemText();
  const [busy, setBusy] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const ids = idsOf(value);

  const send = async (files: Iterable<File>, replace: boolean) => {
    let next = replace ? [] : ids;
    setError(null);
    for (const file of files) {
      setBusy(file.name);
      try {
        const stored = await uploadFile(file);
        known.set(stored.id, stored);
        next = [...next, stored.id];
        onChange(next);
      } catch (problem) {
        setError(t('uploadFailed', { name: file.name, reason: problemText(problem) }));
      }
    }
    setBusy(null);
  };
  /** Add files to those there are, or put them in their place. */
  const add = (files: Iterable<File>, replace = false) => {
    const work = send(files, replace);
    onPending?.(work);
    return work;
  };
  const remove = (id: string) => onChange(ids.filter((other) => other !== id));
  return { ids, busy, error, add, remove };
}
