import { useMemo, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { copiedItems, copyItems } from '@/canvas/clipboard';
import { freeKey, keyFrom, newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { Tabs } from '@/ui/Tabs';
import { toast } from '@/ui/toast';
import type { EntityDocument, FieldDocument } from '../draft/documents';
import { useDocument } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { BuilderPage } from '../shell/BuilderPage';
import { DesignerFrame } from '../shell/DesignerFrame';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { ButtonsSheet } from './ButtonsSheet';
import css from './data.module.css';
import { insertField, moveField, newField, removeField, setRequired } from './entityChanges';
import { EntitySheet } from './EntitySheet';
import { fieldGroups, fieldKind, fieldKinds } from './fieldKinds';
import { FieldProperties } from './FieldProperties';
import { FieldRows } from './FieldRows';
import { markFresh } from './fresh';
import { KeysSheet } from './KeysSheet';
import { StatesSheet } from './StatesSheet';
import { dataWords } from './words';

interface CopiedField {
  key: string;
  field: FieldDocument;
  required: boolean;
}
const tabs = ['fields', 'states', 'buttons', 'keys', 'general'] as const;
type Tab = (typeof tabs)[number];

export function EntityDesigner() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const { handle, error, retry } = useDocument(app, 'entity', key);
  const crumbs = [
    { label: t('data'), to: paths.build(app, '/data') },
    { label: text(handle?.document.name) || key },
  ];
  return (
    <BuilderPage crumbs={crumbs} handle={handle as DocumentHandle<object> | undefined}>
      {error ? (
        <ErrorState error={error} onRetry={retry} />
      ) : handle ? (
        <Designer key={handle.id} handle={handle} />
      ) : (
        <FormSkeleton />
      )}
    </BuilderPage>
  );
}

function Designer({ handle }: { handle: DocumentHandle<EntityDocument> }) {
  const d = dataWords.use();
  const t = words.use();
  const text = useText();
  const navigate = useNavigate();
  const entity = handle.document;
  const keys = useMemo(() => Object.keys(entity.schema.properties), [entity]);
  const [tab, setTab] = useState<Tab>('fields');
  const [selected, select] = useSelection((pointer) => {
    const [first, second, third] = segments(pointer);
    setTab(
      first === 'states' || first === 'buttons'
        ? first
        : first === 'unique' || first === 'indexes' || first === 'duplicates'
          ? 'keys'
          : first === 'schema'
            ? 'fields'
            : 'general',
    );
    return first === 'schema' && second === 'properties' ? (third ?? null) : null;
  }, true);
  const field = selected ? entity.schema.properties[selected] : undefined;

  const add = (type: string) => {
    const word = (language: 'zh' | 'en') => d(`type_${type}` as 'type_text', { lng: language });
    const key = freeKey(keyFrom(type), keys);
    const at = selected ? keys.indexOf(selected) + 1 : undefined;
    const field = newField(type, { zh: word('zh'), en: word('en') });
    const { id, options } = field['x-dougong'];
    markFresh(id);
    for (const option of options ?? []) markFresh(`${id}/${option.key}`);
    handle.change((draft) => insertField(draft, key, field, at), { label: type });
    setTab('fields');
    select(key);
  };
  const remove = () => {
    if (!selected || entity.title === selected) return;
    const next = keys[keys.indexOf(selected) + 1] ?? keys[keys.indexOf(selected) - 1] ?? null;
    handle.change((draft) => removeField(draft, selected));
    select(next);
  };
  const move = (by: -1 | 1) => {
    const at = selected ? keys.indexOf(selected) : -1;
    if (at >= 0 && at + by >= 0 && at + by < keys.length)
      handle.change((draft) => moveField(draft, at, at + by));
  };
  const copy = () => {
    if (!selected || !field) return;
    copyItems('field', [
      {
        key: selected,
        field,
        required: entity.schema.required?.includes(selected) ?? false,
      } satisfies CopiedField,
    ]);
    toast(t('copied'));
  };
  const paste = () => {
    const items = copiedItems<CopiedField>('field');
    if (items.length === 0) return toast(t('nothingToPaste'));
    let last = selected;
    handle.change((draft) => {
      for (const item of items) {
        const key = freeKey(item.key, Object.keys(draft.schema.properties));
        const at = last ? Object.keys(draft.schema.properties).indexOf(last) + 1 : undefined;
        insertField(
          draft,
          key,
          { ...item.field, 'x-dougong': { ...item.field['x-dougong'], id: newId() } },
          at,
        );
        if (item.required) setRequired(draft, key, true);
        last = key;
      }
    });
    select(last);
    toast(t('pasted', { count: items.length }));
  };
  useDesignerKeys(
    tab === 'fields'
      ? {
          onDelete: remove,
          onMove: move,
          onCopy: copy,
          onPaste: paste,
          onEscape: () => select(null),
          onDuplicate: () => {
            copy();
            paste();
          },
        }
      : {},
  );

  return (
    <DesignerFrame
      selected={selected}
      palette={<Palette onAdd={add} />}
      outline={
        <ul className={css.tree}>
          {keys.map((key) => (
            <li key={key}>
              <button
                type="button"
                aria-current={key === selected}
                onClick={() => {
                  setTab('fields');
                  select(key);
                }}
              >
                {fieldKind(entity.schema.properties[key]?.['x-dougong'].type ?? '')?.icon}
                <span className="truncate">
                  {text(entity.schema.properties[key]?.['x-dougong'].label) || key}
                </span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <>
          <div className={css.tabsBar}>
            <Tabs
              label={t('canvas')}
              items={tabs.map((each) => ({ key: each, label: d(each) }))}
              active={tab}
              onChange={(next) => setTab(next as Tab)}
            />
          </div>
          {tab === 'fields' && <FieldRows handle={handle} selected={selected} onSelect={select} />}
          {tab === 'states' && <StatesSheet handle={handle} />}
          {tab === 'buttons' && <ButtonsSheet handle={handle} />}
          {tab === 'keys' && <KeysSheet handle={handle} />}
          {tab === 'general' && (
            <EntitySheet handle={handle} onDeleted={() => void navigate(paths.build(handle.app, '/data'))} />
          )}
        </>
      }
      properties={
        field && selected ? (
          <FieldProperties
            key={selected}
            handle={handle}
            fieldKey={selected}
            onRemove={remove}
            onRenamed={select}
          />
        ) : (
          <p className="muted" style={{ padding: 16 }}>
            {t('selectSomething')}
          </p>
        )
      }
    />
  );
}

function Palette({ onAdd }: { onAdd: (type: string) => void }) {
  const d = dataWords.use();
  return (
    <div className={css.palette}>
      {fieldGroups.map((group) => (
        <div key={group}>
          <div className={css.paletteGroup}>{d(`group_${group}`)}</div>
          <div className={css.paletteGrid}>
            {fieldKinds
              .filter((kind) => kind.group === group)
              .map((kind) => {
                const name = d(`type_${kind.type}` as 'type_text');
                return (
                  <button
                    key={kind.type}
                    type="button"
                    className={css.tile}
                    title={d('addField', { type: name })}
                    onClick={() => onAdd(kind.type)}
                  >
                    {kind.icon}
                    <span className="truncate">{name}</span>
                  </button>
                );
              })}
          </div>
        </div>
      ))}
    </div>
  );
}
