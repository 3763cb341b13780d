import { Select } from '@/ui/Select';
import { sheetWords } from './words';

const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16', label: 'UTF-16' },
  { value: 'gb18030', label: 'GB 18030 / GBK' },
  { value: 'big5', label: 'Big5' },
  { value: 'windows-1252', label: 'Windows-1252' },
];

export interface TextReadingProps {
  /** How the text is read now; null where it could not be recognised. */
  reading: { encoding: string | null; separator: string | null };
  busy: boolean;
  onChange: (changed: { encoding: string } | { separator: string }) => void;
}

/** What separates the cells of a text, and how its characters are coded. */
export function TextReading({ reading, busy, onChange }: TextReadingProps) {
  const t = sheetWords.use();
  const encoding = reading.encoding?.startsWith('utf-16') ? 'utf-16' : reading.encoding;
  return (
    <>
      <label>
        {t('separator')}
        <Select
          value={reading.separator ?? undefined}
          aria-label={t('separator')}
          disabled={busy}
          options={[
            { value: ',', label: t('comma') },
            { value: ';', label: t('semicolon') },
            { value: '\t', label: t('tab') },
            { value: '|', label: t('bar') },
          ]}
          onChange={(separator: string) => onChange({ separator })}
        />
      </label>
      <label>
        {t('encoding')}
        <Select
          value={encoding ?? undefined}
          aria-label={t('encoding')}
          disabled={busy}
          options={ENCODINGS}
          onChange={(chosen: string) => onChange({ encoding: chosen })}
        />
      </label>
    </>
  );
}
