import { useMemo } from 'react';
import { useText } from '@/i18n';
import { useDraft } from '../draft/api';
import { useDocument, useDocuments } from '../draft/store';
import type { Speech } from './sentence';
import { ruleWords } from './words';

/** What it takes to say rules in words: labels of fields and names of elements. */
export function useSpeech(app: string): Speech {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(app, 'entity');
  const draft = useDraft(app).data;
  const settings = useDocument(app, 'app', 'app').handle?.document.settings;
  return useMemo(
    () => ({
      r,
      text,
      entities: documents,
      settingName: (path) =>
        text(settings?.find((setting) => `settings.${setting.key}` === path)?.name) ||
        path.replace('settings.', ''),
      nameOf: (kind, key) =>
        text(draft?.documents.find((entry) => entry.kind === kind && entry.key === key)?.name) || key,
    }),
    [r, text, documents, draft, settings],
  );
}
