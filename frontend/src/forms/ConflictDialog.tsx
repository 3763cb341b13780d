import { useState } from 'react';
import type { EntityDescription, RecordItem, Values } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import css from './forms.module.css';
import { words } from './words';

export interface ConflictDialogProps {
  app: string;
  entity: EntityDescription;
  current: RecordItem;
  mine: Values;
  labels: RecordItem['labels'];
  onSave: (values: Values) => void;
  onReload: () => void;
  onClose: () => void;
}

/** Stale version: the present value beside mine for every field that I changed; nothing is overwritten unseen. */
export function ConflictDialog({
  app,
  entity,
  current,
  mine,
  labels,
  onSave,
  onReload,
  onClose,
}: ConflictDialogProps) {
  const t = words.use();
  const text = useText();
  const keys = Object.keys(mine);
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>(() =>
    Object.fromEntries(keys.map((key) => [key, 'mine'])),
  );
  const save = () =>
    onSave(
      Object.fromEntries(keys.filter((key) => chosen[key] === 'mine').map((key) => [key, mine[key] ?? null])),
    );
  return (
    <Dialog
      title={t('conflictTitle')}
      onClose={onClose}
      width={720}
      footer={
        <>
          <Button onClick={onReload}>{t('conflictReload')}</Button>
          <Button look="primary" onClick={save}>
            {t('conflictSave')}
          </Button>
        </>
      }
    >
      <p className="muted">{t('conflictText')}</p>
      <table className={css.conflict}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('conflictTheirs')}</th>
            <th scope="col">{t('conflictMine')}</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => {
            const field = fieldOf(entity, key);
            if (!field) return null;
            const choice = (side: 'mine' | 'theirs') => (
              <label>
                <input
                  type="radio"
                  name={`conflict-${key}`}
                  checked={chosen[key] === side}
                  onChange={() => setChosen({ ...chosen, [key]: side })}
                  aria-label={paired(
                    text(field.label),
                    t(side === 'mine' ? 'conflictMine' : 'conflictTheirs'),
                  )}
                />
                {side === 'mine' ? (
                  <FieldCell app={app} field={field} value={mine[key]} labelText={labels[key]} />
                ) : (
                  <FieldCell app={app} field={field} record={current} />
                )}
              </label>
            );
            return (
              <tr key={key}>
                <th scope="row">{text(field.label)}</th>
                <td>{choice('theirs')}</td>
                <td>{choice('mine')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Dialog>
  );
}
