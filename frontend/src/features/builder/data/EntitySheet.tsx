import { useText } from '@/i18n';
import { useNavigate } from 'react-router';
import { paths } from '@/ui/paths';
import { assign } from '@/canvas/lists';
import { useEntries } from '../draft/api';
import type { EntityDocument } from '../draft/documents';
import { removeDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, Part, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { words } from '../words';
import css from './data.module.css';
import { dataWords } from './words';

export function EntitySheet({
  handle,
  onDeleted,
}: {
  handle: DocumentHandle<EntityDocument>;
  onDeleted: () => void;
}) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const entity = handle.document;
  const entries = useEntries(handle.app, 'entity');
  return (
    <div className={css.sheet}>
      <Part>
        <ProblemsAt problems={handle.open.problems} at="/name" />
        <ProblemsAt problems={handle.open.problems} at="/title" />
        <TextPair
          label={d('entityName')}
          value={entity.name}
          onChange={(name) =>
            handle.change(
              (draft) => {
                draft.name = name ?? {};
              },
              { merge: 'name' },
            )
          }
        />
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
      <Part>
        <ElementTools
          app={handle.app}
          kind="entity"
          elementKey={entity.key}
          elementId={entity.id}
          name={text(entity.name) || entity.key}
          taken={entries.map((entry) => entry.key)}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/data/${key}`))}
          onDelete={async () => {
            await removeDocument(handle.app, 'entity', entity.key);
            onDeleted();
          }}
        />
      </Part>
    </div>
  );
}
