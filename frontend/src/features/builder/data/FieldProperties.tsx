import { lazy, Suspense, useState } from 'react';
import { useNavigate } from 'react-router';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { useApp } from '@/api/queries';
import { paths } from '@/ui/paths';
import { Button } from '@/ui/Button';
import { Tabs } from '@/ui/Tabs';
import type { EntityDocument, FieldDocument, Text } from '../draft/documents';
import { changeDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ExpressionInput } from '@/expressions';
import { CheckInput, ChoiceInput, Part, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import { proposeKey } from '@/canvas/useProposedKey';
import { namesField, renameField } from '../roles/grants';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import { changeKey, isRequired, setLabel, setRequired, setSetting } from './entityChanges';
import { fieldKind } from './fieldKinds';
import { FieldForms } from './FieldForms';
import { freeFieldKey } from './fieldKey';
import { FieldRoles } from './FieldRoles';
import { isFresh, keyWasMade, withoutMadeUp } from './fresh';
import { OptionsEditor } from './OptionsEditor';
import { TypeSettings } from './TypeSettings';
import css from './data.module.css';
import { dataWords } from './words';

const TypeChangeDialog = lazy(() =>
  import('./TypeChangeDialog').then((module) => ({ default: module.TypeChangeDialog })),
);

/** Types whose texts the search box can look in. */
const SEARCHED = new Set([
  'text',
  'email',
  'phone',
  'auto_number',
  'url',
  'long_text',
  'rich_text',
  'code',
  'scan',
  'external_id',
  'hidden',
]);

export interface FieldPropertiesProps {
  handle: DocumentHandle<EntityDocument>;
  fieldKey: string;
  onRemove: () => void;
}

export function FieldProperties({ handle, fieldKey, onRemove }: FieldPropertiesProps) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const [tab, setTab] = useState('field');
  const [changingType, setChangingType] = useState(false);
  const { documents: roles } = useDocuments(handle.app, 'role');
  const live = useApp(handle.app);
  const entity = handle.document;
  const field = entity.schema.properties[fieldKey];
  const [keyMade] = useState(() => field !== undefined && keyWasMade(fieldKey, field['x-dougong']));
  if (!field) return null;
  const own = field['x-dougong'];
  const kind = fieldKind(own.type);
  const change = (recipe: (field: FieldDocument, entity: EntityDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.schema.properties[fieldKey];
        if (target) recipe(target, draft);
      },
      { merge: merge && `${own.id}.${merge}` },
    );

  const isNew = isFresh(own.id);
  // Someone who may not see the field in the app that runs has no say whether it is published.
  const unpublished =
    live.data !== undefined && !live.data.entities[entity.key]?.fields.some((each) => each.key === fieldKey);
  const isMadeUp = (word: string, lng: 'en' | 'zh') => word === d(`type_${own.type}` as 'type_text', { lng });
  const named = (label: Text | undefined) => withoutMadeUp(own.id, label, own.label, isMadeUp);
  const unnamed = (['en', 'zh'] as const).every((lng) => isMadeUp(own.label[lng] ?? '', lng));
  const followLabel = async () => {
    // A label that nobody wrote says no more than the key, which is its type's.
    if (unnamed) return;
    if (!isNew && !(unpublished && keyMade)) return;
    const others = Object.keys(entity.schema.properties).filter((each) => each !== fieldKey);
    const key = await proposeKey(own.label, others, fieldKey, freeFieldKey);
    if (key === fieldKey) return;
    handle.change((draft) => changeKey(draft, fieldKey, key));
    for (const [role, document] of Object.entries(roles))
      if (document.grants.some((grant) => namesField(grant, entity.key, fieldKey)))
        changeDocument(handle.app, 'role', role, (draft) => renameField(draft, entity.key, fieldKey, key));
  };

  return (
    <>
      <Tabs
        label={d('fieldTab')}
        active={tab}
        onChange={setTab}
        items={[
          { key: 'field', label: d('fieldTab') },
          { key: 'rules', label: d('rulesTab') },
          { key: 'look', label: d('lookTab') },
        ]}
      />
      {tab === 'field' && (
        <>
          <Part
            title={
              <span className={css.typeLine}>
                <span className="muted">
                  {kind?.icon} {d(`type_${own.type}` as 'type_text')}
                </span>
                {!kind?.computed && own.type !== 'sub_table' && (
                  <Button small look="quiet" onClick={() => setChangingType(true)}>
                    {d('changeType')}
                  </Button>
                )}
              </span>
            }
          >
            <div
              onBlur={(event) => {
                if (!event.currentTarget.contains(event.relatedTarget)) void followLabel();
              }}
            >
              <TextPair
                label={t('label')}
                value={own.label}
                autoFocus={isNew}
                onChange={(label) =>
                  change((target) => setLabel(target, isNew ? named(label) : label), 'label')
                }
              />
            </div>
            {own.options !== undefined && own.type !== 'cascade' && (
              <OptionsEditor handle={handle} fieldKey={fieldKey} />
            )}
            <TypeSettings handle={handle} fieldKey={fieldKey} />
          </Part>
          <FieldForms app={handle.app} entity={entity} fieldKey={fieldKey} />
          <Part title={d('whoFills')}>
            <FieldRoles
              app={handle.app}
              entity={entity.key}
              fieldKey={fieldKey}
              computed={kind?.computed || own.type === 'auto_number'}
            />
          </Part>
          <Part>
            <ElementTools
              app={handle.app}
              kind="field"
              entity={entity.key}
              elementKey={fieldKey}
              elementId={own.id}
              name={text(own.label) || fieldKey}
              taken={Object.keys(entity.schema.properties)}
              onRenamed={(key) =>
                void navigate(
                  paths.build(
                    handle.app,
                    `/data/${entity.key}?at=${encodeURIComponent(`/schema/properties/${key}`)}`,
                  ),
                )
              }
              onDelete={entity.title === fieldKey ? undefined : onRemove}
            />
          </Part>
        </>
      )}
      {tab === 'rules' && (
        <Part>
          {!kind?.computed && own.type !== 'auto_number' && (
            <>
              <CheckInput
                label={d('required')}
                value={isRequired(entity, fieldKey)}
                onChange={(on) => change((_, draft) => setRequired(draft, fieldKey, on))}
              />
              {kind?.unique && (
                <CheckInput
                  label={d('unique')}
                  value={own.unique}
                  onChange={(on) => change((target) => setSetting(target, 'unique', on))}
                />
              )}
              <CheckInput
                label={d('once')}
                value={own.once}
                onChange={(on) => change((target) => setSetting(target, 'once', on))}
              />
              <DefaultInput handle={handle} fieldKey={fieldKey} />
              <DraftCondition
                app={handle.app}
                entity={entity.key}
                context="formula"
                label={d('check')}
                help={d('checkHelp')}
                value={own.check?.when}
                onChange={(when) =>
                  change(
                    (target) =>
                      assign(
                        target['x-dougong'],
                        'check',
                        when ? { ...target['x-dougong'].check, when } : undefined,
                      ),
                    'check',
                  )
                }
              />
              {own.check && (
                <TextPair
                  label={d('checkMessage')}
                  value={own.check.message}
                  onChange={(message) =>
                    change((target) => {
                      if (target['x-dougong'].check) assign(target['x-dougong'].check, 'message', message);
                    }, 'message')
                  }
                />
              )}
            </>
          )}
          {(kind?.computed || own.type === 'auto_number') && <p className="muted">–</p>}
        </Part>
      )}
      {tab === 'look' && (
        <Part>
          <TextPair
            label={d('help')}
            value={own.help}
            onChange={(help) => change((target) => setSetting(target, 'help', help), 'help')}
          />
          <TextPair
            label={d('placeholder')}
            value={own.placeholder}
            onChange={(placeholder) =>
              change((target) => setSetting(target, 'placeholder', placeholder), 'placeholder')
            }
          />
          {SEARCHED.has(own.type) && (
            <CheckInput
              label={d('search')}
              value={own.search}
              onChange={(on) => change((target) => setSetting(target, 'search', on))}
            />
          )}
          {own.type === 'text' && (
            <CheckInput
              label={d('pinyin')}
              value={own.pinyin}
              onChange={(on) => change((target) => setSetting(target, 'pinyin', on))}
            />
          )}
          <CheckInput
            label={d('history')}
            value={own.history !== false}
            onChange={(on) =>
              change((target) => {
                if (on) delete target['x-dougong'].history;
                else target['x-dougong'].history = false;
              })
            }
          />
        </Part>
      )}
      {changingType && (
        <Suspense fallback={null}>
          <TypeChangeDialog handle={handle} fieldKey={fieldKey} onClose={() => setChangingType(false)} />
        </Suspense>
      )}
      <div className={css.notices}>
        <ProblemsAt problems={handle.open.problems} at={`/schema/properties/${fieldKey}`} quiet={isNew} />
      </div>
    </>
  );
}

function DefaultInput({ handle, fieldKey }: { handle: DocumentHandle<EntityDocument>; fieldKey: string }) {
  const d = dataWords.use();
  const text = useText();
  const field = handle.document.schema.properties[fieldKey];
  if (!field) return null;
  const own = field['x-dougong'];
  const set = (value: unknown) =>
    handle.change((draft) => {
      const target = draft.schema.properties[fieldKey];
      if (target) assign(target as { default?: unknown }, 'default', value as string);
    });
  if (own.type === 'select')
    return (
      <ChoiceInput
        label={d('defaultChoice')}
        value={typeof field.default === 'string' ? field.default : ''}
        empty="–"
        onChange={set}
        options={(own.options ?? []).map((option) => ({
          value: option.key,
          label: text(option.label) || option.key,
        }))}
      />
    );
  if (own.type === 'switch')
    return (
      <CheckInput
        label={d('defaultChoice')}
        value={field.default === true}
        onChange={(on) =>
          handle.change((draft) => {
            const target = draft.schema.properties[fieldKey];
            if (target) target.default = on;
          })
        }
      />
    );
  if (
    own.type === 'sub_table' ||
    own.type === 'button' ||
    fieldKind(own.type)?.files ||
    fieldKind(own.type)?.parts
  )
    return null;
  return (
    <ExpressionInput
      draft
      app={handle.app}
      entity={handle.document.key}
      context="linkage"
      label={d('defaultValue')}
      help={d('defaultHelp')}
      value={own.default}
      onChange={(source) =>
        handle.change(
          (draft) => {
            const target = draft.schema.properties[fieldKey];
            if (target) setSetting(target, 'default', source);
          },
          { merge: `${fieldKey}.default` },
        )
      }
    />
  );
}
