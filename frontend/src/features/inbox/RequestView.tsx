import { ArrowLeftOutlined, EllipsisOutlined } from '@ant-design/icons';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { isProblem } from '@/api/problem';
import { recordsPath, useApp, useRecord } from '@/api/queries';
import type { JsonValue, RecordItem, Values } from '@/api/types';
import { titleOf } from '@/fields';
import type { Label } from '@/fields';
import {
  besideVerbs,
  completes,
  fills,
  FlowHistory,
  FlowPicture,
  flowWords,
  FlowSteps,
  Incidents,
  InstanceActions,
  InstanceTag,
  leaves,
  mainVerbs,
  useDecide,
  useInstance,
} from '@/flows';
import type { FlowInstance, Past, SeatView, Verb } from '@/flows';
import { LeaveGuard } from '@/forms/LeaveGuard';
import { useText } from '@/i18n';
import { common } from '@/i18n/words';
import { Button, EmptyState, ErrorState, FormSkeleton, LinkButton, MenuButton, RelativeTime } from '@/ui';
import type { MenuEntry } from '@/ui';
import { DateTimeText } from '@/ui/display';
import { paths } from '@/ui/paths';
import { ChangedSince } from './ChangedSince';
import { DecisionTag } from './DecisionTag';
import { Due } from './Due';
import { filledIn, same } from './filledIn';
import css from './inbox.module.css';
import { useSeat, useSeen } from './queries';
import { SeatRecord } from './SeatRecord';
import { SentBack } from './SentBack';
import { words } from './words';

export interface RequestViewProps {
  id: string;
  /** The id is of a request I started, not of a seat. */
  mine: boolean;
  phone: boolean;
  back: string;
  onDecided: () => void;
}

/** One request: the record, the way it takes with its people, its history, and the decision. */
export function RequestView(props: RequestViewProps) {
  return props.mine ? <MyRequest {...props} /> : <SeatRequest {...props} />;
}

function SeatRequest({ id, back, phone, onDecided }: RequestViewProps) {
  const { data, error, refetch } = useSeat(id);
  // Asked again in vain, what has been filled in stays.
  if (error && (!data || isClosed(error)))
    return (
      <>
        <Back to={back} phone={phone} />
        <ErrorState error={error} onRetry={() => void refetch()} />
      </>
    );
  if (!data) return <FormSkeleton />;
  return <LoadedSeat seat={data} back={back} phone={phone} onDecided={onDecided} />;
}

function LoadedSeat({
  seat,
  back,
  phone,
  onDecided,
}: {
  seat: SeatView;
  back: string;
  phone: boolean;
  onDecided: () => void;
}) {
  const t = words.use();
  const f = flowWords.use();
  const [values, setValues] = useState<Values>({});
  const [labels, setLabels] = useState<Record<string, Label>>({});
  const { state } = useLocation() as { state: { problems?: Record<string, string[]> } | null };
  const [problems, setProblems] = useState(state?.problems ?? {});
  const [decided, setDecided] = useState(false);
  const deciding = useDecide({
    onDecided: (_, verb) => {
      if (leaves(verb)) setDecided(true);
    },
    onInvalid: (found) => {
      setProblems(found);
      return Object.keys(found).some((key) => seat.fields.edit.includes(key));
    },
  });
  // What is to be put right may stand above or below what is seen.
  useEffect(() => {
    if (Object.keys(problems).length > 0)
      document.querySelector('[data-problem]')?.scrollIntoView({ block: 'center' });
  }, [problems]);
  useSeen(seat);
  const goOn = useEffectEvent(onDecided);
  // The guard must have seen that it is decided before the page changes.
  useEffect(() => {
    if (decided) goOn();
  }, [decided]);
  // Nobody decides while the request is halted.
  const verbs = seat.instance.suspended_at ? [] : seat.verbs;
  const open = verbs.length > 0;
  const represented = open ? seat.holder?.name : undefined;
  const dirty =
    open &&
    !decided &&
    Object.entries(values).some(([key, value]) => !same(value, seat.record?.values[key] ?? null));
  const change = (key: string, value: JsonValue, label?: Label) => {
    setValues((before) => ({ ...before, [key]: value }));
    if (label !== undefined) setLabels((before) => ({ ...before, [key]: label }));
    setProblems(({ [key]: _, ...rest }) => rest);
  };
  const decide = (verb: Verb) => {
    const full = { ...seat.record?.values, ...values };
    const blank = (value: unknown) => value === null || value === undefined || value === '';
    const missing = completes(verb) ? seat.fields.require.filter((key) => blank(full[key])) : [];
    setProblems(Object.fromEntries(missing.map((key) => [key, [t('needed')]])));
    if (missing.length === 0)
      deciding.ask({
        seat: seat.id,
        verb,
        title: seat.title,
        instance: seat.instance,
        values: fills(verb) && Object.keys(values).length > 0 ? filledIn(seat, values) : undefined,
        version: fills(verb) ? seat.record?.version : undefined,
      });
  };
  const besides = besideVerbs(verbs).map((verb) => ({
    key: verb,
    label: f(verb),
    onSelect: () => decide(verb),
  }));
  const acts = open && (
    <div className={css.acts}>
      {mainVerbs(verbs).map((verb) => (
        <Button
          key={verb}
          data-decide={verb}
          look={verb === 'reject' ? 'danger' : verb === 'return' ? 'plain' : 'primary'}
          onClick={() => decide(verb)}
        >
          {f(verb)}
        </Button>
      ))}
      {phone && besides.length > 0 && (
        <MenuButton label={t('moreActs')} iconOnly look="plain" entries={besides}>
          <EllipsisOutlined aria-hidden />
        </MenuButton>
      )}
    </div>
  );
  return (
    <Request
      app={seat.app}
      entity={seat.entity}
      title={seat.title}
      record={seat.record}
      hasPage={seat.has_page}
      instance={seat.instance}
      back={back}
      phone={phone}
      acts={acts}
      tag={
        open ? (
          seat.due_at && <Due at={seat.due_at} />
        ) : (
          <DecisionTag verb={seat.verb} by={seat.decided_by?.name} />
        )
      }
      hint={
        !open ? undefined : seat.node === 'start' ? (
          <SentBack instance={seat.instance} />
        ) : seat.fields.edit.length > 0 ? (
          t('fillIn')
        ) : undefined
      }
      represented={represented}
      atSeat={open}
      submitted={seat.submitted?.at}
      past={
        seat.description
          ? {
              app: seat.app,
              entity: seat.entity,
              entities: seat.description.entities,
              path: `/seats/${seat.id}`,
            }
          : undefined
      }
      entries={phone ? [] : besides}
    >
      {(record) =>
        seat.description && (
          <SeatRecord
            app={seat.app}
            entity={seat.entity}
            description={seat.description}
            record={record}
            form={seat.form}
            edit={open ? seat.fields.edit : undefined}
            hide={seat.fields.hide}
            require={open ? seat.fields.require : []}
            values={values}
            labels={labels}
            problems={problems}
            onChange={change}
          />
        )
      }
      <>
        <LeaveGuard dirty={dirty} />
        {deciding.dialog}
      </>
    </Request>
  );
}

function MyRequest({ id, back, phone }: RequestViewProps) {
  const { data, error, refetch } = useInstance(id);
  const app = useApp(data?.app);
  const record = useRecord(data?.app ?? '', data?.entity ?? '', data?.record);
  const failed = error ?? [app.error, record.error].find((one) => one !== null && !isClosed(one));
  if (failed)
    return (
      <>
        <Back to={back} phone={phone} />
        <ErrorState
          error={failed}
          onRetry={() => {
            for (const one of [refetch, app.refetch, record.refetch]) void one();
          }}
        />
      </>
    );
  if (!data || app.isPending || record.isPending) return <FormSkeleton />;
  const description = app.data;
  const type = description?.entities[data.entity];
  return (
    <Request
      app={data.app}
      entity={data.entity}
      title={record.data && type ? titleOf(record.data, type.title) : ''}
      record={(type && record.data) ?? null}
      hasPage
      instance={data}
      back={back}
      phone={phone}
      past={
        description && record.data
          ? {
              app: data.app,
              entity: data.entity,
              entities: description.entities,
              path: recordsPath(data.app, data.entity, `/${data.record}`),
            }
          : undefined
      }
    >
      {(found) =>
        description && (
          <SeatRecord app={data.app} entity={data.entity} description={description} record={found} />
        )
      }
    </Request>
  );
}

/** The app or the record is not, or no longer, open to me: the request is told without it. */
function isClosed(error: unknown): boolean {
  return isProblem(error) && (error.status === 403 || error.status === 404);
}

interface RequestProps {
  app: string;
  entity: string;
  title: string;
  record: RecordItem | null;
  /** The record has a page that I may open. */
  hasPage: boolean;
  instance: FlowInstance;
  back: string;
  phone: boolean;
  acts?: ReactNode;
  tag?: ReactNode;
  hint?: ReactNode;
  /** In whose place I decide. */
  represented?: string;
  /** The record is shown as it was then. */
  submitted?: string;
  atSeat?: boolean;
  past?: Past;
  entries?: MenuEntry[];
  children: ((record: RecordItem) => ReactNode) | [(record: RecordItem) => ReactNode, ReactNode];
}

function Request({
  app,
  entity,
  title,
  record,
  hasPage,
  instance,
  back,
  phone,
  acts,
  tag,
  hint,
  represented,
  submitted,
  atSeat,
  past,
  entries,
  children,
}: RequestProps) {
  const t = words.use();
  const shared = common.use();
  const text = useText();
  const [draw, after] = Array.isArray(children) ? children : [children, null];
  return (
    <article className={css.request} aria-label={title}>
      <Back to={back} phone={phone} />
      <header className={css.requestHead}>
        <div className={css.requestTitle}>
          <h2>{title || text(instance.name)}</h2>
          <span className="muted">
            {text(instance.name)} · {instance.initiator && t('from', { name: instance.initiator.name })} ·{' '}
            <RelativeTime value={instance.started_at} />
          </span>
        </div>
        <InstanceTag instance={instance} />
        {tag}
        {!phone && acts}
        <InstanceActions instance={instance} title={title} atSeat={atSeat} entries={entries} />
      </header>
      <Incidents instance={instance} />
      <div className={css.parts}>
        <section className={css.part} aria-label={t('record')}>
          <div className={css.partHead}>
            <h3>{t('record')}</h3>
            {record && hasPage && (
              <Link to={paths.record(app, entity, record.id)} className="caption" data-open-record>
                {t('openRecord')}
              </Link>
            )}
          </div>
          {record && submitted && (
            <p className="muted caption" data-as-submitted>
              {t('asSubmitted')} · <DateTimeText value={submitted} />
            </p>
          )}
          {represented && <p className={css.hint}>{t('represented', { name: represented })}</p>}
          {record && atSeat && <ChangedSince record={record} type={past?.entities[entity]} />}
          {hint && <p className={css.hint}>{hint}</p>}
          {record ? draw(record) : <EmptyState text={t('gone')} />}
        </section>
        <section className={css.part} aria-label={t('way')}>
          <div className={css.partHead}>
            <h3>{t('way')}</h3>
            {record && hasPage && (
              <Link to={paths.figures(app, instance.flow)} className="caption">
                {shared('figures')}
              </Link>
            )}
          </div>
          <FlowPicture instance={instance} />
          <FlowSteps instance={instance} />
          <h3>{t('history')}</h3>
          <FlowHistory instance={instance} past={past} />
        </section>
      </div>
      {phone && acts && <div className={css.bar}>{acts}</div>}
      {after}
    </article>
  );
}

function Back({ to, phone }: { to: string; phone: boolean }) {
  const t = words.use();
  return phone ? (
    <div className={css.back}>
      <LinkButton to={to} look="quiet" icon={<ArrowLeftOutlined />}>
        {t('backToList')}
      </LinkButton>
    </div>
  ) : null;
}
