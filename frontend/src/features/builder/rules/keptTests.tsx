import { lazy, Suspense, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { TestedDocument, TestedKind } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';

/** Where the API has the documents that keep tests. */
export const FOLDERS: Record<TestedKind, string> = {
  rule: 'rules',
  table: 'tables',
  scorecard: 'scorecards',
};

const Kept = lazy(() => import('./KeptTestList').then((module) => ({ default: module.KeptTestList })));

/** The tests of a document, fetched where it has some; the one that `?at=` of the address points into is open. */
export function KeptTests({ handle }: { handle: DocumentHandle<TestedDocument> }) {
  const asked = useSearchParams()[0].get('at');
  const [at, setAt] = useState('');
  if (asked?.startsWith('/tests/') && asked !== at) setAt(asked);
  if (!handle.document.tests?.length) return null;
  return (
    <Suspense>
      <Kept handle={handle} shown={at} />
    </Suspense>
  );
}
