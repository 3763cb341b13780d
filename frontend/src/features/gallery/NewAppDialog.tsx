import { useState } from 'react';
import { freeKey, isKey } from '@/canvas/ids';
import { proposeKey, useProposedKey } from '@/canvas/useProposedKey';
import { api } from '@/api/client';
import type { Language } from '@/api/types';
import { textIn, useLanguage, useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog, ErrorState } from '@/ui';
import { CheckField, FieldPair, FieldStack, TextField } from '@/ui/Inputs';
import type { Made, Template } from './types';
import { words } from './words';

export type Making = { kind: 'install' | 'clone'; template: Template } | { kind: 'blank' };

export interface NewAppDialogProps {
  making: Making;
  taken: string[];
  onMade: (made: Made, name: string, blank: boolean) => Promise<void>;
  onClose: () => void;
}

/** A copy is told from its template by its name. */
function proposed(language: Language, making: Making): string {
  if (making.kind === 'blank') return '';
  const name = textIn(language, making.template.name);
  return making.kind === 'clone' ? words.say('copyOf', { name, lng: language }) : name;
}

/** Name, key and demo data of a new app, from a template or blank. */
export function NewAppDialog({ making, taken, onMade, onClose }: NewAppDialogProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const template = making.kind === 'blank' ? null : making.template;
  const language = useLanguage();
  const [name, setName] = useState(() => ({ zh: proposed('zh', making), en: proposed('en', making) }));
  const [ownKey, setOwnKey] = useState<string | null>(null);
  const [demo, setDemo] = useState(making.kind === 'install' && template?.installed.length === 0);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const proposedKey = useProposedKey(name, taken, 'app');
  const key = ownKey ?? (template ? freeKey(template.key, taken) : proposedKey);
  const zh = name.zh.trim();
  const en = name.en.trim();
  const nameFault = !zh && !en ? t('nameNeeded') : undefined;
  const keyFault =
    ownKey === null ? undefined : !isKey(key) ? t('keyBad') : taken.includes(key) ? t('keyTaken') : undefined;

  const make = async () => {
    setTried(true);
    if (nameFault || keyFault || busy) return;
    setBusy(true);
    setError(null);
    const free = ownKey ?? (template ? key : await proposeKey(name, taken, 'app'));
    const both = { zh: zh || en, en: en || zh };
    try {
      const body = template
        ? { template: template.key, key: free, name: both, demo, mode: making.kind }
        : { key: free, name: both };
      await onMade(await api.post<Made>('/apps', body), text(both), template === null);
    } catch (problem) {
      setError(problem);
      setBusy(false);
    }
  };

  // As everywhere: the language of the screen first.
  const tongues: Language[] = language === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const title = template
    ? t(making.kind === 'clone' ? 'cloneTitle' : 'installTitle', { name: text(template.name) })
    : t('blankTitle');
  return (
    <Dialog
      title={title}
      onClose={busy ? () => undefined : onClose}
      width={520}
      footer={
        <>
          <Button disabled={busy} onClick={onClose}>
            {shared('cancel')}
          </Button>
          <Button look="primary" busy={busy} onClick={() => void make()}>
            {template ? t(making.kind === 'clone' ? 'clone' : 'install') : t('createBlank')}
          </Button>
        </>
      }
    >
      <FieldStack onSubmit={() => void make()}>
        <p className="muted">
          {template ? t(making.kind === 'clone' ? 'cloneHelp' : 'installHelp') : t('blankText')}
        </p>
        <FieldPair>
          {tongues.map((tongue, at) => (
            <TextField
              key={tongue}
              label={t(tongue === 'zh' ? 'nameZh' : 'nameEn')}
              value={name[tongue]}
              onChange={(typed) => setName({ ...name, [tongue]: typed })}
              maxLength={100}
              autoFocus={at === 0}
              error={tried && at === 0 ? nameFault : undefined}
            />
          ))}
        </FieldPair>
        <TextField
          label={t('key')}
          value={key}
          onChange={setOwnKey}
          maxLength={48}
          spellCheck={false}
          required
          help={t('keyHelp')}
          error={keyFault}
        />
        {template && <CheckField label={t('demo')} help={t('demoHelp')} checked={demo} onChange={setDemo} />}
        {busy && (
          <p className="muted" role="status">
            {t('working')}
          </p>
        )}
      </FieldStack>
      {error !== null && <ErrorState error={error} />}
    </Dialog>
  );
}
