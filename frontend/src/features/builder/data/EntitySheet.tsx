import { useText } from '@/i18n';
import { assign } from '@/canvas/lists';
import { useEntries } from '../draft/api';
import type { EntityDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, Part, TextPair } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import css from './data.module.css';
import { dataWords } from './words';

export function EntitySheet({ handle }: { handle: DocumentHandle<EntityDocument> }) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const entity = handle.document;
  const entries = useEntries(handle.app, 'entity');
  return (
    <div className={css.sheet}>
      <Part>
        <ProblemsAt problems={handle.open.problems} at="/name" />
        <ProblemsAt problems={handle.open.problems} at="/title" />
        <NamePair handle={handle} label={d('entityName')} />
        <ChoiceInput
          label={d('titleField')}
          value={entity.title}
          onChange={(title) =>
            handle.change((draft) => {
              draft.title = title;
            })
          }
          options={Object.entries(entity.schema.properties).map(([value, field]) => ({
            value,
            label: text(field['x-dougong'].label) || value,
          }))}
        />
        <ChoiceInput
          label={d('parent')}
          value={entity.parent}
          empty={d('parentNone')}
          onChange={(parent) => handle.change((draft) => assign(draft, 'parent', parent))}
          options={entries
            .filter((entry) => entry.key !== entity.key)
            .map((entry) => ({ value: entry.key, label: text(entry.name) || entry.key }))}
        />
        <TextPair
          label={t('description')}
          rows={2}
          value={entity.description}
          onChange={(description) =>
            handle.change((draft) => assign(draft, 'description', description), { merge: 'description' })
          }
        />
      </Part>
      <DocumentTools handle={handle} />
    </div>
  );
}
