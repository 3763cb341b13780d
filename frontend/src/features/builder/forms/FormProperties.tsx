import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { lazy, Suspense, useState } from 'react';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { FormSkeleton } from '@/ui/Skeletons';
import { Tabs } from '@/ui/Tabs';
import type { EntityDocument, FormDocument, FormItem, FormSection } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { fieldNames } from '../expression/names';
import {
  CheckInput,
  ChoiceInput,
  ManyInput,
  Part,
  PickInput,
  RemoveButton,
  TextInput,
  TextPair,
} from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { addPart, changeItems, containerAt, normalised, placeOf, pointerOf } from './layout';
import type { Container } from './layout';
import { problemsOfRules } from './linkage';
import type { FormHands } from './useFormHands';
import { formWords } from './words';
import { hasFault } from '../shell/faults';
import { FaultMark } from './FormCanvas';
import { WholeForm } from './WholeForm';

// Mostly one is selected, and its rules stand on a tab of their own.
const RulesOfField = lazy(() => import('./FieldRules').then((module) => ({ default: module.RulesOfField })));
const ManyItems = lazy(() => import('./ManyItems').then((module) => ({ default: module.ManyItems })));

export interface FormPropertiesProps {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  containers: Container[];
  hands: FormHands;
}

export function FormProperties(props: FormPropertiesProps) {
  const { handle, containers, hands } = props;
  const { selected } = hands;
  if (hands.all.length > 1)
    return (
      <Suspense>
        <ManyItems {...props} />
      </Suspense>
    );
  if (!selected || selected === 'form') return <WholeForm {...props} />;
  const { container: path, at } = placeOf(selected);
  const container = containers.find((each) => each.path === path);
  if (!container) return <WholeForm {...props} />;
  const item = at >= 0 ? container.items[at] : undefined;
  if (!item) return <SectionProperties {...props} container={container} />;
  const change = (recipe: (item: FormItem) => void, merge?: string) =>
    handle.change(
      (draft) => {
        draft.layout = normalised(draft.layout);
        changeItems(draft, [selected], recipe);
      },
      { merge: merge && `${selected}.${merge}` },
    );
  return item.field ? (
    <FieldItem
      key={`${selected}${item.field}`}
      {...props}
      item={item}
      container={container}
      change={change}
    />
  ) : (
    <TextItem {...props} item={item} change={change} />
  );
}

type Change = (recipe: (item: FormItem) => void, merge?: string) => void;

function SectionProperties({ handle, container, hands }: FormPropertiesProps & { container: Container }) {
  const f = formWords.use();
  const change = (
    recipe: (section: FormSection & { tab?: FormSection['section']; step?: FormSection['section'] }) => void,
    merge?: string,
  ) =>
    handle.change(
      (draft) => {
        draft.layout = normalised(draft.layout);
        const target = containerAt(draft, container.path);
        if (target) recipe(target);
      },
      { merge: merge && `${container.path}.${merge}` },
    );
  const section = containerAt(
    { ...handle.document, layout: normalised(handle.document.layout) },
    container.path,
  );
  return (
    <Part
      title={f(container.kind)}
      extra={
        <RemoveButton
          label={f(container.kind === 'section' ? 'removeSection' : 'removePart')}
          onClick={hands.remove}
        />
      }
    >
      <div className={kit.row}>
        <Button small icon={<ArrowUpOutlined aria-hidden />} onClick={() => hands.moveBy(-1)}>
          {f('earlier')}
        </Button>
        <Button small icon={<ArrowDownOutlined aria-hidden />} onClick={() => hands.moveBy(1)}>
          {f('later')}
        </Button>
        <Button small title={f('nestInHelp')} onClick={() => hands.nest('in')}>
          {f('nestIn')}
        </Button>
        {container.parent !== null && (
          <Button small title={f('nestOutHelp')} onClick={() => hands.nest('out')}>
            {f('nestOut')}
          </Button>
        )}
      </div>
      <TextPair
        label={f('sectionTitle')}
        value={container.title}
        onChange={(title) => change((target) => assign(target, container.kind, title), 'title')}
      />
      <ChoiceInput
        label={f('columns')}
        value={String(container.columns)}
        onChange={(columns) =>
          change((target) => {
            target.columns = Number(columns);
          })
        }
        options={['1', '2', '3', '4'].map((value) => ({ value, label: value }))}
      />
      {container.kind !== 'section' && (
        <span>
          <Button
            small
            onClick={() => {
              const kind = container.kind === 'tab' ? 'tab' : 'step';
              const name =
                kind === 'tab' ? { zh: '新页签', en: 'New tab' } : { zh: '新步骤', en: 'New step' };
              let made = container.path;
              handle.change((draft) => {
                made = addPart(draft, container.path, kind, name);
              });
              hands.select(made);
            }}
          >
            {f(container.kind === 'tab' ? 'addTab' : 'addStep')}
          </Button>
        </span>
      )}
      {container.kind === 'section' && (
        <>
          <CheckInput
            label={f('collapsed')}
            value={section?.collapsed}
            onChange={(on) =>
              change((target) => {
                if (on) target.collapsed = true;
                else delete target.collapsed;
              })
            }
          />
          <TextPair
            label={f('sectionHelp')}
            value={section?.help}
            onChange={(help) => change((target) => assign(target, 'help', help), 'help')}
          />
        </>
      )}
    </Part>
  );
}

function TextItem({ item, change, hands }: FormPropertiesProps & { item: FormItem; change: Change }) {
  const f = formWords.use();
  return (
    <Part title={f('textBlock')} extra={<RemoveButton label={f('removeItem')} onClick={hands.remove} />}>
      <TextPair
        label={f('bodyText')}
        rows={4}
        value={item.text}
        onChange={(text) =>
          change((target) => {
            target.text = text ?? { zh: '', en: '' };
          }, 'text')
        }
      />
    </Part>
  );
}

function FieldItem(props: FormPropertiesProps & { item: FormItem; container: Container; change: Change }) {
  const { handle, entity, item, container, change, hands } = props;
  const place = pointerOf(hands.selected ?? '');
  const f = formWords.use();
  const text = useText();
  const { documents } = useDocuments(handle.app, 'entity');
  const { documents: forms } = useDocuments(handle.app, 'form');
  const key = item.field ?? '';
  const faultyRules = hasFault(problemsOfRules(handle.document, key, handle.open.problems), '/linkage');
  const faulty = hasFault(handle.open.problems, place);
  // Told below the filter itself, so that nothing moves while it is being made.
  const filterPlace = `${place}/filter`;
  const [tab, setTab] = useState(faultyRules && !faulty ? 'rules' : 'field');
  const own = entity.schema.properties[key]?.['x-dougong'];
  const target = own?.entity ? documents[own.entity] : undefined;
  const rows = own?.type === 'sub_table' && target ? fieldNames(target) : [];
  return (
    <>
      <Tabs
        label={f('itemTab')}
        active={tab}
        onChange={setTab}
        items={[
          { key: 'field', label: f('itemTab') },
          {
            key: 'rules',
            label: faultyRules ? (
              <>
                {f('rulesTab')} <FaultMark />
              </>
            ) : (
              f('rulesTab')
            ),
          },
        ]}
      />
      {tab === 'field' ? (
        <Part
          title={text(own?.label) || key}
          extra={<RemoveButton label={f('removeItem')} onClick={hands.remove} />}
        >
          <ProblemsAt
            problems={handle.open.problems.filter(({ pointer }) => pointer !== filterPlace)}
            at={place}
          />
          <TextPair
            label={f('ownLabel')}
            value={item.label}
            onChange={(label) => change((each) => assign(each, 'label', label), 'label')}
          />
          {container.columns > 1 && (
            <ChoiceInput
              label={f('width')}
              value={String(Math.min(item.span ?? 1, container.columns))}
              onChange={(span) =>
                change((each) => assign(each, 'span', Number(span) > 1 ? Number(span) : undefined))
              }
              options={Array.from({ length: container.columns }, (_, at) => ({
                value: String(at + 1),
                label: f('widthOf', { span: at + 1, columns: container.columns }),
              }))}
            />
          )}
          <TextPair
            label={f('ownHelp')}
            value={item.help}
            onChange={(help) => change((each) => assign(each, 'help', help), 'help')}
          />
          <TextPair
            label={f('ownPlaceholder')}
            value={item.placeholder}
            onChange={(placeholder) =>
              change((each) => assign(each, 'placeholder', placeholder), 'placeholder')
            }
          />
          {own?.type === 'long_text' && (
            <TextInput
              label={f('rows')}
              type="number"
              value={item.rows?.toString()}
              onChange={(value) =>
                change(
                  (each) => assign(each, 'rows', Math.min(40, Math.max(0, Number(value) || 0)) || undefined),
                  'rows',
                )
              }
            />
          )}
          <CheckInput
            label={f('readOnly')}
            value={item.read_only}
            onChange={(on) => change((each) => assign(each, 'read_only', on || undefined))}
          />
          {(own?.type === 'reference' || own?.type === 'references') && target && (
            <>
              <DraftCondition
                app={handle.app}
                entity={target.key}
                form={entity.key}
                context="linkage"
                label={f('filter')}
                value={item.filter}
                onChange={(filter) => change((each) => assign(each, 'filter', filter), 'filter')}
              />
              <ProblemsAt problems={handle.open.problems} at={filterPlace} />
              <CheckInput
                label={f('quickCreate')}
                value={item.quick_create}
                onChange={(on) => change((each) => assign(each, 'quick_create', on || undefined))}
              />
            </>
          )}
          {rows.length > 0 && (
            <>
              <PickInput
                label={f('rowForm')}
                value={item.row_form}
                onChange={(form) => change((each) => assign(each, 'row_form', form))}
                options={Object.values(forms)
                  .filter((form) => form.entity === target?.key)
                  .map((form) => ({ value: form.key, label: text(form.name) || form.key }))}
              />
              <ManyInput
                label={f('rowColumns')}
                value={item.columns}
                options={rows.map((name) => ({ value: name.path, label: text(name.label) || name.path }))}
                onChange={(columns) => change((each) => assign(each, 'columns', columns))}
              />
              <ManyInput
                label={f('totals')}
                value={Object.keys(item.totals ?? {})}
                options={rows
                  .filter((name) => name.kind === 'number')
                  .map((name) => ({ value: name.path, label: text(name.label) || name.path }))}
                onChange={(keys) =>
                  change((each) =>
                    assign(
                      each,
                      'totals',
                      Object.fromEntries(keys.map((total) => [total, each.totals?.[total] ?? 'SUM'])),
                    ),
                  )
                }
              />
            </>
          )}
        </Part>
      ) : (
        <Suspense fallback={<FormSkeleton />}>
          <RulesOfField handle={handle} entity={entity} field={key} />
        </Suspense>
      )}
    </>
  );
}
