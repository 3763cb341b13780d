import { useEffect, useRef } from 'react';

export interface DesignerKeys {
  onDelete?: () => void;
  onCopy?: () => void;
  onCut?: () => void;
  onPaste?: () => void;
  onDuplicate?: () => void;
  onMove?: (by: -1 | 1) => void;
  /** Into what stands before it, or out of what it stands in. */
  onNest?: (how: 'in' | 'out') => void;
  /** To the element before or behind; `extend` takes it in besides. */
  onStep?: (by: -1 | 1, extend: boolean) => void;
  onAll?: () => void;
  onEscape?: () => void;
}

/** Keys of a designer; text fields and open dialogs keep theirs. */
export function useDesignerKeys(keys: DesignerKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        target.isContentEditable ||
        /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
        target.closest('dialog, [role="menu"]')
      )
        return;
      if (window.getSelection()?.toString()) return;
      const control = event.ctrlKey || event.metaKey;
      const { onDelete, onCopy, onCut, onPaste, onDuplicate, onMove, onNest, onStep, onAll, onEscape } =
        latest.current;
      // Arrows belong to the lists that have them, such as tabs; here only to what can be selected.
      const amongElements = target === document.body || target.closest('[data-elements]') !== null;
      const letter = event.key.toLowerCase();
      const act =
        event.key === 'Delete' || event.key === 'Backspace'
          ? onDelete
          : control && letter === 'c'
            ? onCopy
            : control && letter === 'x'
              ? onCut
              : control && letter === 'a' && amongElements
                ? onAll
                : control && letter === 'v'
                  ? onPaste
                  : control && letter === 'd'
                    ? onDuplicate
                    : event.altKey && event.key === 'ArrowUp'
                      ? onMove && (() => onMove(-1))
                      : event.altKey && event.key === 'ArrowDown'
                        ? onMove && (() => onMove(1))
                        : event.altKey && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')
                          ? onNest && (() => onNest(event.key === 'ArrowRight' ? 'in' : 'out'))
                          : amongElements && (event.key === 'ArrowUp' || event.key === 'ArrowDown')
                            ? onStep && (() => onStep(event.key === 'ArrowUp' ? -1 : 1, event.shiftKey))
                            : event.key === 'Escape'
                              ? onEscape
                              : undefined;
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
