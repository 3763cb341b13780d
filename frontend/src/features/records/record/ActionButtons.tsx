import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '@/api/client';
import { recordsPath, useMe } from '@/api/queries';
import type {
  ActionAnswer,
  AppDescription,
  ButtonDescription,
  EntityDescription,
  RecordItem,
} from '@/api/types';
import { fieldOf } from '@/fields';
import { formNames, settleEditors, useSaved } from '@/forms';
import { useText } from '@/i18n';
import { Button, ConfirmDialog, toast, useProblemText } from '@/ui';
import { paths } from '@/ui/paths';
import { words } from '../words';
import { lackingFor } from './lacking';
import css from './record.module.css';

export interface ActionButtonsProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
  title: string;
}

/** The buttons that belong to the record's state: convert, claim, start a flow; closed while something is missing. */
export function ActionButtons({ app, type, record, title }: ActionButtonsProps) {
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const told = useSaved();
  const me = useMe().data;
  const problemText = useProblemText();
  const [asking, setAsking] = useState<ButtonDescription | null>(null);
  const [running, setRunning] = useState<string | null>(null);
  const shown = useMemo(() => {
    const context = { ...formNames(app), me: me?.person };
    return type.buttons.flatMap((button) => {
      const lacking = lackingFor(button.available_when, type, record.values, context);
      return lacking ? [{ button, lacking: lacking.map((key) => text(fieldOf(type, key)?.label)) }] : [];
    });
  }, [type, record, me, app, text]);
  if (record.deleted_at) return null;

  const run = async (button: ButtonDescription) => {
    const answer = await api.post<ActionAnswer>(
      recordsPath(app.key, type.key, `/${record.id}/actions/${encodeURIComponent(button.key)}`),
      {},
    );
    const done = t(button.kind === 'convert' ? 'converted' : 'runs', { action: text(button.label), title });
    told(app.key, type.key, answer.record, done);
    if (answer.open) await navigate(paths.record(answer.open.app, answer.open.entity, answer.open.id));
  };

  /** One click does it, unless the button's document wants to be asked first. */
  const press = async (button: ButtonDescription) => {
    if (!(await settleEditors())) return;
    if (button.confirm) return setAsking(button);
    setRunning(button.key);
    try {
      await run(button);
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setRunning(null);
    }
  };

  return (
    <>
      {shown.map(({ button, lacking }, index) => (
        <span key={button.key} className={css.action}>
          <Button
            look={index === 0 ? 'primary' : 'plain'}
            busy={running === button.key}
            disabled={lacking.length > 0 || running !== null}
            onClick={() => void press(button)}
          >
            {text(button.label)}
          </Button>
          {lacking.length > 0 && (
            <span className="muted caption">{t('stillMissing', { fields: lacking.join(t('and')) })}</span>
          )}
        </span>
      ))}
      {asking && (
        <ConfirmDialog
          title={text(asking.label)}
          text={text(asking.confirm)}
          confirm={text(asking.label)}
          onConfirm={() => run(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
