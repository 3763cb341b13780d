import { CheckOutlined, CloseOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { ExpressionTrial, FieldDescription } from '@/api/types';
import { kindOf, nameOf } from '@/fields';
import { useLanguage } from '@/i18n';
import { useProblemText } from '@/ui/ErrorState';
import { shortDate, shortDateTime } from '@/ui/dates';
import { formatDecimal } from '@/ui/numbers';
import { useDebounced } from '@/ui/useDebounced';
import css from './CodeEditor.module.css';
import type { ExpressionPlace } from './parse';
import { words } from './words';

/** The record that was tried last, by entity: it is at hand wherever an expression stands next. */
const tried = new Map<string, { id: string; label?: string }>();

/** What an expression comes to on a record that one picks, as one sees that record. */
export function TryPanel({ place, text }: { place: ExpressionPlace; text: string }) {
  const t = words.use();
  const language = useLanguage();
  const problemText = useProblemText();
  const { app, entity, context } = place;
  const known = `${app}/${entity}`;
  const [record, setRecord] = useState(tried.get(known) ?? null);
  const still = useDebounced(text.trim(), 350);
  const { data, error } = useQuery({
    queryKey: ['expression trial', app, entity, context, still, record?.id, language],
    queryFn: ({ signal }) =>
      api.post<ExpressionTrial>(
        '/expressions/try',
        { app, entity, context, text: still, record: record?.id },
        { signal },
      ),
    enabled: Boolean(still && record),
    placeholderData: (before) => before,
    retry: false,
  });
  const { Widget } = kindOf('reference');
  return (
    <section className={css.try} aria-label={t('tryIt')}>
      <Widget
        app={app}
        field={{ ...RECORD, label: { en: t('tryRecord'), zh: t('tryRecord') }, settings: { entity } }}
        value={record?.id ?? null}
        labelText={record?.label}
        onChange={(id, label) => {
          const next = typeof id === 'string' ? { id, label: nameOf(label) } : null;
          if (next) tried.set(known, next);
          setRecord(next);
        }}
      />
      {!record && <p className={css.about}>{t('tryChoose')}</p>}
      {record && error && <p className={css.fails}>{problemText(error)}</p>}
      {record && still && data && !error && <Result trial={data} text={still} />}
    </section>
  );
}

function Result({ trial, text }: { trial: ExpressionTrial; text: string }) {
  const t = words.use();
  const value = useShown();
  if (trial.fault)
    return (
      <p className={css.fails} role="status">
        {t('tryFault', { fault: trial.fault })}
      </p>
    );
  const points = [...text];
  return (
    <>
      <p className={css.result} role="status">
        {t('tryResult')}
        <output>{value(trial)}</output>
      </p>
      {(trial.parts ?? []).length > 1 && (
        <ul className={css.parts}>
          {(trial.parts ?? []).map((part) => (
            <li key={part.position}>
              <span className={part.value === true ? css.holds : css.fails}>
                {part.value === true ? (
                  <CheckOutlined aria-label={t('holds')} />
                ) : (
                  <CloseOutlined aria-label={t('fails')} />
                )}
              </span>
              <code>{points.slice(part.position, part.position + part.length).join('')}</code>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const FAULTS: Partial<Record<string, 'error_division' | 'error_value' | 'error_number' | 'error_none'>> = {
  '#DIV/0!': 'error_division',
  '#VALUE!': 'error_value',
  '#NUM!': 'error_number',
  '#N/A': 'error_none',
};

/** A value in words: yes and no, dates as people write them, records by their titles, errors by what they mean. */
function useShown(): (trial: ExpressionTrial) => string {
  const t = words.use();
  const language = useLanguage();
  return ({ value, type, titles = [] }) => {
    if (value === null || value === undefined || value === '') return t('blankValue');
    const fault = typeof value === 'string' ? FAULTS[value] : undefined;
    if (fault) return `${String(value)} — ${t(fault)}`;
    if (titles.length > 0) return titles.join(language === 'zh' ? '、' : ', ');
    switch (type) {
      case 'boolean':
        return t(value === true ? 'yes' : 'no');
      case 'number':
        return formatDecimal(String(value));
      case 'date':
        return shortDate(String(value), language);
      case 'datetime':
        return shortDateTime(String(value), language);
      default:
        return Array.isArray(value) ? value.join(language === 'zh' ? '、' : ', ') : String(value);
    }
  };
}

const RECORD: FieldDescription = {
  key: 'record',
  id: 'record',
  type: 'reference',
  label: {},
  required: false,
  read_only: false,
  readable: true,
  writable: true,
  changeable: true,
  widget: null,
  operators: [],
  formula_type: 'record',
  options: [],
  settings: {},
  help: null,
  system: false,
};
