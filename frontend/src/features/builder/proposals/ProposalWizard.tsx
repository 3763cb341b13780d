import { produce } from 'immer';
import { useState } from 'react';
import { api, uploadFile } from '@/api/client';
import type { SchemaProposal, StoredFile, TableProposal } from '@/api/types';
import { isKey } from '@/canvas/ids';
import { common } from '@/i18n/words';
import { ReadingOptions } from '@/sheets';
import type { ReadingChoice } from '@/sheets';
import { Button } from '@/ui/Button';
import { Dialog } from '@/ui/Dialog';
import { ErrorState } from '@/ui/ErrorState';
import { appPath, useEntries } from '../draft/api';
import type { EntityDocument } from '../draft/documents';
import { changeDocument, createDocument, useDocuments } from '../draft/store';
import { CheckInput, TextInput, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { useProposedKey } from '@/canvas/useProposedKey';
import { applyPreset } from '../roles/grants';
import { useText } from '@/i18n';
import { words } from '../words';
import { Losses } from './Losses';
import { MadeOf } from './MadeOf';
import { finished } from './proposal';
import { ProposedFields } from './ProposedFields';
import css from './proposals.module.css';
import { SourceOfEntity } from './SourceOfEntity';
import { proposalWords } from './words';

export interface ProposalWizardProps {
  app: string;
  onClose: () => void;
}

interface Seen {
  proposal: SchemaProposal & Partial<TableProposal>;
  file: StoredFile | null;
  reading: ReadingChoice;
}

/** A table or a schema → its fields, each with a reason → the entity in the draft → its rows. */
export function ProposalWizard({ app, onClose }: ProposalWizardProps) {
  const w = proposalWords.use();
  const t = words.use();
  const c = common.use();
  const text = useText();
  const taken = useEntries(app, 'entity').map((entry) => entry.key);
  const { documents: roles } = useDocuments(app, 'role');
  const [seen, setSeen] = useState<Seen | null>(null);
  const [entity, setEntity] = useState<EntityDocument | null>(null);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [granted, setGranted] = useState<ReadonlySet<string>>(new Set());
  const [made, setMade] = useState<EntityDocument | null>(null);
  const [ownKey, setOwnKey] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const act = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };
  const show = (proposal: Seen['proposal'], file: StoredFile | null, reading: ReadingChoice) => {
    setSeen({ proposal, file, reading });
    setEntity(proposal.documents[0] as unknown as EntityDocument);
    setLeft(new Set());
    setChosen(new Set());
    setOwnKey(undefined);
  };
  const look = async (file: StoredFile, reading: ReadingChoice, nameless = false) => {
    const path = appPath(app, '/draft/proposals/table');
    show(await api.post<TableProposal>(path, { file: file.id, reading }), file, reading);
    // Rows from the clipboard have no name: what they are is for the person to say.
    if (nameless) change((draft) => Object.assign(draft, { name: {} }));
  };
  const readSchema = (schema: unknown, name: string) =>
    act(async () =>
      show(
        await api.post<SchemaProposal>(appPath(app, '/draft/proposals/schema'), { schema, name }),
        null,
        {},
      ),
    );
  const change = (recipe: (draft: EntityDocument) => void) =>
    setEntity((before) => before && produce(before, recipe));

  const pointless =
    entity !== null &&
    Object.entries(entity.schema.properties).some(
      ([key, { 'x-dougong': own }]) => !left.has(key) && own.type === 'reference' && !own.entity,
    );
  const proposed = useProposedKey(entity?.name, taken, 'table');
  const key = ownKey ?? (proposed || (entity?.key ?? ''));
  const keyError =
    entity === null ? undefined : !isKey(key) ? t('keyBad') : taken.includes(key) ? t('keyTaken') : undefined;
  const named = Boolean(entity?.name.en || entity?.name.zh);
  const create = () =>
    act(async () => {
      if (!seen || !entity) return;
      const documents = finished(
        seen.proposal.documents as unknown as EntityDocument[],
        { ...entity, key },
        left,
      );
      for (const document of documents) await createDocument(app, 'entity', document);
      for (const role of granted)
        changeDocument(app, 'role', role, (draft) => {
          for (const { key } of documents) applyPreset(draft, key, 'all');
        });
      setMade(documents[0] ?? null);
    });

  if (made && seen)
    return (
      <MadeOf
        app={app}
        entity={made}
        file={seen.file}
        rows={seen.proposal.rows ?? 0}
        reading={seen.reading}
        own={seen.proposal.documents.length + granted.size}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      title={w('title')}
      onClose={onClose}
      width={960}
      footer={
        seen && (
          <>
            <Button onClick={() => setSeen(null)}>{c('back')}</Button>
            <Button
              look="primary"
              busy={busy}
              disabled={keyError !== undefined || pointless || !named}
              onClick={() => void create()}
            >
              {w('create')}
            </Button>
          </>
        )
      }
    >
      {error !== null && <ErrorState error={error} />}
      {!seen || !entity ? (
        <SourceOfEntity
          busy={busy}
          onFile={(file) => void act(async () => look(await uploadFile(file), {}))}
          onRows={(rows) => void act(async () => look(await uploadFile(rows), {}, true))}
          onSchema={(schema, name) => void readSchema(schema, name)}
        />
      ) : (
        <div className={kit.stack}>
          {seen.proposal.reading && seen.proposal.head && (
            <ReadingOptions
              preview={{ reading: seen.proposal.reading, head: seen.proposal.head }}
              choice={seen.reading}
              busy={busy}
              onChange={(reading) => void act(async () => seen.file && look(seen.file, reading))}
            />
          )}
          <div className={css.names}>
            <TextPair
              label={t('name')}
              value={entity.name}
              onChange={(name) =>
                change((draft) => {
                  draft.name = name ?? {};
                })
              }
            />
            <TextInput
              label={t('key')}
              value={key}
              error={named ? keyError : undefined}
              onChange={setOwnKey}
            />
          </div>
          <ProposedFields
            app={app}
            entity={entity}
            proposal={seen.proposal}
            left={left}
            chosen={chosen}
            onTake={(key, on) =>
              setLeft((before) => {
                const next = new Set(before);
                if (on) next.delete(key);
                else next.add(key);
                return next;
              })
            }
            onChoose={(key) => setChosen((before) => new Set(before).add(key))}
            onChange={change}
          />
          {seen.file === null && <Losses losses={seen.proposal.losses} />}
          {Object.keys(roles).length > 0 && (
            <fieldset className={css.roles}>
              <legend>{w('roles')}</legend>
              <p className="muted caption">{w('rolesText')}</p>
              {Object.values(roles).map((role) => (
                <CheckInput
                  key={role.key}
                  label={text(role.name) || role.key}
                  value={granted.has(role.key)}
                  onChange={(on) =>
                    setGranted((before) => {
                      const next = new Set(before);
                      if (on) next.add(role.key);
                      else next.delete(role.key);
                      return next;
                    })
                  }
                />
              ))}
            </fieldset>
          )}
        </div>
      )}
    </Dialog>
  );
}
