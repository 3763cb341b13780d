import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { api } from '@/api/client';
import { keys, recordsPath, useMe } from '@/api/queries';
import type {
  AppDescription,
  EntityDescription,
  FormDescription,
  Language,
  RecordItem,
  RecordPage,
  ToldName,
} from '@/api/types';
import { titleOf } from '@/fields';
import { FormLayout, formNames } from '@/forms';
import { FormField } from '@/forms/FormField';
import { createFormStore, FormStoreProvider } from '@/forms/store';
import { atStep, variantOn, varied } from '@/forms/variants';
import { useLanguage, useText } from '@/i18n';
import { AntdProvider } from '@/ui/AntdProvider';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { FormSkeleton } from '@/ui/Skeletons';
import type { FormDocument, FormVariantDocument } from '../draft/documents';
import { useDocument, useDocuments } from '../draft/store';
import switches from '@/ui/controls.module.css';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { words } from '../words';
import { describeApp, describeEntity, describeForm, describeVariant, seenBy } from './describe';
import { describePublic } from './describePublic';
import css from './forms.module.css';
import { PublicPreview } from './PublicPreview';
import { formWords } from './words';

/** The form as people will fill it in, drawn by the same code, on either device and in either language. */
export function FormPreview({
  app,
  form,
  onClose,
}: {
  app: string;
  form: FormDocument;
  onClose: () => void;
}) {
  const f = formWords.use();
  const t = words.use();
  const text = useText();
  const current = useLanguage();
  const reader = useMe().data;
  const currency = reader?.currency ?? '';
  // The name that stands above a public form.
  const home = useQuery({
    queryKey: ['organisation', 'told-name'],
    queryFn: ({ signal }) => api.get<ToldName>('/organisation/told-name', { signal }),
    enabled: Boolean(form.public?.enabled),
  });
  const [device, setDevice] = useState<'desktop' | 'phone'>('desktop');
  const [language, setLanguage] = useState<Language>(current);
  const open = Boolean(form.public?.enabled);
  const [role, setRole] = useState('');
  const [chosen, setChosen] = useState('');
  const [step, setStep] = useState('');
  const variant = form.variants?.find(({ key }) => key === step);
  const { documents: roles } = useDocuments(app, 'role');
  const live = useQuery({
    queryKey: ['form-preview-records', app, form.entity],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(app, form.entity), { signal, query: { limit: 20 } }),
    retry: false,
  }).data;
  const [place, setPlace] = useState<'page' | 'app'>(open ? 'page' : 'app');
  const { documents, ready } = useDocuments(app, 'entity');
  const settings = useDocument(app, 'app', 'app').handle?.document;
  const described = useQuery({
    queryKey: ['form-preview', app, form],
    queryFn: () => describeForm(app, form),
    gcTime: 0,
  });
  const calendar = useQuery({
    queryKey: ['calendar', 'exceptions'],
    queryFn: ({ signal }) => api.get<AppDescription['calendar']>('/calendar/exceptions', { signal }),
  }).data;
  const i18n = useMemo(() => i18next.cloneInstance({ lng: language }), [language]);
  const entity = documents[form.entity];
  const choice = <Value extends string>(
    value: Value,
    now: Value,
    label: string,
    set: (value: Value) => void,
  ) => (
    <button type="button" aria-pressed={now === value} onClick={() => set(value)}>
      {label}
    </button>
  );
  return (
    <Dialog title={f('previewTitle')} onClose={onClose} width={980}>
      <div className={kit.stack}>
        <div className={kit.row}>
          {open && (
            <span className={switches.switch} role="group" aria-label={f('shownWhere')}>
              {choice('page', place, f('onPage'), setPlace)}
              {choice('app', place, f('inApp'), setPlace)}
            </span>
          )}
          <span className={switches.switch} role="group" aria-label={f('device')}>
            {choice('desktop', device, f('desktop'), setDevice)}
            {choice('phone', device, f('phone'), setDevice)}
          </span>
          <span className={switches.switch} role="group" aria-label={t('chinese')}>
            {choice('zh', language, '中文', setLanguage)}
            {choice('en', language, 'English', setLanguage)}
          </span>
          {place === 'app' && (
            <>
              <div className={css.choose}>
                <ChoiceInput
                  label={f('asRole')}
                  value={role}
                  empty={f('asDesigner')}
                  onChange={setRole}
                  options={Object.values(roles).map((each) => ({
                    value: each.key,
                    label: text(each.name) || each.key,
                  }))}
                />
                {form.variants?.some((each) => !each.device) && (
                  <ChoiceInput
                    label={f('atStep')}
                    value={step}
                    empty={f('noStep')}
                    onChange={setStep}
                    options={form.variants
                      .filter((each) => !each.device)
                      .map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
                  />
                )}
                <ChoiceInput
                  label={f('withRecord')}
                  value={chosen}
                  empty={f('newRecord')}
                  onChange={setChosen}
                  options={(live?.items ?? []).map((record) => ({
                    value: record.id,
                    label: titleOf(record, entity?.title),
                  }))}
                />
              </div>
            </>
          )}
          <span className="muted caption">{f('previewNote')}</span>
        </div>
        <div className={css.device} data-device={device} lang={language === 'zh' ? 'zh-CN' : 'en'}>
          {described.error ? (
            <ErrorState error={described.error} />
          ) : !described.data || !calendar || !ready || !entity ? (
            <FormSkeleton />
          ) : place === 'page' ? (
            <PublicPreview
              form={{
                ...describePublic(form, described.data, entity, currency),
                organisation: home.data?.name ?? '',
              }}
              language={language}
              onLanguage={setLanguage}
            />
          ) : (
            <I18nextProvider i18n={i18n}>
              <Suspense fallback={<FormSkeleton />}>
                <AntdProvider>
                  <Drawn
                    // Another device keeps what was typed, unless it has a form of its own.
                    key={[role, chosen, step || variantOn(described.data, device === 'phone')?.key].join('/')}
                    role={role}
                    record={live?.items.find(({ id }) => id === chosen)}
                    app={describeApp(app, settings, documents, currency, calendar)}
                    entity={openAt(
                      seenBy(describeEntity(entity, currency, described.data), roles[role]),
                      variant,
                    )}
                    form={inVariant(described.data, variant, device)}
                  />
                </AntdProvider>
              </Suspense>
            </I18nextProvider>
          )}
        </div>
      </div>
    </Dialog>
  );
}

/** The form in the variant of a step, as the device shows it; else in that of the device. */
function inVariant(
  form: FormDescription,
  variant: FormVariantDocument | undefined,
  device: 'desktop' | 'phone',
): FormDescription {
  const onDevice = variantOn(form, device === 'phone');
  return variant
    ? varied(atStep(form, variant.edit ?? [], onDevice), describeVariant({ ...variant, read: [] }))
    : varied(form, onDevice);
}

/** At a step only what its variant opens can be filled in. */
function openAt(entity: EntityDescription, variant: FormVariantDocument | undefined): EntityDescription {
  if (!variant) return entity;
  const fields = entity.fields.map((field) =>
    variant.edit?.includes(field.key) ? field : { ...field, writable: false, changeable: false },
  );
  return { ...entity, fields };
}

function Drawn({
  app,
  entity,
  form,
  role,
  record,
}: {
  app: AppDescription;
  entity: EntityDescription;
  form: FormDescription;
  role: string;
  record: RecordItem | undefined;
}) {
  const readable = useMemo(() => new Set(entity.fields.map(({ key }) => key)), [entity]);
  const reader = useMe().data;
  const me = reader?.person;
  // What the controls ask of the app is answered by the draft, not by what is published.
  const [client] = useState(() => {
    const made = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
    made.setQueryData(keys.app(app.key), app);
    made.setQueryData(keys.me, reader);
    return made;
  });
  useEffect(() => {
    client.setQueryData(keys.app(app.key), app);
  }, [client, app]);
  const [store] = useState(() =>
    createFormStore({
      app,
      entity,
      form,
      record,
      context: { ...formNames(app), me, roles: role ? [role] : [] },
    }),
  );
  return (
    <QueryClientProvider client={client}>
      <FormStoreProvider value={store}>
        <FormLayout
          layout={form.layout}
          entity={entity}
          stepwise={!record}
          renderField={(item) =>
            readable.has(item.field) ? <FormField app={app.key} entity={entity} item={item} /> : null
          }
        />
      </FormStoreProvider>
    </QueryClientProvider>
  );
}
