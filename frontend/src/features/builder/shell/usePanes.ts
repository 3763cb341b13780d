import { useEffect } from 'react';
import type { RefObject } from 'react';

/** Where the keyboard begins in a pane: what it marks, or the open part of the app. */
const START = '[data-pane-start], [aria-current=page]';

/** What is shown now: a pane that holds others is gone through by these, and a phone shows one at a time. */
function panesOf(shell: HTMLElement): HTMLElement[] {
  return [...shell.querySelectorAll<HTMLElement>('[data-pane-name]')].filter(
    (pane) => pane.getClientRects().length > 0 && !pane.querySelector('[data-pane-name]'),
  );
}

/** F6 goes from pane to pane of the builder, with Shift backwards; the parts of the app are one of them. */
export function usePanes(shell: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || !shell.current || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      const panes = panesOf(shell.current);
      const at = panes.findIndex((pane) => pane.contains(document.activeElement));
      // From outside, the way leads into the page.
      const next = at < 0 ? 1 : at + (event.shiftKey ? panes.length - 1 : 1);
      const pane = panes[next % panes.length];
      (pane?.querySelector<HTMLElement>(START) ?? pane)?.focus();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [shell]);
}
