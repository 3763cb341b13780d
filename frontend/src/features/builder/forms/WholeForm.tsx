import { useNavigate } from 'react-router';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import { removeDocument } from '../draft/store';
import { CheckInput, Part, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import { ValuesEditor } from '../rules/ValuesEditor';
import { words } from '../words';
import { PublicPart } from './PublicPart';
import { formWords } from './words';
import type { FormPropertiesProps } from './FormProperties';

export function WholeForm({ handle, entity }: FormPropertiesProps) {
  const f = formWords.use();
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const form = handle.document;
  const taken = useEntries(handle.app, 'form').map((entry) => entry.key);
  return (
    <>
      <Part title={t('properties')}>
        <TextPair
          label={f('formName')}
          value={form.name}
          onChange={(name) =>
            handle.change(
              (draft) => {
                draft.name = name ?? {};
              },
              { merge: 'name' },
            )
          }
        />
        <CheckInput
          label={f('isDefault')}
          value={form.default}
          onChange={(on) => handle.change((draft) => assign(draft, 'default', on || undefined))}
        />
        <ValuesEditor
          label={f('defaults')}
          target={entity.key}
          values={form.defaults ?? {}}
          place={{ draft: true, app: handle.app, entity: entity.key, context: 'linkage' }}
          onChange={(values) => handle.change((draft) => assign(draft, 'defaults', values))}
        />
      </Part>
      <PublicPart handle={handle} entity={entity} />
      <Part>
        <ElementTools
          app={handle.app}
          kind="form"
          elementKey={form.key}
          elementId={form.id}
          name={text(form.name) || form.key}
          taken={taken}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/forms/${key}`))}
          onDelete={async () => {
            await removeDocument(handle.app, 'form', form.key);
            void navigate(paths.build(handle.app, '/forms'));
          }}
        />
      </Part>
    </>
  );
}
