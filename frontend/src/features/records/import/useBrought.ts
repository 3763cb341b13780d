import { useLocation } from 'react-router';
import type { StoredFile } from '@/api/types';
import type { ReadingChoice } from '@/sheets';

export interface Brought {
  file: StoredFile;
  reading: ReadingChoice;
}

/** The file with which somebody comes to a list: who makes one out of a table brings its rows next. */
export function useBrought(): Brought | undefined {
  return (useLocation().state as { imported?: Brought } | null)?.imported;
}
