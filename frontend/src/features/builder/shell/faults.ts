import { isWithin } from '@/canvas/pointers';
import type { DocumentProblem } from '../draft/api';

/** The problems of one part of a document, with pointers that begin at this part. */
export function problemsIn(problems: DocumentProblem[], at: string): DocumentProblem[] {
  return problems
    .filter((problem) => isWithin(problem.pointer, at))
    .map((problem) => ({ ...problem, pointer: problem.pointer.slice(at.length) }));
}

/** Whether a part of a document has something that must be mended; a mere hint marks nothing as wrong. */
export function hasFault(problems: DocumentProblem[], at: string): boolean {
  return problems.some((problem) => problem.severity !== 'warning' && isWithin(problem.pointer, at));
}
