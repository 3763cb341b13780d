import type { EntityDescription, ImportPreview } from '@/api/types';
import { fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { importedFields } from './MapColumns';
import css from './import.module.css';
import type { ImportPlan } from './plan';
import { importWords } from './words';

export interface SameRecordsProps {
  type: EntityDescription;
  preview: ImportPreview;
  plan: ImportPlan;
  onChange: (plan: ImportPlan) => void;
}

const POLICIES = ['update', 'fill', 'skip', 'create'] as const;

/** When a row's record is there already, what becomes of both; and what becomes of names that nothing has. */
export function SameRecords({ type, preview, plan, onChange }: SameRecordsProps) {
  const t = importWords.use();
  const text = useText();
  const mapped = new Set(Object.values(plan.mapping).flat());
  const label = (key: string) => text(fieldOf(type, key)?.label) || key;
  const declared = preview.duplicates.filter((fields) => fields.every((key) => mapped.has(key)));
  const creatable = preview.creatable.filter((key) => mapped.has(key));
  const asked = plan.match.length > 0 || (plan.duplicates && declared.length > 0);
  return (
    <div className={css.options}>
      <fieldset className={css.group}>
        <legend>{t('same')}</legend>
        {declared.length > 0 && (
          <label className={css.check}>
            <input
              type="checkbox"
              checked={plan.duplicates}
              onChange={(event) => onChange({ ...plan, duplicates: event.target.checked })}
            />
            {t('sameDeclared', {
              fields: declared.map((fields) => fields.map(label).join(' + ')).join(' / '),
            })}
          </label>
        )}
        <label>
          {t('sameBy')}
          <Select
            mode="multiple"
            style={{ width: '100%' }}
            value={plan.match}
            aria-label={t('sameBy')}
            showSearch={{ optionFilterProp: 'label' }}
            options={importedFields(type)
              .filter((field) => mapped.has(field.key))
              .map((field) => ({ value: field.key, label: label(field.key) }))}
            onChange={(match) => onChange({ ...plan, match })}
          />
          <span className="muted caption">{t('sameByText')}</span>
        </label>
        {asked && (
          <div className={css.policies} role="radiogroup" aria-label={t('same')}>
            {POLICIES.map((policy) => (
              <label key={policy} className={css.check}>
                <input
                  type="radio"
                  name="import-policy"
                  checked={plan.policy === policy}
                  onChange={() => onChange({ ...plan, policy })}
                />
                <span>
                  {t(`policy_${policy}`)} <span className="muted caption">{t(`policy_${policy}_text`)}</span>
                </span>
              </label>
            ))}
          </div>
        )}
      </fieldset>
      {creatable.length > 0 && (
        <fieldset className={css.group}>
          <legend>{t('missing')}</legend>
          {creatable.map((key) => (
            <label key={key} className={css.check}>
              <input
                type="checkbox"
                checked={plan.create_missing.includes(key)}
                onChange={(event) =>
                  onChange({
                    ...plan,
                    create_missing: event.target.checked
                      ? [...plan.create_missing, key]
                      : plan.create_missing.filter((one) => one !== key),
                  })
                }
              />
              {label(key)}
            </label>
          ))}
          <span className="muted caption">{t('missingText')}</span>
        </fieldset>
      )}
    </div>
  );
}
