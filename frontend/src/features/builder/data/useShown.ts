import { useEffect, useRef } from 'react';

/** A part that unfolds and comes into sight when it is what was asked to be shown. */
export function useShown(asked: boolean) {
  const ref = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!asked || !ref.current) return;
    ref.current.open = true;
    ref.current.scrollIntoView({ block: 'nearest' });
  }, [asked]);
  return ref;
}
