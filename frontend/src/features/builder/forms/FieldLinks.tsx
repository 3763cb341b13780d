import { PlusOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import type { EntityDocument, FormDocument, Saying } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ChoiceInput, ManyInput, RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ValuesEditor } from '../rules/ValuesEditor';
import { ProblemsAt } from '../shell/ProblemsAt';
import { addRule, changeRule, narrowingsOf, sayingsOf, setFill, setWhen } from './linkage';
import { formWords } from './words';

interface FieldLinksProps {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  field: string;
}

/** What the rules of a form do with one field besides showing and requiring it. */
export function FieldLinks(props: FieldLinksProps) {
  const { handle, entity, field } = props;
  const f = formWords.use();
  const own = entity.schema.properties[field]?.['x-dougong'];
  const { documents } = useDocuments(handle.app, 'entity');
  const target = own?.type === 'reference' ? documents[own.entity ?? ''] : undefined;
  const form = handle.document;
  const hides = form.linkage?.some((rule) => rule.show?.includes(field) || rule.hide?.includes(field));
  return (
    <>
      {own?.options && <Offers {...props} />}
      {target && <Picks {...props} target={target.key} />}
      {target && <Fills {...props} />}
      {(hides ?? false) && (
        <CheckInput
          label={f('clearHidden')}
          help={f('clearHiddenHelp')}
          value={form.clear_hidden?.includes(field)}
          onChange={(on) =>
            handle.change((draft) => {
              const rest = draft.clear_hidden?.filter((key) => key !== field) ?? [];
              assign(draft, 'clear_hidden', on ? [...rest, field] : rest);
            })
          }
        />
      )}
      <Sayings handle={handle} entity={entity} field={field} />
    </>
  );
}

function Group({
  label,
  add,
  onAdd,
  children,
}: {
  label: string;
  add: string;
  onAdd: () => void;
  children: ReactNode;
}) {
  return (
    <div className={kit.labelled} role="group" aria-label={label}>
      <span className={kit.label}>{label}</span>
      {children}
      <span>
        <Button small icon={<PlusOutlined aria-hidden />} onClick={onAdd}>
          {add}
        </Button>
      </span>
    </div>
  );
}

/** One rule: when it holds, and what it does. */
function RuleCard({
  handle,
  entity,
  at,
  title,
  onRemove,
  children,
}: {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  at: number;
  title: string;
  onRemove: () => void;
  children: ReactNode;
}) {
  const f = formWords.use();
  return (
    <div className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
      <div className={kit.row}>
        <span className={`${kit.grow} caption muted`}>{title}</span>
        <RemoveButton line label={f('removeSet')} onClick={onRemove} />
      </div>
      {children}
      <DraftCondition
        app={handle.app}
        entity={entity.key}
        context="linkage"
        label={f('setIf')}
        empty={f('always')}
        value={handle.document.linkage?.[at]?.when}
        onChange={(when) =>
          handle.change((draft) => changeRule(draft, at, (rule) => setWhen(rule, when)), {
            merge: `rule.${at}.when`,
          })
        }
      />
      <ProblemsAt problems={handle.open.problems} at={`/linkage/${at}`} />
    </div>
  );
}

function Offers({ handle, entity, field }: FieldLinksProps) {
  const f = formWords.use();
  const text = useText();
  const options = entity.schema.properties[field]?.['x-dougong'].options ?? [];
  return (
    <Group
      label={f('offers')}
      add={f('addOffer')}
      onAdd={() =>
        handle.change((draft) => addRule(draft, { offer: { [field]: options.map(({ key }) => key) } }))
      }
    >
      {narrowingsOf(handle.document, field, 'offer').map((at) => (
        <RuleCard
          key={at}
          handle={handle}
          entity={entity}
          at={at}
          title={f('offered')}
          onRemove={() =>
            handle.change((draft) => changeRule(draft, at, (rule) => delete rule.offer?.[field]))
          }
        >
          <ManyInput
            label={f('offered')}
            value={handle.document.linkage?.[at]?.offer?.[field]}
            options={options.map(({ key, label }) => ({ value: key, label: text(label) || key }))}
            onChange={(keys) =>
              handle.change((draft) =>
                changeRule(draft, at, (rule) => {
                  rule.offer = { ...rule.offer, [field]: keys ?? [] };
                }),
              )
            }
          />
        </RuleCard>
      ))}
    </Group>
  );
}

function Picks({ handle, entity, field, target }: FieldLinksProps & { target: string }) {
  const f = formWords.use();
  return (
    <Group
      label={f('picks')}
      add={f('addPick')}
      onAdd={() => handle.change((draft) => addRule(draft, { pick: { [field]: '' } }))}
    >
      {narrowingsOf(handle.document, field, 'pick').map((at) => (
        <RuleCard
          key={at}
          handle={handle}
          entity={entity}
          at={at}
          title={f('filter')}
          onRemove={() =>
            handle.change((draft) => changeRule(draft, at, (rule) => delete rule.pick?.[field]))
          }
        >
          <DraftCondition
            app={handle.app}
            entity={target}
            form={entity.key}
            context="linkage"
            label={f('filter')}
            value={handle.document.linkage?.[at]?.pick?.[field]}
            onChange={(condition) =>
              handle.change(
                (draft) =>
                  changeRule(draft, at, (rule) => {
                    rule.pick = { ...rule.pick, [field]: condition ?? '' };
                  }),
                { merge: `rule.${at}.pick` },
              )
            }
          />
        </RuleCard>
      ))}
    </Group>
  );
}

function Fills({ handle, entity, field }: FieldLinksProps) {
  const f = formWords.use();
  const fill = handle.document.fill?.find((each) => each.field === field);
  return (
    <>
      <ValuesEditor
        label={f('fills')}
        target={entity.key}
        from={field}
        values={fill?.set ?? {}}
        place={{ draft: true, app: handle.app, entity: entity.key, context: 'linkage' }}
        onChange={(values) =>
          handle.change((draft) => setFill(draft, field, values), { merge: `${field}.fill` })
        }
      />
      {fill && (
        <CheckInput
          label={f('fillsBlanks')}
          value={fill.keep}
          onChange={(on) => handle.change((draft) => setFill(draft, field, fill.set, on))}
        />
      )}
      <ProblemsAt problems={handle.open.problems} at="/fill" />
    </>
  );
}

/** What the form refuses or warns of at a field, or about the whole. */
export function Sayings({ handle, entity, field }: Omit<FieldLinksProps, 'field'> & { field?: string }) {
  const f = formWords.use();
  const change = (
    at: number,
    how: Saying,
    next: { how?: Saying; text?: { zh?: string; en?: string } } | null,
  ) =>
    handle.change(
      (draft) =>
        changeRule(draft, at, (rule) => {
          const said = rule[how];
          delete rule[how];
          if (next && said) rule[next.how ?? how] = { ...said, text: next.text ?? said.text };
        }),
      { merge: `rule.${at}.said` },
    );
  return (
    <Group
      label={f('sayings')}
      add={f('addSaying')}
      onAdd={() =>
        handle.change((draft) =>
          addRule(draft, { warn: { text: { zh: '', en: '' }, ...(field === undefined ? {} : { field }) } }),
        )
      }
    >
      {sayingsOf(handle.document, field).map(({ at, how }) => (
        <RuleCard
          key={`${at}.${how}`}
          handle={handle}
          entity={entity}
          at={at}
          title={f(how === 'refuse' ? 'refuses' : 'warns')}
          onRemove={() => change(at, how, null)}
        >
          <ChoiceInput
            label={f('sayingKind')}
            value={how}
            onChange={(next) => change(at, how, { how: next as Saying })}
            options={[
              { value: 'warn', label: f('warns') },
              { value: 'refuse', label: f('refuses') },
            ]}
          />
          <TextPair
            label={f('said')}
            value={handle.document.linkage?.[at]?.[how]?.text}
            onChange={(text) => change(at, how, { text: text ?? { zh: '', en: '' } })}
          />
        </RuleCard>
      ))}
    </Group>
  );
}
