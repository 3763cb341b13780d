import { useEffect, useState } from 'react';
import { freeKey, keyFrom } from '@/canvas/ids';
import { useDebounced } from '@/ui/useDebounced';
import { draftApi } from '../draft/api';
import type { Text } from '../draft/documents';

/** The key that a label suggests: its English words, or the Chinese ones in pinyin. */
export async function proposeKey(
  label: Text | undefined,
  taken: Iterable<string>,
  fallback: string,
  free: (base: string, taken: Iterable<string>) => string = freeKey,
): Promise<string> {
  const latin = keyFrom(label?.en ?? '') || keyFrom(label?.zh ?? '');
  if (latin) return free(latin, taken);
  const chinese = label?.zh?.trim();
  if (!chinese) return free(fallback, taken);
  const proposed = await draftApi.proposedKey(chinese).catch(() => ({ key: fallback }));
  return free(proposed.key || fallback, taken);
}

/** As above, following the label while it is typed. */
export function useProposedKey(label: Text | undefined, taken: string[], fallback: string): string {
  const still = useDebounced(label, 300);
  const [key, setKey] = useState('');
  const others = taken.join(' ');
  useEffect(() => {
    let current = true;
    if (!still?.en && !still?.zh) setKey('');
    else void proposeKey(still, others.split(' '), fallback).then((next) => current && setKey(next));
    return () => {
      current = false;
    };
  }, [still, others, fallback]);
  return key;
}
