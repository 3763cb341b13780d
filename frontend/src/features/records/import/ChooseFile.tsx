import { UploadOutlined } from '@ant-design/icons';
import { useRef, useState } from 'react';
import { Button } from '@/ui';
import { words } from '../words';
import css from './import.module.css';

export function ChooseFile({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = words.use();
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
        {busy ? t('importReading') : t('importFile')}
      </Button>
      <span className="muted">{t('importDrop')}</span>
      <span className="muted caption">{t('importFileText')}</span>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={t('importFile')}
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onFile(file);
          event.target.value = '';
        }}
      />
    </div>
  );
}
