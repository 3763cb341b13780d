import { useCallback } from 'react';
import { segments } from '@/canvas/pointers';
import type { DocumentProblem } from '../draft/api';
import { usePlaceWord } from './placeWords';
import type { PlaceWord } from './placeWords';

/** Problems whose message names the member that they point at. */
const OF_MEMBERS = new Set(['required', 'unknown_member']);

/** What is wrong, with the member that is meant called as its designer calls it, not by its key. */
export function faultWords({ code, pointer, message }: DocumentProblem, word: PlaceWord): string {
  const member = segments(pointer).at(-1);
  return member && OF_MEMBERS.has(code) ? message.replace(`“${member}”`, () => `“${word(member)}”`) : message;
}

export function useFaultWords() {
  const word = usePlaceWord();
  return useCallback((problem: DocumentProblem) => faultWords(problem, word), [word]);
}
