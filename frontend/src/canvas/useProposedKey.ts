import { useEffect, useState } from 'react';
import { api } from '@/api/client';
import { useDebounced } from '@/ui/useDebounced';
import { freeKey, keyFrom } from './ids';

interface Label {
  en?: string;
  zh?: string;
}

const latinIn = (label: Label | undefined) => keyFrom(label?.en ?? '') || keyFrom(label?.zh ?? '');

/** The key that a label suggests: its English words, or the Chinese ones in pinyin. */
export async function proposeKey(
  label: Label | undefined,
  taken: Iterable<string>,
  fallback: string,
  free: (base: string, taken: Iterable<string>) => string = freeKey,
): Promise<string> {
  const latin = latinIn(label);
  if (latin) return free(latin, taken);
  const chinese = label?.zh?.trim();
  if (!chinese) return free(fallback, taken);
  const proposed = await api
    .get<{ key: string }>('/naming/key', { query: { label: chinese } })
    .catch(() => ({ key: fallback }));
  return free(proposed.key || fallback, taken);
}

/** As above, following the label while it is typed; the server is asked for pinyin when the typing rests. */
export function useProposedKey(label: Label | undefined, taken: string[], fallback: string): string {
  const latin = latinIn(label);
  const chinese = useDebounced(latin ? '' : (label?.zh?.trim() ?? ''), 300);
  const [pinyin, setPinyin] = useState('');
  const others = taken.join(' ');
  useEffect(() => {
    let current = true;
    if (!chinese) setPinyin('');
    else
      void proposeKey({ zh: chinese }, others.split(' '), fallback).then(
        (next) => current && setPinyin(next),
      );
    return () => {
      current = false;
    };
  }, [chinese, others, fallback]);
  return latin ? freeKey(latin, taken) : pinyin;
}
