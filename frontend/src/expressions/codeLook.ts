/** How expressions look in the editor. */
import { HighlightStyle, StreamLanguage } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const language = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/"(?:[^"]|"")*"?/)) return 'string';
    if (stream.match(/\d+(\.\d*)?/)) return 'number';
    if (stream.match(/(AND|OR|NOT|IN|TRUE|FALSE)\b/i)) return 'keyword';
    if (stream.match(/[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/)) return 'function';
    if (stream.match(/[A-Za-z_][A-Za-z0-9_]*/)) return 'variableName';
    stream.next();
    return 'operator';
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

export const colours = HighlightStyle.define([
  { tag: tags.string, color: 'var(--green-shade)' },
  { tag: tags.number, color: 'var(--teal-shade)' },
  { tag: tags.keyword, color: 'var(--blue-shade)', fontWeight: '600' },
  { tag: tags.function(tags.variableName), color: 'var(--amber-shade)' },
]);

export const look = EditorView.theme({
  '&': { fontSize: '13px', backgroundColor: 'transparent' },
  '&.cm-focused': { outline: 'none' },
  '.cm-content': { fontFamily: 'var(--font-mono)', padding: '6px 0', caretColor: 'var(--text)' },
  '.cm-line': { padding: '0 10px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface-raised)',
    color: 'var(--text)',
    border: '1px solid var(--line)',
    borderRadius: '6px',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent-tint)',
    color: 'var(--text)',
  },
  '.cm-completionInfo': { whiteSpace: 'pre-line', maxWidth: '320px' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--accent-tint) !important',
  },
});

/** Positions count code points on the server and UTF-16 units here. */
export function toUnits(text: string, position: number): number {
  return [...text].slice(0, position).join('').length;
}
export function toPoints(text: string, units: number): number {
  return [...text.slice(0, units)].length;
}
