import { CloseOutlined } from '@ant-design/icons';
import type { PersonRef } from '@/api/types';
import { PeoplePicker } from '@/flows';
import { useText } from '@/i18n';
import { Button } from '@/ui';
import { CheckField, Field } from '@/ui/Inputs';
import css from './inbox.module.css';
import { narrowed, periods } from './narrowing';
import { useBoxFlows } from './queries';
import type { Box } from './queries';
import { words } from './words';

export interface FilterBarProps {
  box: Box;
  params: URLSearchParams;
  onChange: (changes: Record<string, string | undefined>) => void;
}

/** What of a box is wanted: of a flow, of somebody, since when, what is late. */
export function FilterBar({ box, params, onChange }: FilterBarProps) {
  const t = words.use();
  const text = useText();
  const flows = useBoxFlows(box, true).data?.items ?? [];
  const by = params.get('by');
  const people: PersonRef[] = by ? [{ id: by, name: params.get('name') ?? '' }] : [];
  return (
    <div className={css.filters} role="group" aria-label={t('filter')} id="inbox-filters">
      <Field label={t('filterFlow')}>
        {(id) => (
          <select
            id={id}
            value={params.get('flow') ?? ''}
            onChange={(event) => onChange({ flow: event.target.value || undefined })}
          >
            <option value="">{t('everyFlow')}</option>
            {flows.map((one) => (
              <option key={`${one.app}/${one.flow}`} value={`${one.app}/${one.flow}`}>
                {text(one.name) || one.flow}
              </option>
            ))}
          </select>
        )}
      </Field>
      {box !== 'mine' && (
        <Field label={t('filterBy')}>
          {(id) => (
            <PeoplePicker
              id={id}
              label={t('filterBy')}
              value={people}
              onChange={([person]) => onChange({ by: person?.id, name: person?.name })}
            />
          )}
        </Field>
      )}
      <Field label={t('filterSince')}>
        {(id) => (
          <select
            id={id}
            value={params.get('days') ?? ''}
            onChange={(event) => onChange({ days: event.target.value || undefined })}
          >
            <option value="">{t('everyTime')}</option>
            {periods.map((days) => (
              <option key={days} value={days}>
                {days === 1 ? t('sinceToday') : t('sinceDays', { count: days })}
              </option>
            ))}
          </select>
        )}
      </Field>
      <div className={css.filterEnd}>
        <CheckField
          label={t('filterLate')}
          checked={Boolean(params.get('late'))}
          onChange={(on) => onChange({ late: on ? '1' : undefined })}
        />
        {narrowed(params) > 0 && (
          <Button
            small
            look="quiet"
            icon={<CloseOutlined />}
            onClick={() =>
              onChange({ flow: undefined, by: undefined, name: undefined, days: undefined, late: undefined })
            }
          >
            {t('clearFilter')}
          </Button>
        )}
      </div>
    </div>
  );
}
