import { lazy, Suspense } from 'react';
import type { StoredFile } from '@/api/types';

const GivenFilesShown = lazy(() =>
  import('./GivenFilesShown').then((module) => ({ default: module.GivenFilesShown })),
);

export interface GivenProps {
  signature: StoredFile | null;
  files: StoredFile[];
}

/** What went with a decision; nothing where nothing did. */
export function Given({ signature, files }: GivenProps) {
  if (!signature && files.length === 0) return null;
  return (
    <Suspense>
      <GivenFilesShown signature={signature} files={files} />
    </Suspense>
  );
}
