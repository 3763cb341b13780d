import { TextArea } from '@/ui/antd/later';
import { useEffect, useState } from 'react';
import type { JsonValue } from '@/api/types';
import { Blank } from '@/ui/display';
import { useControl } from '../control';
import type { CellProps, FieldKind, WidgetProps } from '../kind';
import { words } from '../words';
import { TextLine } from './text';

const pretty = (value: JsonValue): string =>
  value === null || value === undefined ? '' : JSON.stringify(value, null, 2);

/** The object or list in a text; undefined when it is none. */
function read(text: string): JsonValue | undefined {
  if (text.trim() === '') return null;
  try {
    const found = JSON.parse(text) as JsonValue;
    return typeof found === 'object' ? found : undefined;
  } catch {
    return undefined;
  }
}

function JsonWidget(props: WidgetProps) {
  const { value, onChange, onCommit } = props;
  const control = useControl(props);
  const t = words.use();
  const [typed, setTyped] = useState(() => pretty(value));
  const [wrong, setWrong] = useState(false);
  const given = JSON.stringify(value ?? null);
  useEffect(() => {
    setTyped((now) => (JSON.stringify(read(now)) === given ? now : pretty(JSON.parse(given) as JsonValue)));
  }, [given]);
  return (
    <>
      <TextArea
        {...control}
        status={wrong ? 'error' : control.status}
        style={{ fontFamily: 'var(--font-mono)' }}
        spellCheck={false}
        value={typed}
        autoSize={{ minRows: 3, maxRows: 14 }}
        onChange={(event) => {
          setTyped(event.target.value);
          const found = read(event.target.value);
          if (found === undefined) return;
          setWrong(false);
          onChange(found);
        }}
        onBlur={() => {
          const found = read(typed);
          setWrong(found === undefined);
          if (found !== undefined) setTyped(pretty(found));
          onCommit?.();
        }}
      />
      {wrong && (
        <span role="alert" className="caption" style={{ color: 'var(--red-shade)' }}>
          {t('jsonWrong')}
        </span>
      )}
    </>
  );
}

function JsonCell({ value, compact }: CellProps) {
  if (value === null || value === undefined) return <Blank />;
  if (compact) {
    const line = JSON.stringify(value);
    return (
      <code className="truncate" title={line.slice(0, 400)}>
        {line}
      </code>
    );
  }
  return (
    <pre
      style={{
        margin: 0,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
        maxHeight: 320,
        overflow: 'auto',
      }}
    >
      {pretty(value)}
    </pre>
  );
}

export const JSON_KIND: FieldKind = {
  type: 'json',
  Widget: JsonWidget,
  Cell: JsonCell,
  Filter: TextLine,
  width: 180,
};
