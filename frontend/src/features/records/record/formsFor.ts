import type { AppDescription } from '@/api/types';

export type SharedForm = AppDescription['forms_shared'][number];

/** Public forms whose links may carry a record of this kind. */
export function formsFor(app: AppDescription, entity: string): SharedForm[] {
  return app.forms_shared.filter((form) => Object.values(form.fields).includes(entity));
}
