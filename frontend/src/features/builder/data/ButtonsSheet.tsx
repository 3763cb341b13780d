import { PlusOutlined } from '@ant-design/icons';
import { useState } from 'react';
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { ButtonDocument, EntityDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { Part, TextInput, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import kit from '../kit/kit.module.css';
import { NewElementDialog } from '../kit/NewElementDialog';
import { StepList } from '../rules/StepList';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import css from './data.module.css';
import { dataWords } from './words';

/** Named actions on the record page: when they are offered, what is asked, what they do. */
export function ButtonsSheet({ handle }: { handle: DocumentHandle<EntityDocument> }) {
  const d = dataWords.use();
  const text = useText();
  const [adding, setAdding] = useState(false);
  const buttons = handle.document.buttons ?? [];
  return (
    <div className={css.sheet}>
      <Part
        title={d('buttons')}
        extra={
          <Button small icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
            {d('addButton')}
          </Button>
        }
      >
        {buttons.length === 0 && <p className="muted">{d('buttonsEmpty')}</p>}
        {buttons.map((button, at) => (
          <details key={button.id} className={kit.card} open={buttons.length === 1}>
            <summary style={{ padding: '8px 12px', cursor: 'pointer' }}>
              <strong>{text(button.label) || button.key}</strong>{' '}
              <code className={kit.key}>{button.key}</code>
            </summary>
            <OneButton handle={handle} button={button} at={at} taken={buttons.map((other) => other.key)} />
          </details>
        ))}
      </Part>
      {adding && (
        <NewElementDialog
          title={d('addButton')}
          taken={buttons.map((button) => button.key)}
          fallback="button"
          onClose={() => setAdding(false)}
          onCreate={async (label, key) => {
            handle.change(
              (draft) =>
                void (draft.buttons ??= []).push({ id: newId(), key, label, do: [{ SetFields: {} }] }),
            );
            setAdding(false);
          }}
        />
      )}
    </div>
  );
}

function OneButton({
  handle,
  button,
  at,
  taken,
}: {
  handle: DocumentHandle<EntityDocument>;
  button: ButtonDocument;
  at: number;
  taken: string[];
}) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const change = (recipe: (button: ButtonDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.buttons?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `${button.id}.${merge}` },
    );
  const place = { draft: true, app: handle.app, entity: handle.document.key, context: 'rule' as const };
  return (
    <Part>
      <ProblemsAt problems={handle.open.problems} at={`/buttons/${at}`} />
      <TextPair
        label={t('label')}
        value={button.label}
        onChange={(label) =>
          change((target) => {
            target.label = label ?? {};
          }, 'label')
        }
      />
      <DraftCondition
        {...place}
        label={d('availableWhen')}
        value={button.available_when}
        onChange={(when) => change((target) => assign(target, 'available_when', when), 'when')}
      />
      <TextPair
        label={d('confirm')}
        value={button.confirm}
        onChange={(confirm) => change((target) => assign(target, 'confirm', confirm), 'confirm')}
      />
      <TextInput
        label={d('buttonLink')}
        help={d('buttonLinkHelp')}
        value={button.link}
        onChange={(link) =>
          change((target) => {
            assign(target, 'link', link || undefined);
            if (!link) target.do ??= [{ SetFields: {} }];
          }, 'link')
        }
      />
      <StepList
        steps={button.do ?? []}
        place={place}
        change={(recipe, merge) =>
          change((target) => {
            const steps = (target.do ??= []);
            recipe(steps);
            // A button that opens an address need do nothing besides.
            if (steps.length === 0 && target.link) delete target.do;
          }, merge)
        }
      />
      <ElementTools
        app={handle.app}
        kind="button"
        elementKey={button.key}
        elementId={button.id}
        name={text(button.label) || button.key}
        taken={taken}
        onDelete={() =>
          handle.change((draft) =>
            assign(
              draft,
              'buttons',
              draft.buttons?.filter((one) => one.id !== button.id),
            ),
          )
        }
      />
    </Part>
  );
}
