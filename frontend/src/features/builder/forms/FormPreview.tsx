import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import i18next from 'i18next';
import { useEffect, useMemo, useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { api } from '@/api/client';
import { keys, useMe } from '@/api/queries';
import type { AppDescription, EntityDescription, FormDescription, Language } from '@/api/types';
import { FormLayout } from '@/forms';
import { FormField } from '@/forms/FormField';
import { createFormStore, FormStoreProvider } from '@/forms/store';
import { useLanguage } from '@/i18n';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { FormSkeleton } from '@/ui/Skeletons';
import type { FormDocument } from '../draft/documents';
import { useDocument, useDocuments } from '../draft/store';
import switches from '@/ui/controls.module.css';
import kit from '../kit/kit.module.css';
import { words } from '../words';
import { describeApp, describeEntity, describeForm } from './describe';
import { describePublic } from './describePublic';
import css from './forms.module.css';
import { PublicPreview } from './PublicPreview';
import { formWords } from './words';

/** An organisation that has no name yet; no visitor reads it. */
const UNNAMED = 'Dougong';

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
  const current = useLanguage();
  const reader = useMe().data;
  const currency = reader?.currency ?? '';
  // The name above a public form; who may not ask for it sees the page without.
  const home = useQuery({
    queryKey: ['organisation'],
    queryFn: ({ signal }) => api.get<{ name: string }>('/organisation', { signal }),
    enabled: reader?.person.administrator === true && Boolean(form.public?.enabled),
  });
  const [device, setDevice] = useState<'desktop' | 'phone'>('desktop');
  const [language, setLanguage] = useState<Language>(current);
  const open = Boolean(form.public?.enabled);
  const [place, setPlace] = useState<'page' | 'app'>(open ? 'page' : 'app');
  const { documents, ready } = useDocuments(app, 'entity');
  const settings = useDocument(app, 'app', 'app').handle?.document;
  const described = useQuery({
    queryKey: ['form-preview', app, form],
    queryFn: () => describeForm(app, form),
    gcTime: 0,
  });
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
          <span className="muted caption">{f('previewNote')}</span>
        </div>
        <div className={css.device} data-device={device} lang={language === 'zh' ? 'zh-CN' : 'en'}>
          {described.error ? (
            <ErrorState error={described.error} />
          ) : !described.data || !ready || !entity ? (
            <FormSkeleton />
          ) : place === 'page' ? (
            <PublicPreview
              form={{
                ...describePublic(form, described.data, entity),
                organisation: home.data && home.data.name !== UNNAMED ? home.data.name : '',
              }}
              language={language}
              onLanguage={setLanguage}
            />
          ) : (
            <I18nextProvider i18n={i18n}>
              <Drawn
                app={describeApp(app, settings, documents, currency)}
                entity={describeEntity(entity, currency, described.data)}
                form={described.data}
              />
            </I18nextProvider>
          )}
        </div>
      </div>
    </Dialog>
  );
}

function Drawn({
  app,
  entity,
  form,
}: {
  app: AppDescription;
  entity: EntityDescription;
  form: FormDescription;
}) {
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
    createFormStore({ app, entity, form, context: { me, settings: app.settings, entities: app.entities } }),
  );
  return (
    <QueryClientProvider client={client}>
      <FormStoreProvider value={store}>
        <FormLayout
          layout={form.layout}
          entity={entity}
          stepwise
          renderField={(item) => <FormField app={app.key} entity={entity} item={item} />}
        />
      </FormStoreProvider>
    </QueryClientProvider>
  );
}
