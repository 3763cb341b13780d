import { useMemo } from 'react';
import { useMe } from '@/api/queries';
import type { AppDescription, EntityDescription, RecordItem } from '@/api/types';
import { fieldOf } from '@/fields';
import { formNames, usePress } from '@/forms';
import { useText } from '@/i18n';
import { Button } from '@/ui';
import { words } from '../words';
import { lackingFor } from './lacking';
import css from './record.module.css';

export interface ActionButtonsProps {
  app: AppDescription;
  type: EntityDescription;
  record: RecordItem;
}

/** The buttons that belong to the record's state: convert, claim, start a flow; closed while something is missing. */
export function ActionButtons({ app, type, record }: ActionButtonsProps) {
  const t = words.use();
  const text = useText();
  const me = useMe().data;
  const { press, busy, question } = usePress(app.key, type, record);
  const shown = useMemo(() => {
    const context = { ...formNames(app), me: me?.person };
    return type.buttons.flatMap((button) => {
      const lacking = lackingFor(button.available_when, type, record.values, context);
      return lacking ? [{ button, lacking: lacking.map((key) => text(fieldOf(type, key)?.label)) }] : [];
    });
  }, [type, record, me, app, text]);
  if (record.deleted_at) return null;

  return (
    <>
      {shown.map(({ button, lacking }, index) => (
        <span key={button.key} className={css.action}>
          <Button
            look={index === 0 ? 'primary' : 'plain'}
            busy={busy === button.key}
            disabled={lacking.length > 0 || busy !== null}
            onClick={() => void press(button)}
          >
            {text(button.label)}
          </Button>
          {lacking.length > 0 && (
            <span className="muted caption">{t('stillMissing', { fields: lacking.join(t('and')) })}</span>
          )}
        </span>
      ))}
      {question}
    </>
  );
}
