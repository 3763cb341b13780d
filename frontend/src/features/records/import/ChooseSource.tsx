import { UploadOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import type { EntityDescription } from '@/api/types';
import { Button, Tabs } from '@/ui';
import { words } from '../words';
import { EarlierImports } from './EarlierImports';
import css from './import.module.css';
import { importWords } from './words';

export interface ChooseSourceProps {
  app: string;
  type: EntityDescription;
  busy: boolean;
  onFile: (file: File) => void;
  onShow: (batch: string) => void;
  onUndo: (batch: string, name: string) => void;
}

type Way = 'file' | 'paste' | 'earlier';

/** Where rows come from: a file, or the clipboard; and what was imported before. */
export function ChooseSource({ app, type, busy, onFile, onShow, onUndo }: ChooseSourceProps) {
  const t = importWords.use();
  const [way, setWay] = useState<Way>('file');
  return (
    <div>
      <Tabs
        label={t('ways')}
        active={way}
        onChange={(key) => setWay(key as Way)}
        items={[
          { key: 'file', label: t('wayFile') },
          { key: 'paste', label: t('wayPaste') },
          { key: 'earlier', label: t('wayEarlier') },
        ]}
      />
      <div className={css.way}>
        {way === 'file' ? (
          <DropFile busy={busy} onFile={onFile} />
        ) : way === 'paste' ? (
          <PasteRows busy={busy} onFile={onFile} />
        ) : (
          <EarlierImports app={app} type={type} onShow={onShow} onUndo={onUndo} />
        )}
      </div>
    </div>
  );
}

function DropFile({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = importWords.use();
  const shared = words.use();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  return (
    <div
      className={`${css.drop} ${over ? css.over : ''}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const file = event.dataTransfer.files[0];
        if (file) onFile(file);
      }}
    >
      <Button look="primary" icon={<UploadOutlined />} busy={busy} onClick={() => input.current?.click()}>
        {busy ? shared('importReading') : t('chooseFile')}
      </Button>
      <span className="muted">{shared('importDrop')}</span>
      <span className="muted caption">{t('fileText')}</span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('chooseFile')}
        accept=".xlsx,.xlsm,.csv,.tsv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
    </div>
  );
}

function PasteRows({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = importWords.use();
  const [rows, setRows] = useState('');
  return (
    <form
      className={css.paste}
      onSubmit={(event) => {
        event.preventDefault();
        onFile(new File([rows], `${t('pasted')}.tsv`, { type: 'text/tab-separated-values' }));
      }}
    >
      <label>
        {t('pasteLabel')}
        <textarea
          rows={9}
          value={rows}
          onChange={(event) => setRows(event.target.value)}
          spellCheck={false}
        />
      </label>
      <span className="muted caption">{t('pasteText')}</span>
      <div>
        <Button look="primary" type="submit" busy={busy} disabled={!rows.trim()}>
          {t('pasteRead')}
        </Button>
      </div>
    </form>
  );
}
