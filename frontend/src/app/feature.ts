import type { ReactNode } from 'react';
import type { RouteObject } from 'react-router';
import type { Me } from '@/api/types';
import type { CommonWord } from '@/i18n/words';

export interface RailItem {
  key: string;
  to: string;
  icon: ReactNode;
  /** A key of the shared words. */
  label: CommonWord;
  order: number;
  place?: 'main' | 'end';
  badge?: (me: Me) => number;
  when?: (me: Me) => boolean;
  /** Shown in the bar at the bottom of a phone. */
  phone?: boolean;
}

/**
 * What a feature gives the app: `src/features/<name>/routes.tsx` exports one as `feature`.
 *
 * Routes load their page lazily: `{ path: 'inbox', lazy: () => import('./InboxPage').then((page) => ({ Component: page.InboxPage })) }`.
 */
export interface Feature {
  /** Pages inside the shell; paths are relative to the root. */
  routes?: RouteObject[];
  /** Pages that need no session and have no shell. */
  bare?: RouteObject[];
  rail?: RailItem[];
}
