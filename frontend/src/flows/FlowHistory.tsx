import { lazy, Suspense } from 'react';
import { CardsSkeleton } from '@/ui';
import type { HistoryLinesProps } from './HistoryLines';

const HistoryLines = lazy(() =>
  import('./HistoryLines').then((module) => ({ default: module.HistoryLines })),
);

/** What happened to a request, newest first; it stands below the rest, so its words come after the page. */
export function FlowHistory(props: HistoryLinesProps) {
  return (
    <Suspense fallback={<CardsSkeleton cards={1} />}>
      <HistoryLines {...props} />
    </Suspense>
  );
}
