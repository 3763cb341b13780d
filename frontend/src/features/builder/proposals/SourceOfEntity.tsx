import { UploadOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import { DropFile, PasteRows } from '@/sheets';
import { Button } from '@/ui/Button';
import { Tabs } from '@/ui/Tabs';
import { TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { proposalWords } from './words';

export interface SourceOfEntityProps {
  busy: boolean;
  onFile: (file: File) => void;
  /** Rows that were pasted, as a file whose name says nothing. */
  onRows: (rows: File) => void;
  onSchema: (schema: unknown, name: string) => void;
}

type Way = 'file' | 'paste' | 'schema';

/** Where the fields come from: a file, the clipboard, or a schema. */
export function SourceOfEntity({ busy, onFile, onRows, onSchema }: SourceOfEntityProps) {
  const w = proposalWords.use();
  const [way, setWay] = useState<Way>('file');
  return (
    <div className={kit.stack}>
      <Tabs
        label={w('ways')}
        active={way}
        onChange={(key) => setWay(key as Way)}
        items={[
          { key: 'file', label: w('wayFile') },
          { key: 'paste', label: w('wayPaste') },
          { key: 'schema', label: w('waySchema') },
        ]}
      />
      {way === 'file' ? (
        <DropFile busy={busy} onFile={onFile} />
      ) : way === 'paste' ? (
        <PasteRows busy={busy} onFile={onRows} />
      ) : (
        <GiveSchema busy={busy} onSchema={onSchema} />
      )}
    </div>
  );
}

function GiveSchema({ busy, onSchema }: Pick<SourceOfEntityProps, 'busy' | 'onSchema'>) {
  const w = proposalWords.use();
  const input = useRef<HTMLInputElement>(null);
  const [written, setWritten] = useState('');
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string>();
  const read = () => {
    try {
      onSchema(JSON.parse(written), name);
      setFault(undefined);
    } catch (error) {
      setFault(w('schemaBad', { reason: error instanceof Error ? error.message : '' }));
    }
  };
  return (
    <form
      className={kit.stack}
      onSubmit={(event) => {
        event.preventDefault();
        read();
      }}
    >
      <TextInput
        label={w('schemaLabel')}
        rows={12}
        value={written}
        error={fault}
        help={w('schemaText')}
        onChange={(next) => {
          setWritten(next);
          setFault(undefined);
        }}
      />
      <div className={kit.row}>
        <Button look="primary" type="submit" busy={busy} disabled={!written.trim()}>
          {w('schemaRead')}
        </Button>
        <Button icon={<UploadOutlined aria-hidden />} onClick={() => input.current?.click()}>
          {w('schemaFile')}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={w('schemaFile')}
        accept=".json,application/json,application/schema+json"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (!file) return;
          setName(file.name.replace(/(\.schema)?\.json$/i, ''));
          setFault(undefined);
          void file.text().then(setWritten);
        }}
      />
    </form>
  );
}
