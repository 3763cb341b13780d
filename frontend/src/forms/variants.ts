/** Variants of forms: what one hides, requires and locks is a rule that always holds, as on the server. */
import type { FormDescription, LinkageRule } from '@/api/types';

export type FormVariant = FormDescription['variants'][number];

const ruleOf = ({ hide, require, lock }: FormVariant): LinkageRule => ({
  when: null,
  show: [],
  hide,
  require,
  lock,
  set: {},
  offer: {},
  pick: {},
  refuse: null,
  warn: null,
});

/** The form in one of its variants. */
export const varied = (form: FormDescription, variant: FormVariant | undefined): FormDescription =>
  variant ? { ...form, linkage: [...form.linkage, ruleOf(variant)] } : form;

/** The variant that a form has for a kind of device, if any. */
export const variantOn = (form: FormDescription, phone: boolean): FormVariant | undefined =>
  form.variants.find(({ device }) => device === (phone ? 'phone' : 'desktop'));

/**
 * The form as a step of a flow shows it: what may be filled in there is never hidden, and nothing else is required.
 * The variant of a device hides what the step leaves to be read; what is filled in is the step's own matter.
 */
export function atStep(
  form: FormDescription,
  edit: readonly string[],
  device?: FormVariant,
): FormDescription {
  const linkage = device ? [...form.linkage, ruleOf({ ...device, require: [], lock: [] })] : form.linkage;
  return {
    ...form,
    linkage: linkage.map((rule) => ({
      ...rule,
      hide: rule.hide.filter((key) => !edit.includes(key)),
      show: rule.show.filter((key) => !edit.includes(key)),
      require: rule.require.filter((key) => edit.includes(key)),
    })),
  };
}

/** How a form was used, as the server is told of it. */
export interface FormUsed {
  form?: string;
  variant?: string;
  /** One value was changed where it stands: the rules hold, and the form was not submitted. */
  in_place?: boolean;
}

/** A form and its variant by their keys; none for one that was made of an entity's fields. */
export const usedForm = (form: FormDescription, variant?: FormVariant, inPlace?: boolean): FormUsed =>
  form.id === 'generated'
    ? {}
    : { form: form.key, variant: variant?.key, ...(inPlace ? { in_place: true } : {}) };
