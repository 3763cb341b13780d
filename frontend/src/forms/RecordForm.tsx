import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useStore } from 'zustand';
import { api, newIdempotencyKey } from '@/api/client';
import { isProblem } from '@/api/problem';
import { recordsPath, useApp, useMe } from '@/api/queries';
import type { AppDescription, EntityDescription, LayoutNode, Me, RecordItem, Values } from '@/api/types';
import { ComputeContext, QuickCreateContext } from '@/fields';
import type { ComputeField, QuickCreateRequest } from '@/fields';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { useProblemText } from '@/ui/ErrorState';
import { ErrorState } from '@/ui/ErrorState';
import { FormSkeleton } from '@/ui/Skeletons';
import { toast } from '@/ui/toast';
import { useIsPhone } from '@/ui/useMedia';
import { ConflictDialog } from './ConflictDialog';
import { evaluateTo, formNames, hopsOf } from './evaluate';
import type { FormContext } from './evaluate';
import { FormChoice } from './FormChoice';
import { FormField, Remarks, remarksAt } from './FormField';
import { FormLayout } from './FormLayout';
import '@/ui/antd/now';
import css from './forms.module.css';
import { LeaveGuard } from './LeaveGuard';
import { QuickCreateDialog } from './QuickCreateDialog';
import { RowRules } from './RowRules';
import { rowForms } from './rowState';
import { SameRecords } from './SameRecords';
import { createFormStore, fieldsIn, formOf, FormStoreProvider, ofChange, useForm } from './store';
import { useSaved } from './saved';
import { saveRecord } from './saveRecord';
import { Unfinished } from './Unfinished';
import { placeOf } from './validate';
import type { Errors } from './validate';
import { usedForm, variantOn, varied } from './variants';
import { chosenIn, mayStart } from './starting';
import type { Chosen } from './starting';
import { words } from './words';

const WhoDecides = lazy(() => import('./WhoDecides').then((module) => ({ default: module.WhoDecides })));

export interface RecordFormProps {
  app: string;
  entity: string;
  record?: RecordItem;
  initial?: Values;
  initialLabels?: RecordItem['labels'];
  formKey?: string;
  onSaved: (record: RecordItem, another: boolean) => void;
  onCancel?: () => void;
  onDirty?: (dirty: boolean) => void;
  /** Over another form: leaving is the dialog's business. */
  nested?: boolean;
  mayAddAnother?: boolean;
}

/** Create or edit a record by the form of its entity. */
export function RecordForm(props: RecordFormProps) {
  const shared = common.use();
  const app = useApp(props.app);
  const me = useMe();
  const [chosen, setChosen] = useState<string>();
  for (const asked of [app, me])
    if (asked.error && !asked.data)
      return <ErrorState error={asked.error} onRetry={() => void asked.refetch()} />;
  const entity = app.data?.entities[props.entity];
  if (!app.data || !me.data) return <FormSkeleton />;
  if (!entity) return <EmptyState text={shared('errorNotFound')} />;
  // Public forms are for visitors; of several others one is chosen where a record begins.
  const forms = entity.forms.filter((form) => !app.data.forms_public.includes(form.key));
  const choosing = !props.record && !props.nested && !props.formKey && forms.length > 1;
  const formKey = props.formKey ?? (choosing ? chosen : undefined);
  // A new store for each record, version and form.
  const id = `${props.record?.id ?? 'new'}:${props.record?.version ?? 0}:${formKey ?? ''}`;
  return (
    <>
      {choosing && <FormChoice forms={forms} value={formOf(entity, formKey).key} onChange={setChosen} />}
      <LoadedForm key={id} {...props} formKey={formKey} description={app.data} type={entity} me={me.data} />
    </>
  );
}

interface LoadedFormProps extends RecordFormProps {
  description: AppDescription;
  type: EntityDescription;
  me: Me;
}

function LoadedForm(props: LoadedFormProps) {
  const { app, entity, record, description, me, onSaved, onCancel, onDirty, nested, mayAddAnother } = props;
  const type = useMemo(() => (record ? ofChange(props.type) : props.type), [record, props.type]);
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const problemText = useProblemText();
  const tellSaved = useSaved();
  // The device on which it was opened: what is typed does not go when a phone is turned.
  const [phone] = useState(useIsPhone());
  // Without a form of its own, the entity is given a new one with each call.
  const chosen = useMemo(() => formOf(type, props.formKey), [type, props.formKey]);
  const variant = variantOn(chosen, phone);
  const form = useMemo(() => varied(chosen, variant), [chosen, variant]);
  const context = useMemo<FormContext>(
    () => ({
      me: me.person,
      ...formNames(description),
      old: record?.values,
      rowRecords: new Map(),
    }),
    [me, description, record],
  );
  const used = usedForm(form, variant);
  const flows = useMemo(
    () =>
      description.flows.filter((one) => one.entity === entity && mayStart(one, used.form, Boolean(record))),
    [description, entity, record, used.form],
  );
  const first = useMemo(() => [...fieldsIn(form.layout)][0], [form]);
  const [store] = useState(() => {
    const created = createFormStore({
      app: description,
      entity: type,
      form,
      record,
      initial: props.initial,
      context,
    });
    if (props.initialLabels)
      created.setState({ labels: { ...created.getState().labels, ...props.initialLabels } });
    return created;
  });
  const dirty = useStore(store, (state) => state.dirty);
  const errors = useStore(store, (state) => state.errors);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState(false);
  const [failure, setFailure] = useState<string[]>([]);
  const [faulty, setFaulty] = useState<ReadonlySet<string>>();
  const [conflict, setConflict] = useState<RecordItem | null>(null);
  const [deciding, setDeciding] = useState<{ values: Values; saving: boolean; another: boolean } | null>(
    null,
  );
  const [quick, setQuick] = useState<QuickCreateRequest | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const key = useRef(newIdempotencyKey());
  const hops = useMemo(() => hopsOf([form.linkage, form.fill, form.layout, type.expressions]), [form, type]);

  const compute = useCallback<ComputeField>(
    (tree, row, child, column, referenced) =>
      evaluateTo(tree, child, row, { ...context, referenced: referenced ?? {} }, column),
    [context],
  );
  const filling = useMemo(() => new Set(form.fill?.map((fill) => fill.field)), [form]);

  useEffect(() => onDirty?.(dirty && !done), [dirty, done, onDirty]);

  const focusFirst = (found: Errors) => {
    setFaulty(new Set(Object.keys(found)));
    requestAnimationFrame(() => {
      const places = element.current?.querySelectorAll<HTMLElement>('[data-field]') ?? [];
      const place = [...places].find(({ dataset }) => (dataset.field ?? '') in found);
      const cell = place?.querySelector<HTMLElement>('[role=cell][aria-invalid=true]');
      (cell ?? place)?.scrollIntoView({ block: 'center' });
      const control = cell
        ? (cell.querySelector<HTMLElement>('input,textarea') ?? cell)
        : place?.querySelector<HTMLElement>('input,textarea,button,[tabindex="0"]');
      control?.focus({ preventScroll: true });
    });
  };

  const refused = (problem: unknown) => {
    if (isProblem(problem) && problem.status === 412 && problem.current) {
      setConflict(problem.current as RecordItem);
      return;
    }
    if (isProblem(problem) && problem.errors.length > 0) {
      const known: Errors = {};
      const rest: string[] = [];
      for (const fault of problem.errors) {
        const place = placeOf(fault, type, description.entities);
        if (!place) rest.push(fault.message);
        else (known[place.field] ??= []).push(place.message);
        if (place?.cell) (known[place.cell] ??= []).push(fault.message);
      }
      store.getState().setErrors(known);
      focusFirst(store.getState().errors);
      setFailure(rest.length > 0 || Object.keys(known).length > 0 ? rest : [problemText(problem)]);
      return;
    }
    setFailure([problemText(problem)]);
  };

  const send = async (
    values: Values,
    base: RecordItem | undefined,
    another: boolean,
    picked: Chosen = {},
  ) => {
    setBusy(true);
    setFailure([]);
    try {
      const saved = record
        ? await saveRecord(app, entity, base ?? record, values, { ...used, ...chosenIn(picked) })
        : await api.post<RecordItem>(
            recordsPath(app, entity),
            { values, ...used, ...chosenIn(picked) },
            { idempotencyKey: key.current },
          );
      setDone(true);
      setConflict(null);
      key.current = newIdempotencyKey();
      tellSaved(
        app,
        entity,
        saved,
        record ? t('savedRecord') : t('created', { entity: text(type.name) }),
        !record,
      );
      for (const message of new Set(saved.warnings?.map((warning) => warning.message)))
        toast(message, { long: true });
      // The guard must have seen "done" before the page changes.
      setTimeout(() => onSaved(saved, another));
    } catch (problem) {
      refused(problem);
    } finally {
      setBusy(false);
    }
  };

  const submit = async (another: boolean, asking = false) => {
    setBusy(true);
    await store.getState().settled();
    setBusy(false);
    const found = store.getState().check();
    if (Object.keys(found).length > 0) {
      focusFirst(found);
      return;
    }
    const changes = store.getState().changes();
    if (!asking && record && Object.keys(changes).length === 0) {
      onSaved(record, false);
      return;
    }
    if (asking || flows.some((flow) => flow.picks)) {
      setDeciding({ values: changes, saving: !asking, another });
      return;
    }
    await send(changes, record, another);
  };

  const wrong = Object.keys(errors).filter((name) => name && !name.includes('/')).length;
  const told = [...(errors[''] ?? []), ...failure];
  return (
    <FormStoreProvider value={store}>
      <ComputeContext.Provider value={compute}>
        <QuickCreateContext.Provider value={nested ? null : setQuick}>
          {!nested && <LeaveGuard dirty={dirty && !done} />}
          {!nested && !props.initial && (
            <Unfinished app={app} entity={entity} record={record} form={form.key} store={store} done={done} />
          )}
          <form
            ref={element}
            noValidate
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              event.stopPropagation();
              void submit(false);
            }}
            onKeyDown={(event) => {
              if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
                event.preventDefault();
                void submit(false);
              }
            }}
          >
            <WithRowRules app={app} layout={form.layout} entity={type} context={context}>
              <FormLayout
                layout={form.layout}
                entity={type}
                stepwise={!record}
                faulty={faulty}
                mayLeave={(fields) => {
                  const found = store.getState().check(fields);
                  if (Object.keys(found).length > 0) focusFirst(found);
                  return Object.keys(found).length === 0;
                }}
                renderField={(item) => (
                  <FormField
                    app={app}
                    entity={type}
                    item={item}
                    watch={hops.get(item.field) ?? (filling.has(item.field) ? NO_HOPS : undefined)}
                    autoFocus={!record && item.field === first}
                  />
                )}
              />
            </WithRowRules>
            {type.duplicates && <SameRecords app={app} type={type} store={store} record={record?.id} />}
            <GeneralRemarks />
            {(told.length > 0 || wrong > 0) && (
              <div className={css.summary} role="alert" style={{ marginTop: 16 }}>
                {wrong > 0 && <p>{t('checkFields', { count: wrong })}</p>}
                {told.length > 0 && (
                  <ul>
                    {told.map((message, index) => (
                      <li key={index}>{message}</li>
                    ))}
                  </ul>
                )}
              </div>
            )}
            <div className={css.foot}>
              {onCancel && <Button onClick={onCancel}>{shared('cancel')}</Button>}
              {mayAddAnother && !record && (
                <Button disabled={busy} onClick={() => void submit(true)}>
                  {t('createAndNew')}
                </Button>
              )}
              {flows.length > 0 && (
                <Button look="quiet" disabled={busy} onClick={() => void submit(false, true)}>
                  {t('whoDecides')}
                </Button>
              )}
              <Button type="submit" look="primary" busy={busy}>
                {record ? shared('save') : shared('create')}
              </Button>
            </div>
          </form>
          {deciding && (
            <Suspense>
              <WhoDecides
                app={app}
                entity={entity}
                record={record?.id}
                values={deciding.values}
                used={used}
                saving={deciding.saving}
                onSave={(picked) => {
                  setDeciding(null);
                  void send(deciding.values, record, deciding.another, picked);
                }}
                onRefused={(problem) => {
                  setDeciding(null);
                  refused(problem);
                }}
                onClose={() => setDeciding(null)}
              />
            </Suspense>
          )}
          {quick && (
            <QuickCreateDialog
              request={quick}
              onClose={() => setQuick(null)}
              onCreated={(created) => {
                quick.onCreated(created);
                setQuick(null);
              }}
            />
          )}
          {conflict && (
            <ConflictDialog
              app={app}
              entity={type}
              current={conflict}
              mine={store.getState().changes()}
              labels={store.getState().labels}
              onSave={(values) => void send(values, conflict, false)}
              onReload={() => {
                setDone(true);
                setConflict(null);
                setTimeout(() => onSaved(conflict, false));
              }}
              onClose={() => setConflict(null)}
            />
          )}
        </QuickCreateContext.Provider>
      </ComputeContext.Provider>
    </FormStoreProvider>
  );
}

/** A record that is fetched for its own values, not for what it points to. */
const NO_HOPS: readonly string[] = [];

/** What the form's rules warn of that belongs to no single field. */
function GeneralRemarks() {
  const warned = useForm((state) => remarksAt(state.warned, null));
  return <Remarks remarks={warned} look={css.warning} />;
}

/** Rows are played anew with every change of the form only where their rules may ask about it. */
function WithRowRules({
  children,
  ...rest
}: {
  app: string;
  layout: LayoutNode[];
  entity: EntityDescription;
  context: FormContext;
  children: ReactNode;
}) {
  return rowForms(rest.layout).length > 0 ? <RowRules {...rest}>{children}</RowRules> : children;
}
