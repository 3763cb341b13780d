import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import type { PublicDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { CheckInput, ChoiceInput, ManyInput, PickInput, TextInput } from '../kit/controls';
import { formWords } from './words';

interface PublicGuardsProps {
  app: string;
  settings: PublicDocument;
  fields: { value: string; label: string }[];
  holdsFiles: boolean;
  change: (recipe: (settings: PublicDocument) => void, merge?: string) => void;
}

const number = (text: string | undefined, most: number) => {
  const found = Math.round(Number(text));
  return Number.isFinite(found) && found > 0 ? Math.min(found, most) : undefined;
};

/** What a public form asks besides its questions: one answer each, a proof; where it leads, who is told. */
export function PublicGuards({ app, settings, fields, holdsFiles, change }: PublicGuardsProps) {
  const f = formWords.use();
  const text = useText();
  const { documents: roles } = useDocuments(app, 'role');
  const { once, files, notify } = settings;
  const setFiles = (limits: NonNullable<PublicDocument['files']>) =>
    change((target) => {
      const next = { ...target.files, ...limits };
      for (const key of ['most', 'megabytes'] as const) if (next[key] === undefined) delete next[key];
      assign(target, 'files', next);
    }, 'files');
  const setNotify = (who: NonNullable<PublicDocument['notify']>) =>
    change((target) => {
      const next = { ...target.notify, ...who };
      if (!next.owner) delete next.owner;
      if (!next.roles?.length) delete next.roles;
      assign(target, 'notify', next);
    });
  return (
    <>
      <ChoiceInput
        label={f('publicOnce')}
        value={once?.by ?? 'no'}
        onChange={(by) =>
          change((target) =>
            assign(target, 'once', by === 'no' ? undefined : ({ by } as PublicDocument['once'])),
          )
        }
        options={[
          { value: 'no', label: f('onceNo') },
          { value: 'browser', label: f('onceBrowser') },
          { value: 'field', label: f('onceField') },
        ]}
      />
      {once?.by === 'field' && (
        <PickInput
          label={f('onceOf')}
          value={once.field}
          onChange={(field) =>
            change((target) => {
              target.once = { by: 'field', ...(field ? { field } : {}) };
            })
          }
          options={fields}
        />
      )}
      <CheckInput
        label={f('publicProof')}
        help={f('publicProofHelp')}
        value={settings.proof}
        onChange={(on) => change((target) => assign(target, 'proof', on || undefined))}
      />
      {holdsFiles && (
        <>
          <TextInput
            label={f('filesMost')}
            type="number"
            value={files?.most?.toString()}
            onChange={(most) => setFiles({ most: number(most, 20) })}
          />
          <TextInput
            label={f('filesSize')}
            type="number"
            value={files?.megabytes?.toString()}
            onChange={(megabytes) => setFiles({ megabytes: number(megabytes, 1000) })}
          />
        </>
      )}
      <ManyInput
        label={f('notifyRoles')}
        value={notify?.roles}
        options={Object.values(roles).map((role) => ({
          value: role.key,
          label: text(role.name) || role.key,
        }))}
        onChange={(keys) => setNotify({ roles: keys })}
      />
      <CheckInput label={f('notifyOwner')} value={notify?.owner} onChange={(owner) => setNotify({ owner })} />
      <TextInput
        label={f('publicRedirect')}
        help={f('publicRedirectHelp')}
        value={settings.redirect}
        onChange={(redirect) => change((target) => assign(target, 'redirect', redirect?.trim()), 'redirect')}
      />
      <TextInput
        label={f('publicEmbed')}
        help={f('publicEmbedHelp')}
        rows={2}
        value={settings.embed?.join('\n')}
        onChange={(lines) =>
          change(
            (target) =>
              assign(
                target,
                'embed',
                (lines ?? '').split('\n').flatMap((line) => line.trim().replace(/\/$/, '') || []),
              ),
            'embed',
          )
        }
      />
    </>
  );
}
