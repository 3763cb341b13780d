import type { ReactNode } from 'react';
import type { EntityDescription, JsonValue, RecordMoment } from '@/api/types';
import { FieldCell, fieldOf } from '@/fields';
import type { Label } from '@/fields';
import { useText } from '@/i18n';
import { DateTimeText } from '@/ui/display';
import { isList, ListDifference } from './ListDifference';
import css from './moments.module.css';
import { historyWords } from './words';

type Difference = RecordMoment['differs'][number];

export interface MomentShownProps {
  app: string;
  type: EntityDescription;
  moment: RecordMoment;
  /** Show the whole record at once. */
  open?: boolean;
  /** What stands before the name of a field that differs. */
  before?: (one: Difference, label: string) => ReactNode;
  /** What can be done with what differs. */
  children?: ReactNode;
}

/** A record as it was: what differs from now, and the whole of it. */
export function MomentShown({ app, type, moment, open, before, children }: MomentShownProps) {
  const t = historyWords.use();
  const text = useText();
  return (
    <>
      <p className="muted caption">
        {t('version', { version: moment.version })} · {t('since')} <DateTimeText value={moment.at} />
      </p>
      {moment.differs.length === 0 ? (
        <p>{t('same')}</p>
      ) : (
        <>
          <h3 className={css.heading}>{t('differs')}</h3>
          <div className={css.tableFrame}>
            <table className={css.table}>
              <thead>
                <tr>
                  <th />
                  <th>{t('then')}</th>
                  <th>{t('now')}</th>
                </tr>
              </thead>
              <tbody>
                {moment.differs.map((one) => {
                  const field = fieldOf(type, one.field);
                  const label = text(field?.label) || one.label;
                  return (
                    <tr key={one.field}>
                      <th scope="row">
                        <label className={css.tick} title={!before || one.may ? undefined : t('mayNot')}>
                          {before?.(one, label)}
                          {label}
                        </label>
                      </th>
                      <td>
                        <Side {...{ app, type }} field={one.field} value={one.old} label={one.old_label} />
                      </td>
                      <td>
                        {field && isList(field) && (
                          <p className={css.change}>
                            <ListDifference field={field} change={one} />
                          </p>
                        )}
                        <Side {...{ app, type }} field={one.field} value={one.new} label={one.new_label} />
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          {children}
        </>
      )}
      <details className={css.then} open={open}>
        <summary>{t('whole')}</summary>
        <dl className={css.whole}>
          {moment.values.map((one) => (
            <div key={one.field}>
              <dt>{text(fieldOf(type, one.field)?.label)}</dt>
              <dd>
                <Side {...{ app, type }} field={one.field} value={one.value} label={one.label} />
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </>
  );
}

interface SideProps {
  app: string;
  type: EntityDescription;
  field: string;
  value: JsonValue;
  label?: Label;
}

function Side({ app, type, field: key, value, label }: SideProps) {
  const t = historyWords.use();
  const field = fieldOf(type, key);
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0))
    return <span className="muted">{t('blank')}</span>;
  if (!field) return <span>{label ?? String(value)}</span>;
  if (field.type === 'sub_table' && Array.isArray(value))
    return (
      <ul className={css.rows}>
        {(value as Record<string, JsonValue>[]).map((row, index) => (
          <li key={index}>
            {Object.entries(row)
              .filter(([name, one]) => name !== 'id' && typeof one === 'string' && one !== '')
              .slice(0, 4)
              .map(([, one]) => String(one))
              .join(' · ')}
          </li>
        ))}
      </ul>
    );
  return <FieldCell app={app} field={field} value={value} labelText={label} />;
}
