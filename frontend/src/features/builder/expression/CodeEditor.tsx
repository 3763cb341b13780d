import { autocompletion, completionKeymap } from '@codemirror/autocomplete';
import type { CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, keymap, placeholder as placeholderOf } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import type { ExpressionProblem, ParsedExpression } from '@/api/types';

export interface CodeEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  parse: (text: string, position?: number) => Promise<ParsedExpression>;
  problems: ExpressionProblem[];
  placeholder?: string;
  autoFocus?: boolean;
}

const language = StreamLanguage.define<null>({
  startState: () => null,
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:[^"]|"")*"?/)) return 'string';
    if (stream.match(/^(\d+(\.\d*)?|\.\d+)/)) return 'number';
    if (stream.match(/^(AND|OR|NOT|IN|TRUE|FALSE)\b/i)) return 'keyword';
    if (stream.match(/^[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/)) return 'function';
    if (stream.match(/^[A-Za-z_][A-Za-z0-9_]*/)) return 'variableName';
    stream.next();
    return 'operator';
  },
  tokenTable: { function: tags.function(tags.variableName) },
});

const colours = HighlightStyle.define([
  { tag: tags.string, color: 'var(--green-shade)' },
  { tag: tags.number, color: 'var(--teal-shade)' },
  { tag: tags.keyword, color: 'var(--red-shade)' },
  { tag: tags.function(tags.variableName), color: 'var(--blue-shade)' },
  { tag: tags.variableName, color: 'var(--text)' },
]);

const look = EditorView.theme({
  '&': { border: '1px solid var(--line-strong)', borderRadius: 'var(--radius)', background: 'var(--surface)', fontSize: '13px' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-1px' },
  '.cm-content': { fontFamily: 'var(--font-mono)', color: 'var(--text)', caretColor: 'var(--text)', padding: '6px 0', minHeight: '32px' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-placeholder': { color: 'var(--text-faint)' },
  '.cm-tooltip': { background: 'var(--surface-raised)', color: 'var(--text)', border: '1px solid var(--line)', borderRadius: 'var(--radius)' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': { background: 'var(--accent-tint)', color: 'var(--text)' },
  '.cm-completionDetail': { color: 'var(--text-muted)', fontStyle: 'normal' },
  '.cm-matchingBracket': { background: 'var(--accent-tint)' },
});

/** The text of an expression with completion and faults from the server's own parser. */
export function CodeEditor({ label, value, onChange, parse, problems, placeholder, autoFocus }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ onChange, parse });
  const named = useRef(new Compartment());
  useEffect(() => {
    latest.current = { onChange, parse };
  });

  useEffect(() => {
    if (!place.current) return;
    const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
      const word = context.matchBefore(/[A-Za-z0-9_.\u4e00-\u9fff]*/);
      if (!word || (word.from === word.to && !context.explicit)) return null;
      const answer = await latest.current.parse(context.state.doc.toString(), context.pos).catch(() => null);
      if (!answer || context.aborted) return null;
      const dot = word.text.lastIndexOf('.');
      return {
        from: word.from + dot + 1,
        options: answer.completions.map((item) => ({
          label: item.key,
          displayLabel: item.key,
          detail: item.label === item.key ? undefined : item.label,
          info: item.help || undefined,
          type: item.kind === 'function' ? 'function' : 'variable',
          apply: item.insert || item.key,
        })),
      };
    };
    const editor = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: value,
        extensions: [
          history(),
          language,
          syntaxHighlighting(colours),
          bracketMatching(),
          autocompletion({ override: [complete], icons: false }),
          keymap.of([...completionKeymap, ...defaultKeymap.filter((binding) => binding.key !== 'Mod-Enter'), ...historyKeymap]),
          EditorView.lineWrapping,
          look,
          named.current.of([]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = editor;
    if (autoFocus) editor.focus();
    return () => {
      editor.destroy();
      view.current = null;
    };
    // The editor keeps its own text; later values are taken in below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(() => {
    view.current?.dispatch({
      effects: named.current.reconfigure([
        EditorView.contentAttributes.of({ 'aria-label': label }),
        placeholder ? placeholderOf(placeholder) : [],
      ]),
    });
  }, [label, placeholder]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const length = editor.state.doc.length;
    editor.dispatch(
      setDiagnostics(
        editor.state,
        problems.map((problem) => {
          const from = Math.min(problem.position, length);
          return { from, to: Math.min(from + Math.max(problem.length ?? 1, 1), length), severity: 'error' as const, message: problem.message };
        }),
      ),
    );
  }, [problems]);

  return <div ref={place} data-code-editor />;
}
