import type { EntityDocument, FieldDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';

export interface TypeSettingsProps {
  handle: DocumentHandle<EntityDocument>;
  fieldKey: string;
}

/** The field whose type is asked about, and how it is changed. */
export function useField({ handle, fieldKey }: TypeSettingsProps) {
  const field = handle.document.schema.properties[fieldKey] as FieldDocument;
  const change = (recipe: (field: FieldDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.schema.properties[fieldKey];
        if (target) recipe(target);
      },
      { merge: merge && `${fieldKey}.${merge}` },
    );
  return { field, own: field['x-dougong'], change };
}

/** A count in a box of text; nothing where there is none. */
export const whole = (text: string) =>
  text.trim() === '' ? undefined : Math.max(0, Math.round(Number(text)) || 0);
