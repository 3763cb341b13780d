import type { EntityDescription, ImportResult } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { Button } from '@/ui';
import { StateTag } from '@/ui/StateTag';
import css from './import.module.css';
import { withoutMeaning } from './plan';
import type { ValueMeanings } from './plan';
import { Meaning } from './UnknownValues';
import { importWords } from './words';

export interface GivenMeaningsProps {
  type: EntityDescription;
  /** The values of the file that stood for another one in the check. */
  given: ImportResult['meanings'];
  chosen: ValueMeanings;
  /** What was said in an earlier import. */
  remembered: ValueMeanings;
  onChange: (chosen: ValueMeanings) => void;
}

/** The values of the file that are read as another one, a line each, to be changed or taken away. */
export function GivenMeanings({ type, given, chosen, remembered, onChange }: GivenMeaningsProps) {
  const t = importWords.use();
  const text = useText();
  const labelOf = (key: string) => text(fieldOf(type, key)?.label) || key;
  const used = given.filter((one) => chosen[one.field]?.[one.value] !== undefined);
  if (used.length === 0) return null;
  return (
    <section className={css.block}>
      <h3>{t('meanings')}</h3>
      <p className="muted">{t('meaningsText')}</p>
      <div className={css.scroll}>
        <table className={`${css.table} ${css.mapping}`}>
          <tbody>
            {used.map(({ field, value, count }) => {
              const meant = chosen[field]?.[value];
              const name = `${labelOf(field)}: ${value}`;
              return (
                <tr key={`${field}/${value}`}>
                  <td className="muted">{labelOf(field)}</td>
                  <th scope="row">
                    {value} <span className="muted">× {count}</span>
                  </th>
                  <td>
                    <Meaning
                      type={type}
                      field={field}
                      suggested={meant ? [meant] : []}
                      value={value}
                      meant={meant}
                      label={name}
                      onChoose={(to) =>
                        onChange({
                          ...chosen,
                          [field]: { ...chosen[field], [value]: to === undefined ? value : to },
                        })
                      }
                    />{' '}
                    <Button
                      small
                      look="quiet"
                      aria-label={`${t('removeMeaning')}: ${name}`}
                      onClick={() => onChange(withoutMeaning(chosen, field, value))}
                    >
                      {t('removeMeaning')}
                    </Button>{' '}
                    {remembered[field]?.[value] === meant && (
                      <StateTag dot={false} colour="amber">
                        {t('fromEarlier')}
                      </StateTag>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </section>
  );
}
