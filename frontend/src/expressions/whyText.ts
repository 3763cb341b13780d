/** Why a text cannot be shown as conditions. */
import type { ParsedExpression } from '@/api/types';

type Fault = ParsedExpression['errors'][number];
type Reason = { word: 'textEnds' | 'textWrong'; text: string } | { word: 'tooRich' };

/** Pieces of text are named short. */
const MOST = 24;

/** A text with a fault is not rich: it is not finished, or wrong at a place. Positions count code points. */
export function whyText(text: string, faults: Fault[]): Reason {
  const [fault] = faults;
  if (!fault) return { word: 'tooRich' };
  const points = [...text.trimEnd()];
  const ends = fault.position >= points.length;
  if (ends) return { word: 'textEnds', text: cut(points.slice(-MOST).join(''), points.length > MOST) };
  const length = Math.max(1, fault.length ?? 1);
  const at = points.slice(fault.position, fault.position + length).join('');
  return {
    word: 'textWrong',
    text: at.trim() ? shortened(at) : shortened(points.slice(fault.position).join('').trim()),
  };
}

const cut = (text: string, more: boolean) => (more ? `…${text}` : text);
const shortened = (text: string) =>
  [...text].length > MOST ? `${[...text].slice(0, MOST).join('')}…` : text;
