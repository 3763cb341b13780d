import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import type { AppDescription, EntityDescription } from '@/api/types';
import { allFields } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, Dialog } from '@/ui';
import { Select } from '@/ui/Select';
import { words } from '../words';
import type { Choice, Density } from './columnChoice';
import css from './dialogs.module.css';
import { listWords } from './listWords';
import { columnOf } from './useListState';

export interface ColumnDialogProps {
  app: AppDescription;
  type: EntityDescription;
  choice: Choice;
  usual: string[];
  onClose: () => void;
}

const DENSITIES: Density[] = ['compact', 'usual', 'tall'];

export function ColumnDialog({ app, type, choice, onClose }: ColumnDialogProps) {
  const t = words.use();
  const k = listWords.use();
  const shared = common.use();
  const text = useText();
  const shown = choice.keys.filter((key) => columnOf(type, app.entities, key));
  const rest = allFields(type)
    .map((field) => field.key)
    .filter((key) => !shown.includes(key));
  const move = (key: string, step: number) => {
    const keys = [...shown];
    const at = keys.indexOf(key);
    keys.splice(at, 1);
    keys.splice(Math.max(0, at + step), 0, key);
    choice.change({ keys });
  };
  const nameOf = (key: string) => {
    const column = columnOf(type, app.entities, key);
    return column
      ? [column.through && text(column.through.label), text(column.field.label) || key]
          .filter(Boolean)
          .join(' · ')
      : key;
  };
  const line = (key: string, on: boolean, at: number) => (
    <li key={key}>
      <label>
        <input
          type="checkbox"
          checked={on}
          disabled={on && shown.length === 1}
          onChange={() =>
            choice.change({ keys: on ? shown.filter((other) => other !== key) : [...shown, key] })
          }
        />
        {nameOf(key)}
      </label>
      {on && (
        <>
          <Button
            small
            look="quiet"
            icon={<ArrowUpOutlined />}
            aria-label={`${shared('moveUp')} ${nameOf(key)}`}
            disabled={at === 0}
            onClick={() => move(key, -1)}
          />
          <Button
            small
            look="quiet"
            icon={<ArrowDownOutlined />}
            aria-label={`${shared('moveDown')} ${nameOf(key)}`}
            disabled={at === shown.length - 1}
            onClick={() => move(key, 1)}
          />
        </>
      )}
    </li>
  );
  return (
    <Dialog
      title={t('columns')}
      onClose={onClose}
      width={420}
      footer={
        <>
          {choice.changed && <Button onClick={choice.reset}>{shared('clear')}</Button>}
          <Button look="primary" onClick={onClose}>
            {shared('done')}
          </Button>
        </>
      }
    >
      <div className={css.arrange}>
        <label>
          <span>{k('density')}</span>
          <Select
            aria-label={k('density')}
            value={choice.density}
            options={DENSITIES.map((value) => ({ value, label: k(`density_${value}`) }))}
            onChange={(density) => choice.change({ density })}
          />
        </label>
        <label>
          <span>{k('frozen')}</span>
          <Select
            aria-label={k('frozen')}
            value={Math.min(choice.frozen, shown.length)}
            options={[0, 1, 2, 3, 4, 5]
              .filter((value) => value <= shown.length)
              .map((value) => ({ value, label: value }))}
            onChange={(frozen) => choice.change({ frozen })}
          />
        </label>
      </div>
      <p className="muted">{t('columnsText')}</p>
      <ul className={css.columnList}>
        {shown.map((key, index) => line(key, true, index))}
        {rest.map((key) => line(key, false, -1))}
      </ul>
    </Dialog>
  );
}
