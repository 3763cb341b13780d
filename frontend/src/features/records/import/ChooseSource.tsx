import { useState } from 'react';
import type { EntityDescription } from '@/api/types';
import { DropFile, PasteRows } from '@/sheets';
import { Tabs } from '@/ui';
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
