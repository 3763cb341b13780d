/** What the server knows of a draft is what was last saved of it; whoever edits a draft says how to bring it there. */
import { createContext, useContext, useEffect, useRef } from 'react';

export interface DraftSaves {
  /** Save what is not saved yet; resolves when the server has it. */
  settle: () => Promise<void>;
  /** Call the listener after every save. */
  onSaved: (listener: () => void) => () => void;
}

const Saves = createContext<DraftSaves>({
  settle: () => Promise.resolve(),
  onSaved: () => () => undefined,
});

export const DraftSavesProvider = Saves.Provider;

export function useDraftSaves(): DraftSaves {
  return useContext(Saves);
}

/** Do something after each save of the draft, such as ask again what a formula means. */
export function useOnSaved(active: boolean, act: () => void): void {
  const { onSaved } = useDraftSaves();
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  useEffect(() => (active ? onSaved(() => latest.current()) : undefined), [active, onSaved]);
}
