/** What one may do with a whole request, as far as the server says that it would work now. */
import { api } from '@/api/client';
import { toast } from '@/ui';
import { bracketed } from '@/i18n/lists';
import type { ActDialogProps, Said } from './ActDialog';
import { undecided, useNodeName } from './progress';
import type { FlowInstance, FlowSeat } from './types';
import { useRefreshFlows } from './useRefreshFlows';
import { flowWords } from './words';

export interface Act {
  key: string;
  label: string;
  place: 'button' | 'menu' | 'administer';
  danger?: boolean;
  asks: Pick<ActDialogProps, 'text' | 'comment' | 'people' | 'option' | 'ticks'>;
  send: (said: Said) => Promise<void>;
}

type Sent = (said: Said) => Promise<unknown>;

export function useInstanceActs(instance: FlowInstance): Act[] {
  const t = flowWords.use();
  const nameOf = useNodeName();
  const refresh = useRefreshFlows();
  const { allowed_actions: allowed } = instance;
  const at = `/flow-instances/${instance.id}`;
  const found: Act[] = [];
  const add = (
    key: string,
    place: Act['place'],
    label: string,
    asks: Act['asks'],
    done: string,
    sent: Sent,
    danger?: boolean,
  ) =>
    found.push({
      key,
      place,
      label,
      asks,
      danger,
      send: async (said) => {
        await sent(said);
        refresh(instance.app, instance.entity, instance.record);
        toast(done);
      },
    });
  const word = ({ comment }: Said) => (comment ? { comment } : {});
  const visitOf = (seat: string) =>
    instance.visits.find((visit) => visit.seats.some((one) => one.id === seat));
  const seatOf = (seat: string) => visitOf(seat)?.seats.find((one) => one.id === seat);
  const called = (seat: FlowSeat | undefined) =>
    bracketed(seat?.person?.name ?? '', nameOf(instance, visitOf(seat?.id ?? '')?.node ?? ''));

  for (const seat of allowed.take_back)
    add(
      `take-back-${seat}`,
      'button',
      t('takeBack'),
      { text: <p>{t('takeBackText', { name: nameOf(instance, visitOf(seat)?.node ?? '') })}</p> },
      t('tookBack'),
      (said) => api.post(`/seats/${seat}/take-back`, word(said)),
    );
  if (allowed.remind.length > 0)
    add(
      'remind',
      'button',
      t('remind'),
      {
        ticks: {
          label: t('remindWhom'),
          values: allowed.remind.map((seat) => ({ value: seat, label: called(seatOf(seat)) })),
        },
      },
      t('reminded'),
      async (said) => {
        for (const seat of said.ticked) await api.post(`/seats/${seat}/remind`, word(said));
      },
    );
  if (instance.can.includes('withdraw'))
    add('withdraw', 'button', t('withdraw'), { text: <p>{t('withdrawText')}</p> }, t('withdrawn'), (said) =>
      api.post(`${at}/withdraw`, word(said)),
    );
  if (allowed.instance.includes('copy'))
    add(
      'copy',
      'menu',
      t('sendCopies'),
      { text: <p>{t('copyText')}</p>, people: { label: t('people'), many: true } },
      t('copiesSent'),
      (said) => api.post(`${at}/copy`, { ...word(said), people: said.people.map((one) => one.id) }),
    );
  for (const seat of allowed.remove)
    add(
      `remove-${seat}`,
      'menu',
      t('askNoMore', { name: seatOf(seat)?.person?.name ?? '' }),
      {},
      t('askedNoMore'),
      (said) => api.post(`/seats/${seat}/remove-added`, word(said)),
    );

  const administers = allowed.instance.includes('suspend') || allowed.instance.includes('resume');
  if (!administers) return found;
  const reason = { comment: 'required' as const };
  const openVisits = instance.visits.filter((visit) => visit.state === 'open');
  const waiting = openVisits.flatMap((visit) => visit.seats.filter(undecided));
  const seats = waiting.map((seat) => ({ value: seat.id, label: called(seat) }));
  const asking = openVisits.filter((visit) => visit.seats.some(undecided) && visit.node !== 'start');
  if (allowed.instance.includes('suspend')) {
    if (seats.length > 0)
      add(
        'reassign',
        'administer',
        t('reassign'),
        {
          ...reason,
          option: { label: t('whoseSeat'), values: seats },
          people: { label: t('person'), many: false },
        },
        t('reassigned'),
        (said) =>
          api.post(`/seats/${said.option}/reassign`, { person: said.people[0]?.id, comment: said.comment }),
      );
    if (asking.length > 0)
      add(
        'add-approvers',
        'administer',
        t('addApprovers'),
        {
          ...reason,
          option: {
            label: t('atStep'),
            values: asking.map((visit) => ({ value: visit.id, label: nameOf(instance, visit.node) })),
          },
          people: { label: t('people'), many: true },
        },
        t('approversAdded'),
        (said) =>
          api.post(`${at}/approvers`, {
            visit: said.option,
            people: said.people.map((one) => one.id),
            comment: said.comment,
          }),
      );
    if (asking.some((visit) => visit.seats.filter(undecided).length > 1))
      add(
        'remove-approver',
        'administer',
        t('removeApprover'),
        { ...reason, option: { label: t('whom'), values: seats } },
        t('approverRemoved'),
        (said) => api.post(`/seats/${said.option}/remove-approver`, { comment: said.comment }),
      );
    const jumps = allowed.jump.flatMap(({ visit, to }) =>
      to.map((key) => ({
        value: `${visit} ${key}`,
        label: t('fromTo', {
          from: nameOf(instance, instance.visits.find((one) => one.id === visit)?.node ?? ''),
          to: nameOf(instance, key),
        }),
      })),
    );
    if (jumps.length > 0)
      add(
        'jump',
        'administer',
        t('jump'),
        { ...reason, option: { label: t('jumpWhere'), values: jumps } },
        t('jumped'),
        (said) => {
          const [visit, to] = said.option.split(' ');
          return api.post(`${at}/jump`, { visit, to, comment: said.comment });
        },
      );
    add(
      'suspend',
      'administer',
      t('suspend'),
      { ...reason, text: <p>{t('suspendText')}</p> },
      t('suspended'),
      (said) => api.post(`${at}/suspend`, { comment: said.comment }),
    );
  } else
    add('resume', 'button', t('resume'), {}, t('resumed'), (said) => api.post(`${at}/resume`, word(said)));
  if (instance.can.includes('terminate'))
    add(
      'terminate',
      'administer',
      t('terminate'),
      { ...reason, text: <p>{t('terminateText')}</p> },
      t('terminated'),
      (said) => api.post(`${at}/terminate`, { comment: said.comment }),
      true,
    );
  return found;
}
