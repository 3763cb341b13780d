import { useEffect, useRef } from 'react';

/** Saves what an open editor holds; false when it stays open with its fault. */
type Settle = () => Promise<boolean>;

const open = new Set<{ current: Settle }>();

/** An editor that stands open in a page: it is asked before anything else is done there. */
export function useOpenEditor(settle: Settle): void {
  const latest = useRef(settle);
  useEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    open.add(latest);
    return () => {
      open.delete(latest);
    };
  }, []);
}

/** Save what stands typed in open editors before going on; false when one of them could not be saved. */
export async function settleEditors(): Promise<boolean> {
  for (const editor of [...open]) if (!(await editor.current())) return false;
  return true;
}
