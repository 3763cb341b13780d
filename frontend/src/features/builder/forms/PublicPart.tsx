import { CopyOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { api } from '@/api/client';
import { isProblem } from '@/api/problem';
import { useApp } from '@/api/queries';
import type { FormLink } from '@/api/types';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { QUESTIONS } from '@/public/questions';
import { Button } from '@/ui/Button';
import { useProblemText } from '@/ui/ErrorState';
import { toast } from '@/ui/toast';
import { appPath } from '../draft/api';
import type { EntityDocument, FormDocument, PublicDocument, Text } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { CheckInput, ManyInput, Part, PickInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ValuesEditor } from '../rules/ValuesEditor';
import { ProblemsAt } from '../shell/ProblemsAt';
import css from './forms.module.css';
import { containersOf, normalised, placedFields } from './layout';
import { canAsk, PublicChoices } from './PublicChoices';
import { PublicGuards } from './PublicGuards';
import { PublicTimes } from './PublicTimes';
import { publicWords } from './publicWords';
import { formWords } from './words';

const CONSENTS = new Set(['switch', 'date', 'datetime']);
/** Fields that are asked only when it is said which records may be chosen. */
const isPointing = (type: string) => QUESTIONS[type]?.chosen === true;
const TRACKED = new Set(['text', 'long_text', 'select', 'hidden', 'external_id']);

const typeOf = (entity: EntityDocument, key: string) =>
  String(entity.schema.properties[key]?.['x-dougong'].type);

/** The form as a page for anybody: what is asked, what is said, link and QR code. */
export function PublicPart({
  handle,
  entity,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
}) {
  const f = formWords.use();
  const p = publicWords.use();
  const text = useText();
  const form = handle.document;
  const settings = form.public;
  const change = (recipe: (settings: PublicDocument) => void, merge?: string) =>
    handle.change((draft) => recipe((draft.public ??= {})), { merge: merge && `public.${merge}` });
  const labelOf = (key: string) => text(entity.schema.properties[key]?.['x-dougong'].label) || key;
  const options = [...placedFields(containersOf(normalised(form.layout)))].map((value) => ({
    value,
    label: labelOf(value),
  }));
  const thanks: Text | undefined =
    settings?.thanks && 'text' in settings.thanks
      ? (settings.thanks.text as Text)
      : (settings?.thanks as Text | undefined);
  return (
    <Part title={f('public')}>
      <ProblemsAt problems={handle.open.problems} at="/public" />
      <CheckInput
        label={f('publicOn')}
        value={settings?.enabled}
        onChange={(on) =>
          change((target) => {
            target.enabled = on;
            if (on && !target.fields)
              target.fields = options
                .map((option) => option.value)
                .filter((key) => canAsk(entity, key) && !isPointing(typeOf(entity, key)));
          })
        }
      />
      {settings?.enabled && (
        <>
          <Links app={handle.app} form={form.key} />
          <TextPair
            label={f('publicTitle')}
            value={settings.title}
            onChange={(title) => change((target) => assign(target, 'title', title), 'title')}
          />
          <TextPair
            label={f('publicText')}
            rows={2}
            value={settings.description}
            onChange={(description) =>
              change((target) => assign(target, 'description', description), 'description')
            }
          />
          <ManyInput
            label={f('publicFields')}
            value={settings.fields}
            options={options.filter(({ value }) => canAsk(entity, value) || settings.fields?.includes(value))}
            onChange={(fields) =>
              change((target) => {
                assign(target, 'fields', fields);
                const kept = Object.entries(target.choices ?? {}).filter(([key]) => fields.includes(key));
                assign(target, 'choices', kept.length > 0 ? Object.fromEntries(kept) : undefined);
              })
            }
          />
          <PublicChoices handle={handle} entity={entity} settings={settings} change={change} />
          <ManyInput
            label={f('publicPrefill')}
            value={settings.prefill}
            options={[
              ...options,
              ...(settings.prefill ?? [])
                .filter((value) => !options.some((option) => option.value === value))
                .map((value) => ({ value, label: labelOf(value) })),
            ]}
            onChange={(prefill) => change((target) => assign(target, 'prefill', prefill))}
          />
          <ManyInput
            label={f('publicTrack')}
            value={settings.track}
            options={plainFields(entity).map((value) => ({ value, label: labelOf(value) }))}
            onChange={(track) => change((target) => assign(target, 'track', track))}
          />
          <ValuesEditor
            label={f('publicValues')}
            target={entity.key}
            values={settings.values ?? {}}
            place={{ draft: true, app: handle.app, entity: entity.key, context: 'formula' }}
            onChange={(values) => change((target) => assign(target, 'values', values))}
          />
          <TextPair
            label={f('publicConsent')}
            rows={2}
            value={settings.consent}
            onChange={(consent) => change((target) => assign(target, 'consent', consent), 'consent')}
          />
          {settings.consent && (
            <PickInput
              label={p('consentField')}
              clearable
              value={settings.consent_field}
              options={Object.keys(entity.schema.properties)
                .filter((key) => CONSENTS.has(typeOf(entity, key)))
                .map((value) => ({ value, label: labelOf(value) }))}
              onChange={(key) => change((target) => assign(target, 'consent_field', key || undefined))}
            />
          )}
          <TextPair
            label={f('publicThanks')}
            rows={2}
            value={thanks}
            onChange={(next) =>
              change((target) => {
                const whole = target.thanks;
                if (whole && 'text' in whole && typeof whole.text === 'object')
                  assign(whole as { text?: Text }, 'text', next);
                else assign(target, 'thanks', next);
              }, 'thanks')
            }
          />
          <div className={kit.labelled}>
            <span className={kit.label}>{p('limits')}</span>
            <PublicTimes
              value={settings}
              labels={{ opens_at: p('opens'), closes_at: p('closes'), quota: p('quota') }}
              onChange={(limits) =>
                change((target) => {
                  for (const [key, value] of Object.entries(limits))
                    assign(target as Record<string, unknown>, key, value ?? undefined);
                })
              }
            />
          </div>
          <PublicGuards
            app={handle.app}
            settings={settings}
            fields={options}
            holdsFiles={(settings.fields ?? []).some((key) =>
              ['attachment', 'image', 'audio'].includes(typeOf(entity, key)),
            )}
            change={change}
          />
        </>
      )}
    </Part>
  );
}

/** Fields that an address can fill: texts and choices that are not kept by the system. */
function plainFields(entity: EntityDocument): string[] {
  return Object.entries(entity.schema.properties)
    .filter(([, field]) => !field.readOnly && TRACKED.has(String(field['x-dougong'].type)))
    .map(([key]) => key);
}

/** The addresses of the published form, each to be opened and closed by itself. */
function Links({ app, form }: { app: string; form: string }) {
  const f = formWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const live = useApp(app).data?.forms_public.includes(form) ?? false;
  const key = ['public-links', app, form];
  const path = appPath(app, `/forms/${encodeURIComponent(form)}/links`);
  const links = useQuery({
    queryKey: key,
    queryFn: () => api.get<{ items: FormLink[] }>(path),
    enabled: live,
    retry: false,
  });
  if (!live) return <p className="muted caption">{f('publicAfterPublish')}</p>;
  const done = () => client.invalidateQueries({ queryKey: key });
  const act = async (send: () => Promise<unknown>) => {
    try {
      await send();
      await done();
    } catch (error) {
      toast(problemText(error), { bad: true });
    }
  };
  return (
    <div className={kit.stack}>
      {(links.data?.items ?? []).map((link) => (
        <div key={link.id} className={`${kit.card} ${kit.stack}`} style={{ gap: 8, padding: 10 }}>
          <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
            <input
              className={kit.input}
              readOnly
              aria-label={f('publicLink')}
              value={link.url}
              onFocus={(event) => event.currentTarget.select()}
            />
            <Button
              icon={<CopyOutlined aria-hidden />}
              aria-label={f('copyLink')}
              onClick={() => void navigator.clipboard?.writeText(link.url).then(() => toast(f('linkCopied')))}
            />
          </div>
          <div className={kit.row}>
            <img className={css.qr} src={link.qr} alt={f('qr')} />
            <span className={kit.grow}>
              <CheckInput
                label={f('linkOpen')}
                value={link.enabled}
                onChange={(enabled) => void act(() => api.patch(`${path}/${link.id}`, { enabled }))}
              />
              <span className="muted caption">
                {f('answers', { count: link.answers })} · {f(`link_${link.state}`)}
              </span>
            </span>
          </div>
          <LinkPassword
            set={link.password}
            onChange={(password) => api.patch(`${path}/${link.id}`, { password }).then(done)}
          />
          <PublicTimes
            value={link}
            labels={{ opens_at: f('opens_at'), closes_at: f('closes_at'), quota: f('quota') }}
            onChange={(limits) => void act(() => api.patch(`${path}/${link.id}`, limits))}
          />
        </div>
      ))}
      <span>
        <Button small onClick={() => void act(() => api.post(path, { values: {} }))}>
          {f('newLink')}
        </Button>
      </span>
    </div>
  );
}

interface LinkPasswordProps {
  set: boolean;
  /** Keeps a password, null takes it away; fails with what is wrong with it. */
  onChange: (password: string | null) => Promise<unknown>;
}

/** What visitors of a link must know; the server keeps no more of it than whether it is right. */
function LinkPassword({ set, onChange }: LinkPasswordProps) {
  const f = formWords.use();
  const problemText = useProblemText();
  const id = useId();
  const [typed, setTyped] = useState('');
  const [fault, setFault] = useState('');
  const keep = async (password: string | null) => {
    setFault('');
    try {
      await onChange(password);
      setTyped('');
    } catch (problem) {
      const told = isProblem(problem) ? problem.byField().password : undefined;
      setFault(told?.join(' ') ?? problemText(problem));
    }
  };
  return (
    <div>
      <div className={kit.row}>
        {set ? (
          <span className={`${kit.grow} caption`}>{f('linkPasswordSet')}</span>
        ) : (
          <label className={kit.grow}>
            <span className="muted caption">{f('linkPassword')}</span>
            <input
              className={kit.input}
              type="password"
              autoComplete="new-password"
              aria-invalid={fault ? true : undefined}
              aria-describedby={id}
              value={typed}
              onChange={(event) => {
                setTyped(event.target.value);
                setFault('');
              }}
            />
          </label>
        )}
        <Button small disabled={!set && typed === ''} onClick={() => void keep(set ? null : typed)}>
          {f(set ? 'removePassword' : 'setPassword')}
        </Button>
      </div>
      <span id={id}>
        {fault ? (
          <span className={`${kit.bad} caption`} role="alert">
            {fault}
          </span>
        ) : (
          !set && <span className="muted caption">{f('linkPasswordRule')}</span>
        )}
      </span>
    </div>
  );
}
