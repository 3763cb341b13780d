/** What every designer has for the document it edits: its name, and what can be done with the whole of it. */
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useText } from '@/i18n';
import { useEntries } from '../draft/api';
import type { Text } from '../draft/documents';
import { removeDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { listOf, roomOf } from '../shell/places';
import { words } from '../words';
import { ChoiceInput, Part, TextPair } from './controls';
import { ElementTools } from './ElementTools';

interface Named {
  id: string;
  key: string;
  name?: Text;
  entity?: string;
}

export function NamePair<Document extends Named>({
  handle,
  label,
}: {
  handle: DocumentHandle<Document>;
  label?: string;
}) {
  const t = words.use();
  // Of which entity is chosen when a document is made; one that was written without it asks here.
  const [homeless] = useState(OF_ENTITY.has(handle.kind) && !handle.document.entity);
  return (
    <>
      <TextPair
        label={label ?? t('name')}
        value={handle.document.name}
        onChange={(name) =>
          handle.change(
            (draft) => {
              draft.name = name ?? {};
            },
            { merge: 'name' },
          )
        }
      />
      {homeless && <EntityInput handle={handle} />}
    </>
  );
}

const OF_ENTITY = new Set(['flow', 'form', 'pool', 'scorecard', 'sequence', 'table', 'view']);

function EntityInput<Document extends Named>({ handle }: { handle: DocumentHandle<Document> }) {
  const t = words.use();
  const text = useText();
  return (
    <ChoiceInput
      label={t('entity')}
      value={handle.document.entity}
      empty="–"
      options={useEntries(handle.app, 'entity').map(({ key, name }) => ({
        value: key,
        label: text(name) || key,
      }))}
      onChange={(entity) =>
        handle.change((draft) => {
          if (entity) draft.entity = entity;
        })
      }
    />
  );
}

/** Key, where used and deletion of the document; the address follows a new key, and leads to the list at the end. */
export function DocumentTools<Document extends Named>({ handle }: { handle: DocumentHandle<Document> }) {
  const text = useText();
  const navigate = useNavigate();
  const { app, kind, document } = handle;
  const taken = useEntries(app, kind).map((entry) => entry.key);
  const list = listOf(app, kind);
  return (
    <Part>
      <ElementTools
        app={app}
        kind={kind}
        elementKey={document.key}
        elementId={document.id}
        name={text(document.name) || document.key}
        taken={taken}
        onRenamed={(key) => void navigate(roomOf(app, kind, key) ?? list)}
        onDelete={async () => {
          await removeDocument(app, kind, document.key);
          void navigate(list);
        }}
      />
    </Part>
  );
}
