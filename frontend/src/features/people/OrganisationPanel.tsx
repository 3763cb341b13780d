import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Organisation } from '@/api/types';
import { useLanguage } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, CardsSkeleton, ErrorState, toast } from '@/ui';
import { Field, FieldStack, TextField } from '@/ui/Inputs';
import { Select } from '@/ui/Select';
import css from './people.module.css';
import { words } from './words';

const key = ['organisation'];
const zones = Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }));

/** Whose the workspace is, and what a new person begins with; for administrators. */
export function OrganisationPanel() {
  const { data, error, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api.get<Organisation>('/organisation', { signal }),
  });
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <CardsSkeleton />;
  return (
    <div className={css.scroll}>
      <div className={css.sections}>
        <Form organisation={data} />
      </div>
    </div>
  );
}

function Form({ organisation }: { organisation: Organisation }) {
  const t = words.use();
  const shared = common.use();
  const client = useQueryClient();
  const spoken = useLanguage();
  const [name, setName] = useState(organisation.name);
  const [language, setLanguage] = useState(organisation.language);
  const [zone, setZone] = useState(organisation.zone);
  const [kept, setKept] = useState(organisation.trash_days);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const given = name.trim();
  const changed =
    given !== organisation.name ||
    language !== organisation.language ||
    zone !== organisation.zone ||
    kept !== organisation.trash_days;
  const save = async () => {
    if (!given || !changed || busy) return;
    setBusy(true);
    setError(null);
    try {
      const saved = await api.patch<Organisation>('/organisation', {
        name: given,
        language,
        zone,
        trash_days: kept,
      });
      client.setQueryData(key, saved);
      setName(saved.name);
      toast(t('saved', { name: saved.name }));
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const money = new Intl.DisplayNames([spoken], { type: 'currency' }).of(organisation.currency);
  return (
    <FieldStack onSubmit={() => void save()}>
      <TextField
        label={t('organisationName')}
        help={t('organisationHelp')}
        required
        value={name}
        onChange={setName}
        maxLength={100}
        autoComplete="organization"
        error={given ? undefined : t('nameNeeded')}
      />
      <Field label={t('language')} help={t('usualLanguageHelp')}>
        {(id) => (
          <Select
            id={id}
            aria-label={t('language')}
            value={language}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            onChange={setLanguage}
          />
        )}
      </Field>
      <Field label={t('zone')} help={t('usualZoneHelp')}>
        {(id) => (
          <Select id={id} showSearch aria-label={t('zone')} value={zone} options={zones} onChange={setZone} />
        )}
      </Field>
      <Field label={t('trashKept')} help={t('trashKeptHelp')}>
        {(id) => (
          <Select
            id={id}
            aria-label={t('trashKept')}
            value={String(kept ?? '')}
            options={[
              ...[
                ...new Set([
                  7,
                  30,
                  90,
                  180,
                  365,
                  ...(organisation.trash_days ? [organisation.trash_days] : []),
                ]),
              ]
                .sort((a, b) => a - b)
                .map((days) => ({ value: String(days), label: t('trashDays', { count: days }) })),
              { value: '', label: t('trashForGood') },
            ]}
            onChange={(days) => setKept(days ? Number(days) : null)}
          />
        )}
      </Field>
      <TextField
        label={t('currency')}
        help={t('currencyHelp')}
        disabled
        value={`${organisation.currency} · ${money ?? ''}`}
        onChange={() => undefined}
      />
      {error !== null && <ErrorState error={error} />}
      <div>
        <Button look="primary" busy={busy} disabled={!given || !changed} onClick={() => void save()}>
          {shared('save')}
        </Button>
      </div>
    </FieldStack>
  );
}
