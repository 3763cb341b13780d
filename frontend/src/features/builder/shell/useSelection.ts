import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';

/** What is selected in a designer; `?at=<pointer>` in the address selects the element it points into. */
export function useSelection(find: (pointer: string) => string | null, ready: boolean) {
  const [query, setQuery] = useSearchParams();
  const [selected, select] = useState<string | null>(null);
  const at = query.get('at');
  useEffect(() => {
    if (!at || !ready) return;
    const found = find(at);
    if (found !== null) select(found);
    setQuery(
      (before) => {
        const next = new URLSearchParams(before);
        next.delete('at');
        return next;
      },
      { replace: true },
    );
    // Once for each address.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [at, ready]);
  return [selected, useCallback((next: string | null) => select(next), [])] as const;
}
