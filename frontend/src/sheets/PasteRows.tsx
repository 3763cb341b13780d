import { useState } from 'react';
import { Button } from '@/ui/Button';
import css from './sheets.module.css';
import { sheetWords } from './words';

/** Rows copied from a spreadsheet, as a file of text. */
export function PasteRows({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const t = sheetWords.use();
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
