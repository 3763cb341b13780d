import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { assign } from '@/canvas/lists';
import { freeKey, newId } from '@/canvas/ids';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import type { EntityDocument, FormDocument, FormVariantDocument } from '../draft/documents';
import { ChoiceInput, Part, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { RightsTable } from '../kit/RightsTable';
import { ProblemsAt } from '../shell/ProblemsAt';
import { formWords } from './words';

/** The form with other rights on its fields: for steps of flows, which name a variant, or on a kind of device. */
export function VariantsPart({
  handle,
  entity,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
}) {
  const f = formWords.use();
  const text = useText();
  const form = handle.document;
  const { documents: flows } = useDocuments(handle.app, 'flow');
  const variants = form.variants ?? [];
  const [shown, setShown] = useState<string | null>(null);
  const change = (at: number, recipe: (variant: FormVariantDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const variant = draft.variants?.[at];
        if (variant) recipe(variant);
      },
      { merge: merge && `variant.${at}.${merge}` },
    );
  const add = () => {
    const key = freeKey(
      'variant',
      variants.map((each) => each.key),
    );
    const count = variants.length + 1;
    handle.change((draft) => {
      (draft.variants ??= []).push({
        id: newId(),
        key,
        name: { zh: `变体 ${count}`, en: `Variant ${count}` },
      });
    });
    setShown(key);
  };
  const remove = (at: number) =>
    handle.change((draft) => {
      draft.variants?.splice(at, 1);
      if (draft.variants?.length === 0) delete draft.variants;
    });
  /** The steps that take their rights from a variant. */
  const stepsOf = (key: string) =>
    Object.values(flows).flatMap((flow) =>
      [flow.start, ...flow.nodes]
        .filter((step) => step.form === form.key && step.variant === key)
        .map((step) => `${text(flow.name) || flow.key} · ${text(step.name) || f('startStep')}`),
    );
  return (
    <Part title={f('variants')}>
      <p className="muted caption">{f('variantsHelp')}</p>
      {variants.map((variant, at) => {
        const name = text(variant.name) || variant.key;
        const steps = stepsOf(variant.key);
        return (
          <details
            key={variant.key}
            className={kit.card}
            open={shown === variant.key}
            onToggle={(event) => {
              const { open } = event.currentTarget;
              setShown((before) => (open ? variant.key : before === variant.key ? null : before));
            }}
            style={{ padding: 10 }}
          >
            <summary style={{ cursor: 'pointer' }}>
              {name}
              {variant.device && <span className="muted caption"> · {f(variant.device)}</span>}
            </summary>
            <div className={kit.stack} style={{ marginTop: 8 }}>
              <ProblemsAt problems={handle.open.problems} at={`/variants/${at}`} />
              <TextPair
                label={f('variantName')}
                value={variant.name}
                onChange={(next) => change(at, (target) => assign(target, 'name', next), 'name')}
              />
              <ChoiceInput
                label={f('variantDevice')}
                empty={f('variantSteps')}
                value={variant.device}
                onChange={(device) =>
                  change(at, (target) => assign(target, 'device', (device || undefined) as 'phone'))
                }
                options={(['phone', 'desktop'] as const).map((value) => ({ value, label: f(value) }))}
              />
              <span className="muted caption">
                {steps.length > 0 ? f('variantUsed', { steps: steps.join('; ') }) : f('variantUnused')}
              </span>
              <RightsTable
                entity={entity}
                rights={variant}
                columns={[
                  { right: null, label: f('right_same') },
                  { right: 'edit', label: f('right_edit') },
                  { right: 'read', label: f('right_read') },
                  { right: 'hide', label: f('right_hide') },
                ]}
                requireLabel={f('right_require')}
                onChange={({ edit, read, hide, require }) =>
                  change(at, (target) => {
                    assign(target, 'edit', edit);
                    assign(target, 'read', read);
                    assign(target, 'hide', hide);
                    assign(target, 'require', require);
                  })
                }
              />
              <span>
                <Button small look="quiet" icon={<DeleteOutlined aria-hidden />} onClick={() => remove(at)}>
                  {f('removeVariant', { name })}
                </Button>
              </span>
            </div>
          </details>
        );
      })}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={add}>
          {f('addVariant')}
        </Button>
      </span>
    </Part>
  );
}
