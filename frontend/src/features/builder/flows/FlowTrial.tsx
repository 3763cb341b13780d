import { ClockCircleOutlined, PlayCircleOutlined, UndoOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { api } from '@/api/client';
import type { FlowPlay, PersonRef, PlayedFlow } from '@/api/types';
import {
  ActDialog,
  FlowPicture,
  flowWords as sayings,
  peopleOf,
  PeoplePicker,
  pickable,
  pickedOf,
  stateColour,
  useNodeName,
} from '@/flows';
import type { Verb } from '@/flows';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { DateTimeText, PersonName } from '@/ui/display';
import { useProblemText } from '@/ui/ErrorState';
import { StateTag } from '@/ui/StateTag';
import { appPath } from '../draft/api';
import type { FlowDocument, StepDocument } from '../draft/documents';
import { Labelled } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { RecordPick } from '../kit/RecordPick';
import { stepWords } from '../rules/sentence';
import { useSpeech } from '../rules/useSpeech';
import css from './flows.module.css';
import { flowWords } from './words';

type Turn = NonNullable<FlowPlay['turns']>[number];

export interface FlowTrialProps {
  app: string;
  flow: FlowDocument;
  onClose: () => void;
}

/** A test run of the flow as it is drawn: on a record, with its people, step by step and through time; nothing is kept. */
export function FlowTrial({ app, flow, onClose }: FlowTrialProps) {
  const w = flowWords.use();
  const f = sayings.use();
  const text = useText();
  const problemText = useProblemText();
  const [record, setRecord] = useState<string>();
  const [asker, setAsker] = useState<PersonRef[]>([]);
  const [begun, setBegun] = useState('');
  const [picks, setPicks] = useState<Record<string, PersonRef[]>>({});
  const [turns, setTurns] = useState<Turn[]>([]);
  const [played, setPlayed] = useState<PlayedFlow | null>(null);
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  /** Take turns and see; a turn that is refused is not taken. */
  const take = async (next: Turn[], begunAt = begun, people = picks) => {
    setBusy(true);
    setFault('');
    try {
      const chosen = Object.fromEntries(
        Object.entries(people)
          .filter(([, some]) => some.length > 0)
          .map(([key, some]) => [key, some.map((one) => one.id)]),
      );
      const body = { flow, record, begun_at: begunAt, turns: next, initiator: asker[0]?.id ?? null, chosen };
      setPlayed(await api.post<PlayedFlow>(appPath(app, '/flows/play'), body));
      setTurns(next);
    } catch (problem) {
      setFault(problemText(problem));
      throw problem;
    } finally {
      setBusy(false);
    }
  };
  const quietly = (turn: Promise<void>) => void turn.catch(() => undefined);
  const start = () => {
    const now = new Date().toISOString();
    setBegun(now);
    quietly(take([], now));
  };
  return (
    <Dialog title={w('trial')} onClose={onClose} width={1080}>
      <div className={kit.stack}>
        <p className="muted">{w('trialText')}</p>
        <div className={css.trialHead}>
          <Labelled label={w('trialRecord')}>
            {({ id }) => (
              <RecordPick
                id={id}
                app={app}
                entity={flow.entity}
                label={w('trialRecord')}
                value={record}
                onChange={setRecord}
              />
            )}
          </Labelled>
          <Labelled label={w('trialAsker')}>
            {({ id }) => <PeoplePicker id={id} label={w('trialAsker')} value={asker} onChange={setAsker} />}
          </Labelled>
          <Button
            look={played ? 'plain' : 'primary'}
            icon={<PlayCircleOutlined />}
            disabled={!record}
            busy={busy && !played}
            onClick={start}
          >
            {w(played ? 'trialAgain' : 'trialStart')}
          </Button>
          {played && (
            <Button
              icon={<UndoOutlined />}
              disabled={turns.length === 0}
              onClick={() => quietly(take(turns.slice(0, -1)))}
            >
              {w('trialBack')}
            </Button>
          )}
        </div>
        {played && played.choose.length > 0 && (
          <div className={css.trialHead}>
            {played.choose.map(({ node, name }) => {
              const label = f('pickFor', { name: text(name) || node });
              return (
                <Labelled key={node} label={label}>
                  {({ id }) => (
                    <PeoplePicker
                      id={id}
                      label={label}
                      many
                      value={picks[node] ?? []}
                      onChange={(people) => {
                        const next = { ...picks, [node]: people };
                        setPicks(next);
                        // Whoever is picked is picked with the request: it begins anew.
                        quietly(take([], begun, next));
                      }}
                    />
                  )}
                </Labelled>
              );
            })}
          </div>
        )}
        {fault && (
          <p className={kit.bad} role="alert">
            {fault}
          </p>
        )}
        {played && <Stand app={app} flow={flow} played={played} onTurn={(turn) => take([...turns, turn])} />}
      </div>
    </Dialog>
  );
}

interface StandProps {
  app: string;
  flow: FlowDocument;
  played: PlayedFlow;
  onTurn: (turn: Turn) => Promise<void>;
}

/** Where the test run stands: the picture, who may do what, what may happen, and what its steps would have done. */
function Stand({ app, flow, played, onTurn }: StandProps) {
  const w = flowWords.use();
  const f = sayings.use();
  const text = useText();
  const nameOf = useNodeName();
  const speech = useSpeech(app);
  const [asked, setAsked] = useState<{ seat: string; verb: Verb } | null>(null);
  const { instance } = played;
  const visitOf = (seat: string) =>
    instance.visits.find((visit) => visit.seats.some((one) => one.id === seat));
  const personOf = (seat: string) => visitOf(seat)?.seats.find((one) => one.id === seat)?.person?.name ?? '';
  const placeOf = (seat: string) => visitOf(seat)?.node ?? '';
  const returnsOf = (seat: string) =>
    instance.allowed_actions.seats.find((one) => one.seat === seat)?.returns ?? [];
  const picksAt = (seat: string, verb: Verb) => pickable(instance, placeOf(seat), verb);
  const use = (seat: string, verb: Verb) => {
    const asks = peopleOf[verb] || verb === 'advise' || verb === 'return' || picksAt(seat, verb).length > 0;
    if (asks) setAsked({ seat, verb });
    else void onTurn({ do: 'decide', seat, verb }).catch(() => undefined);
  };
  const how = asked ? peopleOf[asked.verb] : undefined;
  return (
    <div className={css.trial}>
      <FlowPicture instance={instance} />
      <div className={kit.stack}>
        <div className={kit.row}>
          <StateTag colour={stateColour[instance.state]}>{f(instance.state)}</StateTag>
          <span className="muted">
            {w('trialNow')} <DateTimeText value={played.now} />
          </span>
        </div>
        <ul className={css.trialActs} aria-label={w('trialActs')}>
          {instance.allowed_actions.seats.map(({ seat, verbs }) => (
            <li key={seat}>
              <PersonName name={personOf(seat)} />
              <span className="muted caption">{nameOf(instance, placeOf(seat))}</span>
              <span className={css.trialVerbs}>
                {verbs.map((verb) => (
                  <Button key={verb} small onClick={() => use(seat, verb)}>
                    {f(verb)}
                  </Button>
                ))}
              </span>
            </li>
          ))}
          {played.waiting.map(({ visit, node, kind }) => (
            <li key={visit}>
              <span>{nameOf(instance, node)}</span>
              <span className="muted caption">{w(`trialWaits_${kind}`)}</span>
              <span className={css.trialVerbs}>
                <Button
                  small
                  onClick={() =>
                    void onTurn({ do: 'happen', visit, outcome: 'approved' }).catch(() => undefined)
                  }
                >
                  {w(kind === 'sub_flow' ? 'trialApproved' : 'trialHappens')}
                </Button>
                {kind === 'sub_flow' && (
                  <Button
                    small
                    onClick={() =>
                      void onTurn({ do: 'happen', visit, outcome: 'rejected' }).catch(() => undefined)
                    }
                  >
                    {w('trialRejected')}
                  </Button>
                )}
              </span>
            </li>
          ))}
          {played.due_at && (
            <li>
              <Button
                icon={<ClockCircleOutlined />}
                onClick={() => void onTurn({ do: 'pass_time' }).catch(() => undefined)}
              >
                {w('trialPass')} <DateTimeText value={played.due_at} />
              </Button>
            </li>
          )}
        </ul>
        {instance.incidents
          .filter((incident) => !incident.resolved_at)
          .map((incident) => (
            <p key={incident.id} role="alert" className={kit.bad}>
              {incident.message}
            </p>
          ))}
        {played.effects.length > 0 && (
          <>
            <strong>{w('trialEffects')}</strong>
            <ul className={css.trialActs} aria-label={w('trialEffects')}>
              {played.effects.map(({ node, kind, arguments: body }, at) => (
                <li key={at}>
                  <span className="muted caption">{nameOf(instance, node)}</span>
                  <span>{stepWords(speech, flow.entity, { [kind]: body } as StepDocument)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      {asked && (
        <ActDialog
          title={f(asked.verb)}
          confirm={f(asked.verb)}
          text={<p>{personOf(asked.seat)}</p>}
          comment={asked.verb === 'advise' ? 'required' : 'optional'}
          people={how && { label: f(how === 'one' ? 'person' : 'people'), many: how === 'many' }}
          option={
            asked.verb === 'return'
              ? {
                  label: f('returnTo'),
                  values: returnsOf(asked.seat).map((key) => ({ value: key, label: nameOf(instance, key) })),
                }
              : undefined
          }
          picks={picksAt(asked.seat, asked.verb).map((key) => ({
            value: key,
            label: text(flow.nodes.find((node) => node.key === key)?.name) || key,
          }))}
          onConfirm={(said) =>
            onTurn({
              do: 'decide',
              seat: asked.seat,
              verb: asked.verb,
              ...(said.comment ? { comment: said.comment } : {}),
              ...(said.option ? { to: said.option } : {}),
              people: said.people.map((one) => one.id),
              ...pickedOf(said),
            })
          }
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}
