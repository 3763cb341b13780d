import { useEffect, useRef } from 'react';

export interface DesignerKeys {
  onDelete?: () => void;
  onCopy?: () => void;
  onPaste?: () => void;
  onDuplicate?: () => void;
  onMove?: (by: -1 | 1) => void;
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
      const { onDelete, onCopy, onPaste, onDuplicate, onMove, onEscape } = latest.current;
      const letter = event.key.toLowerCase();
      const act =
        event.key === 'Delete' || event.key === 'Backspace'
          ? onDelete
          : control && letter === 'c'
            ? onCopy
            : control && letter === 'v'
              ? onPaste
              : control && letter === 'd'
                ? onDuplicate
                : event.altKey && event.key === 'ArrowUp'
                  ? onMove && (() => onMove(-1))
                  : event.altKey && event.key === 'ArrowDown'
                    ? onMove && (() => onMove(1))
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
