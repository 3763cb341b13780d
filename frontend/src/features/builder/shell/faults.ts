import { isWithin } from '@/canvas/pointers';
import type { DocumentProblem } from '../draft/api';

/** Whether a part of a document has something that must be mended; a mere hint marks nothing as wrong. */
export function hasFault(problems: DocumentProblem[], at: string): boolean {
  return problems.some((problem) => problem.severity !== 'warning' && isWithin(problem.pointer, at));
}
