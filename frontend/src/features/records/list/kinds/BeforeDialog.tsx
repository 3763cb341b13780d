import { DeleteOutlined } from '@ant-design/icons';
import { titleOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { Button, Dialog } from '@/ui';
import { Select } from '@/ui/Select';
import { dayText } from '../days';
import { listWords } from '../listWords';
import own from './gantt.module.css';
import { beforeOf, comesBefore, isEarly } from './plan';
import type { Bar, Plan } from './plan';

export interface BeforeDialogProps {
  bar: Bar;
  plan: Plan;
  /** The key of the field that gives records their names. */
  title: string;
  mayChange: boolean;
  /** More than one may come before. */
  several: boolean;
  onAdd: (before: Bar) => void;
  onRemove: (before: Bar) => void;
  onClose: () => void;
}

/** What comes before a bar: each with its end, what is too early, and a way to add and to remove. */
export function BeforeDialog(props: BeforeDialogProps) {
  const { bar, plan, title, mayChange, several, onAdd, onRemove, onClose } = props;
  const t = listWords.use();
  const language = useLanguage();
  const before = beforeOf(plan, bar);
  const nameOf = (one: Bar) => titleOf(one.record, title);
  const { id } = bar.record;
  const offered = plan.bars.filter(
    ({ record }) => !bar.after.includes(record.id) && !comesBefore(plan, id, record.id),
  );
  return (
    <Dialog
      title={t('beforeTitle', { title: nameOf(bar) })}
      width={460}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t('close')}</Button>}
    >
      {before.length === 0 ? (
        <p className="muted">{t('beforeNone')}</p>
      ) : (
        <ul className={own.befores}>
          {before.map((one) => (
            <li key={one.record.id}>
              <span>
                {nameOf(one)}
                <small className={isEarly(bar, one) ? own.wrongText : 'muted'}>
                  {one.last
                    ? t('endsOn', { day: dayText(one.last, language, { dateStyle: 'medium' }) })
                    : t('noDates')}
                  {isEarly(bar, one) && ` · ${t('tooEarly')}`}
                </small>
              </span>
              {mayChange && (
                <Button
                  small
                  look="quiet"
                  icon={<DeleteOutlined />}
                  aria-label={t('beforeRemove', { title: nameOf(one) })}
                  onClick={() => onRemove(one)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <label className={own.beforeAdd}>
          <span>{t('beforeAdd')}</span>
          <Select
            aria-label={t('beforeAdd')}
            value={null}
            showSearch={{ optionFilterProp: 'label' }}
            options={offered.map((one) => ({ value: one.record.id, label: nameOf(one) }))}
            onChange={(chosen: string | null) => {
              const found = offered.find(({ record }) => record.id === chosen);
              if (found) onAdd(found);
            }}
          />
          {!several && before.length > 0 && <small className="muted">{t('beforeReplaces')}</small>}
        </label>
      )}
    </Dialog>
  );
}
