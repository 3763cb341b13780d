import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { ActionAnswer, ButtonDescription, EntityDescription, RecordItem } from '@/api/types';
import { titleOf } from '@/fields';
import { useText } from '@/i18n';
import { ConfirmDialog, toast, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { settleEditors } from './openEditors';
import { useSaved } from './saved';
import { words } from './words';

/** Pressing the buttons of a record: asked first where the document wants it, then what it did is told and opened. */
export function usePress(app: string, entity: EntityDescription | undefined, record: RecordItem | undefined) {
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const told = useSaved();
  const problemText = useProblemText();
  const [asking, setAsking] = useState<ButtonDescription | null>(null);
  const [busy, setBusy] = useState<string | null>(null);

  const run = async (button: ButtonDescription) => {
    if (!entity || !record) return;
    const answer = await api.post<ActionAnswer>(
      recordsPath(app, entity.key, `/${record.id}/actions/${encodeURIComponent(button.key)}`),
      {},
    );
    const done = t(button.kind === 'convert' ? 'pressedConvert' : 'pressed', {
      action: text(button.label),
      title: titleOf(record, entity.title),
    });
    told(app, entity.key, answer.record, done);
    if (answer.link) window.open(answer.link, '_blank', 'noopener,noreferrer');
    if (answer.open) await navigate(paths.record(answer.open.app, answer.open.entity, answer.open.id));
  };

  /** One click does it, unless the button's document wants to be asked first. */
  const press = async (button: ButtonDescription) => {
    if (!(await settleEditors())) return;
    if (button.confirm) return setAsking(button);
    setBusy(button.key);
    try {
      await run(button);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(null);
    }
  };

  const question = asking && (
    <ConfirmDialog
      title={text(asking.label)}
      text={text(asking.confirm)}
      confirm={text(asking.label)}
      onConfirm={() => run(asking)}
      onClose={() => setAsking(null)}
    />
  );
  return { press, busy, question };
}
