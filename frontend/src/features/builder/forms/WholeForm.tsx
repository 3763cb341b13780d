import { lazy, Suspense } from 'react';
import { assign } from '@/canvas/lists';
import { FormSkeleton } from '@/ui/Skeletons';
import { CheckInput, Part } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import { ValuesEditor } from '../rules/ValuesEditor';
import { words } from '../words';
import { formWords } from './words';
import { ProblemsAt } from '../shell/ProblemsAt';
import type { FormPropertiesProps } from './FormProperties';
import { idOfPointer } from './layout';

// What most forms do without: what they say, forms of steps and devices, and a public page, whose days are chosen in a calendar.
const VariantsPart = lazy(() =>
  import('./VariantsPart').then((module) => ({ default: module.VariantsPart })),
);
const Sayings = lazy(() => import('./FieldLinks').then((module) => ({ default: module.Sayings })));
const PublicPart = lazy(() => import('./PublicPart').then((module) => ({ default: module.PublicPart })));

export function WholeForm({ handle, entity }: FormPropertiesProps) {
  const f = formWords.use();
  const t = words.use();
  const form = handle.document;
  // A rule that acts on nothing of this form has no item that could tell what is wrong with it.
  const loose = handle.open.problems.filter(
    ({ pointer }) => idOfPointer(form, pointer) === null && !/^\/(variants|public|fill)/.test(pointer),
  );
  return (
    <>
      <Part title={t('properties')}>
        <ProblemsAt problems={loose} at="" />
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
        <Suspense>
          <Sayings handle={handle} entity={entity} />
        </Suspense>
      </Part>
      <Suspense fallback={<FormSkeleton />}>
        <VariantsPart handle={handle} entity={entity} />
        <PublicPart handle={handle} entity={entity} />
      </Suspense>
      <DocumentTools handle={handle} />
    </>
  );
}
