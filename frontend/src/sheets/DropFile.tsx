import { UploadOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import { Button } from '@/ui/Button';
import css from './sheets.module.css';
import { sheetWords } from './words';

/** A table in a file, chosen or dropped. */
export function DropFile({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = sheetWords.use();
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
        {busy ? t('readingFile') : t('chooseFile')}
      </Button>
      <span className="muted">{t('drop')}</span>
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
