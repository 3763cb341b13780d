import { assign } from '@/canvas/lists';
import { CheckInput, Part } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ValuesEditor } from '../rules/ValuesEditor';
import { words } from '../words';
import { PublicPart } from './PublicPart';
import { formWords } from './words';
import type { FormPropertiesProps } from './FormProperties';

export function WholeForm({ handle, entity }: FormPropertiesProps) {
  const f = formWords.use();
  const t = words.use();
  const form = handle.document;
  return (
    <>
      <Part title={t('properties')}>
        <NamePair handle={handle} label={f('formName')} />
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
      <DocumentTools handle={handle} />
    </>
  );
}
