import { useMemo } from 'react';
import { Blank } from '@/ui/display';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { lazyControl } from '@/ui/lazyControl';
import { wordsOf } from '../richText';
import { RichView } from '../RichView';
import { TextLine } from './text';

const RichEditor = lazyControl<WidgetProps>(() =>
  import('../controls/RichEditor').then((module) => module.RichEditor),
);

function Words({ html }: { html: string }) {
  const text = useMemo(() => wordsOf(html), [html]);
  return (
    <span className="truncate" title={text.slice(0, 400)}>
      {text.replace(/\s+/g, ' ')}
    </span>
  );
}

function RichTextCell({ value, compact }: CellProps) {
  if (typeof value !== 'string' || !value) return <Blank />;
  return compact ? <Words html={value} /> : <RichView html={value} />;
}

export const RICH_TEXT: FieldKind = {
  type: 'rich_text',
  Widget: RichEditor,
  Cell: RichTextCell,
  Filter: TextLine,
  width: 240,
};
