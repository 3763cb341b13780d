import { TableKit } from '@tiptap/extension-table';
import { EditorContent, useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { useControl } from '../control';
import type { WidgetProps } from '../kind';
import css from '../richText.module.css';
import { pasted } from './pasted';
import { RichTools } from './RichTools';

const SAFE = /^(https?:|mailto:|tel:)/i;

/** What the server keeps: the same vocabulary, so that nothing shown here is lost when it is saved. */
const EXTENSIONS = [
  StarterKit.configure({
    heading: { levels: [2, 3] },
    horizontalRule: false,
    dropcursor: false,
    gapcursor: false,
    link: { openOnClick: false, defaultProtocol: 'https', isAllowedUri: (uri) => SAFE.test(uri) },
  }),
  TableKit.configure({ table: { resizable: false } }),
];

/** The editor of rich text; what leaves it is made safe again by the server. */
export function RichEditor(props: WidgetProps) {
  const { field, value, onChange, onCommit, disabled, invalid, autoFocus } = props;
  const control = useControl(props);
  const label = useText()(field.label);
  const given = typeof value === 'string' ? value : '';
  const told = useRef(given);
  const change = useRef(onChange);
  const box = useRef<HTMLDivElement>(null);
  const [linking, setLinking] = useState(false);
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: given,
    editable: !disabled,
    autofocus: autoFocus ? 'end' : false,
    injectCSS: false,
    editorProps: {
      transformPastedHTML: pasted,
      // Of the editor alone: elsewhere the same keys search everything.
      handleKeyDown: (_, event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return false;
        event.stopPropagation();
        setLinking(true);
        return true;
      },
      attributes: {
        ...(control.id ? { id: control.id } : {}),
        class: css.text ?? '',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': label,
        ...(control['aria-describedby'] ? { 'aria-describedby': control['aria-describedby'] } : {}),
        ...(control['aria-required'] ? { 'aria-required': 'true' } : {}),
        ...(invalid ? { 'aria-invalid': 'true' } : {}),
      },
    },
    onUpdate: ({ editor: now }) => {
      told.current = now.isEmpty ? '' : now.getHTML().replace(/(<p><\/p>)+$/, '');
      change.current(told.current || null);
    },
  });
  useEffect(() => {
    change.current = onChange;
  }, [onChange]);
  useEffect(() => {
    editor?.setEditable(!disabled, false);
  }, [editor, disabled]);
  useEffect(() => {
    if (!editor || given === told.current) return;
    told.current = given;
    editor.commands.setContent(given, { emitUpdate: false });
  }, [editor, given]);
  return (
    <div
      ref={box}
      className={css.editor}
      data-wrong={invalid || undefined}
      onBlur={(event) => {
        if (!box.current?.contains(event.relatedTarget)) onCommit?.();
      }}
    >
      {editor && (
        <RichTools
          editor={editor}
          label={label}
          disabled={disabled}
          linking={linking}
          setLinking={setLinking}
        />
      )}
      <EditorContent editor={editor} className={css.content} />
    </div>
  );
}
