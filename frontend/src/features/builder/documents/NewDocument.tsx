import { useState } from 'react';
import { newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { useDraft } from '../draft/api';
import type { Text } from '../draft/documents';
import { createDocument, useDocuments } from '../draft/store';
import { ChoiceInput, PickInput } from '../kit/controls';
import { NewElementDialog } from '../kit/NewElementDialog';
import { documentWords } from './words';

const made = {
  message: 'newMessage',
  metric: 'newMetric',
  dataset: 'newDataset',
} as const;
type Made = keyof typeof made;

/** Asks for a new message, metric or data set; for one of a kind, where only that is wanted. */
export function NewDocument({
  app,
  only,
  onMade,
  onClose,
}: {
  app: string;
  only?: Made;
  onMade: (kind: Made, key: string) => void;
  onClose: () => void;
}) {
  const d = documentWords.use();
  const text = useText();
  const { documents: entities } = useDocuments(app, 'entity');
  const [kind, setKind] = useState<Made>(only ?? 'message');
  const entries = useDraft(app).data?.documents ?? [];
  const [entity, setEntity] = useState<string>();
  const ready = kind === 'message' || Boolean(entity);
  const begin = (name: Text, key: string): Promise<void> => {
    const base = { format: 1 as const, id: newId(), key, name };
    if (kind === 'message')
      return createDocument(app, kind, {
        ...base,
        ...(entity ? { entity } : {}),
        subject: name,
        channels: ['notice'],
      });
    if (kind === 'metric') return createDocument(app, kind, { ...base, source: entity, value: 'COUNT()' });
    return createDocument(app, kind, {
      ...base,
      source: entity,
      dimensions: [],
      measures: [{ id: newId(), key: 'count', formula: 'COUNT()', label: { en: 'Count', zh: '数量' } }],
    });
  };
  return (
    <NewElementDialog
      title={only ? d(`make_${only}`) : d('newDocument')}
      taken={entries.filter((entry) => entry.kind === kind).map((entry) => entry.key)}
      fallback={kind}
      ready={ready}
      onClose={onClose}
      onCreate={async (name, key) => {
        await begin(name, key);
        onMade(kind, key);
      }}
    >
      {!only && (
        <ChoiceInput
          label={d('kind')}
          value={kind}
          options={(Object.keys(made) as Made[]).map((value) => ({ value, label: d(made[value]) }))}
          onChange={(value) => setKind(value as Made)}
        />
      )}
      <PickInput
        label={d('source')}
        value={entity}
        clearable
        onChange={setEntity}
        options={Object.values(entities).map((each) => ({
          value: each.key,
          label: text(each.name) || each.key,
        }))}
      />
    </NewElementDialog>
  );
}
