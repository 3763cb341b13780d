import {
  BoldOutlined,
  CodeOutlined,
  DeleteColumnOutlined,
  DeleteOutlined,
  DeleteRowOutlined,
  FontSizeOutlined,
  InsertRowBelowOutlined,
  InsertRowRightOutlined,
  ItalicOutlined,
  LinkOutlined,
  OrderedListOutlined,
  RedoOutlined,
  StrikethroughOutlined,
  TableOutlined,
  UnderlineOutlined,
  UndoOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons';
import type { Editor } from '@tiptap/react';
import { useEditorState } from '@tiptap/react';
import { useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { Button } from '@/ui/Button';
import css from '../richText.module.css';
import { richWords } from './richWords';

type Word = Parameters<ReturnType<typeof richWords.use>>[0];

interface Tool {
  word: Word;
  icon: ReactNode;
  on?: boolean;
  off?: boolean;
  run: () => void;
}

const look = (editor: Editor) => ({
  bold: editor.isActive('bold'),
  italic: editor.isActive('italic'),
  underline: editor.isActive('underline'),
  strike: editor.isActive('strike'),
  heading2: editor.isActive('heading', { level: 2 }),
  heading3: editor.isActive('heading', { level: 3 }),
  bullets: editor.isActive('bulletList'),
  numbers: editor.isActive('orderedList'),
  quote: editor.isActive('blockquote'),
  code: editor.isActive('code') || editor.isActive('codeBlock'),
  link: editor.isActive('link'),
  table: editor.isActive('table'),
  undo: editor.can().undo(),
  redo: editor.can().redo(),
});

/** The form of what is selected: one stop of the Tab key, the arrow keys go from tool to tool. */
export function RichTools({
  editor,
  label,
  disabled,
  linking,
  setLinking,
}: {
  editor: Editor;
  label: string;
  disabled?: boolean;
  linking: boolean;
  setLinking: (linking: boolean) => void;
}) {
  const t = richWords.use();
  const state = useEditorState({ editor, selector: ({ editor: now }) => look(now) });
  const [at, setAt] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  const then = () => editor.chain().focus();
  const marks: Tool[] = [
    { word: 'bold', icon: <BoldOutlined />, on: state.bold, run: () => then().toggleBold().run() },
    { word: 'italic', icon: <ItalicOutlined />, on: state.italic, run: () => then().toggleItalic().run() },
    {
      word: 'underline',
      icon: <UnderlineOutlined />,
      on: state.underline,
      run: () => then().toggleUnderline().run(),
    },
    {
      word: 'strike',
      icon: <StrikethroughOutlined />,
      on: state.strike,
      run: () => then().toggleStrike().run(),
    },
    { word: 'link', icon: <LinkOutlined />, on: state.link, run: () => setLinking(!linking) },
  ];
  const blocks: Tool[] = [
    {
      word: 'heading2',
      icon: <FontSizeOutlined />,
      on: state.heading2,
      run: () => then().toggleHeading({ level: 2 }).run(),
    },
    {
      word: 'heading3',
      icon: <FontSizeOutlined style={{ fontSize: 11 }} />,
      on: state.heading3,
      run: () => then().toggleHeading({ level: 3 }).run(),
    },
    {
      word: 'bullets',
      icon: <UnorderedListOutlined />,
      on: state.bullets,
      run: () => then().toggleBulletList().run(),
    },
    {
      word: 'numbers',
      icon: <OrderedListOutlined />,
      on: state.numbers,
      run: () => then().toggleOrderedList().run(),
    },
    {
      word: 'quote',
      icon: <span className={css.mark}>”</span>,
      on: state.quote,
      run: () => then().toggleBlockquote().run(),
    },
    {
      word: 'code',
      icon: <CodeOutlined />,
      on: state.code,
      run: () => (editor.state.selection.empty ? then().toggleCodeBlock().run() : then().toggleCode().run()),
    },
  ];
  const table: Tool[] = state.table
    ? [
        { word: 'row', icon: <InsertRowBelowOutlined />, run: () => then().addRowAfter().run() },
        { word: 'column', icon: <InsertRowRightOutlined />, run: () => then().addColumnAfter().run() },
        { word: 'noRow', icon: <DeleteRowOutlined />, run: () => then().deleteRow().run() },
        { word: 'noColumn', icon: <DeleteColumnOutlined />, run: () => then().deleteColumn().run() },
        { word: 'noTable', icon: <DeleteOutlined />, run: () => then().deleteTable().run() },
      ]
    : [
        {
          word: 'table',
          icon: <TableOutlined />,
          run: () => then().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
        },
      ];
  const steps: Tool[] = [
    { word: 'undo', icon: <UndoOutlined />, off: !state.undo, run: () => then().undo().run() },
    { word: 'redo', icon: <RedoOutlined />, off: !state.redo, run: () => then().redo().run() },
  ];
  const groups = [marks, blocks, table, steps];
  const count = groups.flat().length;
  const current = Math.min(at, count - 1);
  const go = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -current, End: count - 1 - current }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (current + step + count) % count;
    setAt(next);
    bar.current?.querySelectorAll('button')[next]?.focus();
  };
  let place = -1;
  return (
    <>
      <div
        ref={bar}
        className={css.bar}
        role="toolbar"
        tabIndex={-1}
        aria-label={t('tools', { field: label })}
        onKeyDown={go}
      >
        {groups.map((tools, group) => (
          <span key={group} style={{ display: 'contents' }}>
            {group > 0 && <span className={css.divider} aria-hidden />}
            {tools.map((tool) => {
              place += 1;
              const here = place;
              return (
                <button
                  key={tool.word}
                  type="button"
                  className={css.tool}
                  title={t(tool.word)}
                  aria-label={t(tool.word)}
                  aria-pressed={tool.on}
                  aria-disabled={tool.off || undefined}
                  disabled={disabled}
                  tabIndex={here === current ? 0 : -1}
                  onFocus={() => setAt(here)}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => !tool.off && tool.run()}
                >
                  {tool.icon}
                </button>
              );
            })}
          </span>
        ))}
      </div>
      {linking && (
        <LinkLine
          address={String(editor.getAttributes('link').href ?? '')}
          onSet={(href) => {
            setLinking(false);
            const chain = then().extendMarkRange('link');
            if (!href) chain.unsetLink().run();
            else if (editor.state.selection.empty && !state.link)
              chain
                .insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] })
                .run();
            else chain.setLink({ href }).run();
          }}
          onClose={() => {
            setLinking(false);
            editor.commands.focus();
          }}
        />
      )}
    </>
  );
}

/** Asks where a link leads; an address without a scheme is one of the web or a mailbox. */
function LinkLine({
  address,
  onSet,
  onClose,
}: {
  address: string;
  onSet: (href: string) => void;
  onClose: () => void;
}) {
  const t = richWords.use();
  const [typed, setTyped] = useState(address);
  const [wrong, setWrong] = useState(false);
  const set = () => {
    const bare = typed.trim();
    const whole =
      !bare || /^[a-z][a-z0-9+.-]*:/i.test(bare)
        ? bare
        : bare.includes('@')
          ? `mailto:${bare}`
          : `https://${bare}`;
    if (whole && !/^(https?:\/\/|mailto:|tel:)\S+$/i.test(whole)) return setWrong(true);
    onSet(whole);
  };
  return (
    <div className={css.link}>
      <input
        className={css.address}
        aria-label={t('address')}
        aria-invalid={wrong || undefined}
        placeholder="https://"
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value);
          setWrong(false);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            set();
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      {wrong && (
        <span role="alert" className="caption" style={{ color: 'var(--red-shade)' }}>
          {t('wrongLink')}
        </span>
      )}
      <Button small onClick={set}>
        {t('set')}
      </Button>
      {address && (
        <Button small onClick={() => onSet('')}>
          {t('remove')}
        </Button>
      )}
    </div>
  );
}
