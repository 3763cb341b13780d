import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import type { EntityDocument, FieldRightsDocument, FormDocument } from '../draft/documents';
import { ChoiceInput } from '../kit/controls';
import { RightsTable } from '../kit/RightsTable';
import { flowWords } from './words';

/** A step as far as it says what is shown there and what may be done with the fields. */
export interface RightsHolder {
  form?: string;
  variant?: string;
  fields?: FieldRightsDocument;
}

export interface FieldRightsProps {
  app: string;
  entity: EntityDocument | undefined;
  forms: FormDocument[];
  step: RightsHolder;
  /** The form is chosen elsewhere. */
  fixedForm?: boolean;
  onChange: (recipe: (step: RightsHolder) => void) => void;
}

/** What a step shows: a form, and what may be done with each field, said here or by a variant of the form. */
export function FieldRights({ app, entity, forms, step, fixedForm, onChange }: FieldRightsProps) {
  const w = flowWords.use();
  const text = useText();
  if (!entity) return null;
  const own = forms.filter((form) => form.entity === entity.key);
  const variants = own.find(({ key }) => key === step.form)?.variants ?? [];
  const { read, ...lists } = step.fields ?? {};
  return (
    <>
      {!fixedForm && (
        <ChoiceInput
          label={w('shownForm')}
          empty={w('formOfEntity')}
          value={step.form}
          onChange={(form) =>
            onChange((target) => {
              assign(target, 'form', form || undefined);
              delete target.variant;
            })
          }
          options={own.map(({ key, name }) => ({ value: key, label: text(name) || key }))}
        />
      )}
      {(variants.length > 0 || step.variant !== undefined) && (
        <ChoiceInput
          label={w('rightsFrom')}
          help={w('rightsFromHelp')}
          empty={w('rightsOwn')}
          value={step.variant}
          onChange={(variant) =>
            onChange((target) => {
              assign(target, 'variant', variant || undefined);
              if (variant) delete target.fields;
            })
          }
          options={variants.map(({ key, name }) => ({ value: key, label: text(name) || key }))}
        />
      )}
      {step.variant ? (
        step.form && (
          <LinkButton small to={paths.build(app, `/forms/${step.form}`)}>
            {w('openForm')}
          </LinkButton>
        )
      ) : (
        <>
          <p className="muted caption">{w('rightsHelp')}</p>
          <RightsTable
            entity={entity}
            rights={lists}
            columns={[
              { right: 'read', label: w('rights_read') },
              { right: 'edit', label: w('rights_edit') },
              { right: 'hide', label: w('rights_hide') },
            ]}
            requireLabel={w('rights_require')}
            requiresEdit
            onChange={(rights) =>
              onChange((target) => {
                target.fields = { ...(read === undefined ? {} : { read }), ...rights };
              })
            }
          />
        </>
      )}
    </>
  );
}
