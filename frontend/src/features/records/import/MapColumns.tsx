import { Select } from '@/ui/Select';
import { useState } from 'react';
import type { EntityDescription, FieldDescription, ImportPreview } from '@/api/types';
import { allFields, kindOf } from '@/fields';
import { useText } from '@/i18n';
import { words } from '../words';
import css from './import.module.css';
import type { ImportPlan } from './plan';
import { SameRecords } from './SameRecords';

export interface MapColumnsProps {
  type: EntityDescription;
  preview: ImportPreview;
  name: string;
  plan: ImportPlan;
  onChange: (plan: ImportPlan) => void;
}

/** The fields that a file may fill. */
export function importedFields(type: EntityDescription): FieldDescription[] {
  return allFields(type).filter(
    (field) =>
      (field.writable || ['created_at', 'created_by'].includes(field.key)) &&
      (!kindOf(field.type).computed || field.type === 'auto_number') &&
      field.type !== 'sub_table' &&
      !kindOf(field.type).files,
  );
}

export function MapColumns({ type, preview, name, plan, onChange }: MapColumnsProps) {
  const t = words.use();
  const text = useText();
  const fields = importedFields(type);
  const taken = new Set(Object.values(plan.mapping).flat());
  const ownFirst = [...fields].sort((one, other) => Number(one.system) - Number(other.system));
  const options = ownFirst.map((field) => ({
    value: field.key,
    label: `${text(field.label) || field.key}${field.required ? ' *' : ''}`,
  }));
  const unmatched = fields.filter(
    (field) =>
      field.required &&
      !taken.has(field.key) &&
      field.settings.default === undefined &&
      !(field.key in type.defaults) &&
      field.key !== type.states?.field,
  );
  return (
    <div>
      <p>
        <strong>{t('importMapping')}</strong>{' '}
        <span className="muted">{t('importRows', { count: preview.rows, name })}</span>{' '}
        <span className="muted">{t('importSeveral')}</span>
      </p>
      <div className={css.scroll}>
        <table className={`${css.table} ${css.mapping}`}>
          <thead>
            <tr>
              <th scope="col">{t('importColumn')}</th>
              <th scope="col">{t('importSample')}</th>
              <th scope="col">{t('importField')}</th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td className={`${css.samples} truncate`}>{column.samples.slice(0, 3).join(' · ')}</td>
                <td>
                  <FieldsSelect
                    label={`${t('importField')}: ${column.name}`}
                    placeholder={t('importSkip')}
                    value={plan.mapping[column.name] ?? []}
                    options={options.map((option) => ({
                      ...option,
                      disabled: taken.has(option.value) && !plan.mapping[column.name]?.includes(option.value),
                    }))}
                    onChange={(keys) =>
                      onChange({ ...plan, mapping: { ...plan.mapping, [column.name]: keys } })
                    }
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unmatched.length > 0 && (
        <p role="note" className={css.lacking}>
          {t('importUnmatched', {
            fields: unmatched.map((field) => text(field.label) || field.key).join(t('and')),
          })}
        </p>
      )}
      <SameRecords type={type} preview={preview} plan={plan} onChange={onChange} />
      <div className={css.options}>
        <label className={css.check}>
          <input
            type="checkbox"
            checked={plan.rules}
            onChange={(event) => onChange({ ...plan, rules: event.target.checked })}
          />
          {t('importRules')}
        </label>
      </div>
    </div>
  );
}

interface FieldsSelectProps {
  label: string;
  placeholder: string;
  value: string[];
  options: { value: string; label: string; disabled: boolean }[];
  onChange: (keys: string[]) => void;
}

/** The fields that a column fills: mostly one, so the list closes after each choice. */
function FieldsSelect({ label, placeholder, value, options, onChange }: FieldsSelectProps) {
  const [open, setOpen] = useState(false);
  return (
    <Select
      mode="multiple"
      style={{ width: '100%' }}
      open={open}
      onOpenChange={setOpen}
      value={value}
      placeholder={placeholder}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={label}
      options={options}
      onChange={(keys: string[]) => {
        onChange(keys);
        setOpen(false);
      }}
    />
  );
}
