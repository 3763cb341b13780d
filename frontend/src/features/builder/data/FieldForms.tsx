import { useText } from '@/i18n';
import type { EntityDocument } from '../draft/documents';
import { CheckInput, Part } from '../kit/controls';
import { useFormsOf } from './useFormPlaces';
import { dataWords } from './words';

/** On which forms of its entity a field stands: ticked here, laid out in the form designer. */
export function FieldForms({
  app,
  entity,
  fieldKey,
}: {
  app: string;
  entity: EntityDocument;
  fieldKey: string;
}) {
  const d = dataWords.use();
  const text = useText();
  const { forms, set } = useFormsOf(app, entity, fieldKey);
  if (forms.length === 0) return null;
  return (
    <Part title={d('onForms')}>
      {forms.map(({ form, on }) => (
        <CheckInput
          key={form.key}
          label={d('onForm', { name: text(form.name) || form.key })}
          value={on}
          onChange={(tick) => set(form.key, tick)}
        />
      ))}
    </Part>
  );
}
