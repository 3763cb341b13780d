import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons';
import { assign, move } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { StateTag } from '@/ui/StateTag';
import type { ViewDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { useNames } from '../expression/useNames';
import { CheckInput, ChoiceInput, Part, PickInput, RemoveButton } from '../kit/controls';
import { DocumentTools, NamePair } from '../kit/DocumentParts';
import kit from '../kit/kit.module.css';
import data from '../data/data.module.css';
import rules from '../rules/rules.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { ProblemsAt } from '../shell/ProblemsAt';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { KindParts } from './KindParts';
import { begun, isPossible, viewKind, viewKinds } from './viewKinds';
import { viewWords } from './words';

export function ViewDesigner() {
  return (
    <ElementPage kind="view" place="views">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

/** The shown fields stand in `columns` of a table and in `card` of a board, gallery or calendar. */
const shownIn = (view: ViewDocument): 'columns' | 'card' => viewKind(view.kind).shown;

function Designer({ handle }: { handle: DocumentHandle<ViewDocument> }) {
  const v = viewWords.use();
  const text = useText();
  const view = handle.document;
  const member = shownIn(view);
  const shown = view[member] ?? [];
  const names = useNames(handle.app, view.entity, 'filter').filter(
    (name) => !name.path.startsWith('settings.') && (member === 'columns' || !name.path.includes('.')),
  );
  const labelOf = (path: string) => {
    const name = names.find((each) => each.path === path);
    return name
      ? path.includes('.')
        ? `${text(name.group)} › ${text(name.label)}`
        : text(name.label)
      : path;
  };
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    return first === member ? (shown[Number(second)] ?? null) : null;
  }, true);
  const at = selected ? shown.indexOf(selected) : -1;
  const set = (next: string[]) => handle.change((draft) => assign(draft, member, next));
  const moveTo = (from: number, to: number) => {
    if (to < 0 || to >= shown.length) return;
    const next = [...shown];
    move(next, from, to);
    set(next);
  };
  useDesignerKeys({
    onDelete: () => at >= 0 && set(shown.filter((each) => each !== selected)),
    onMove: (by) => at >= 0 && moveTo(at, at + by),
    onEscape: () => select(null),
  });
  return (
    <DesignerFrame
      selected={selected}
      palette={
        <div className={data.palette}>
          <div className={data.paletteGroup}>{v('fields')}</div>
          {names
            .filter((name) => !shown.includes(name.path) && name.kind !== 'list' && !name.path.includes('.'))
            .map((name) => (
              <button
                key={name.path}
                type="button"
                className={data.tile}
                style={{ marginBottom: 4 }}
                aria-label={v('addColumn', { name: text(name.label) })}
                onClick={() => {
                  set([...shown, name.path]);
                  select(name.path);
                }}
              >
                <span className="truncate">{text(name.label)}</span>
              </button>
            ))}
          {member === 'columns' && (
            <PickInput
              bare
              label={v('fields')}
              placeholder="…"
              value={undefined}
              onChange={(path) => path && set([...shown, path])}
              options={names
                .filter((name) => name.path.includes('.') && !shown.includes(name.path))
                .map((name) => ({ value: name.path, label: labelOf(name.path) }))}
            />
          )}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {shown.map((path) => (
            <li key={path}>
              <button type="button" aria-current={path === selected} onClick={() => select(path)}>
                <span className="truncate">{labelOf(path)}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={rules.canvas}>
          {view.kind === 'kanban' && <Board handle={handle} />}
          <section className={rules.block}>
            <h2>{v(member)}</h2>
            <ProblemsAt problems={handle.open.problems} at={`/${member}`} />
            {shown.length === 0 && <p className="muted">{v('emptyColumns')}</p>}
            <SortableList ids={shown} onMove={moveTo}>
              {shown.map((path) => (
                <SortableRow
                  key={path}
                  id={path}
                  name={labelOf(path)}
                  handleLabel={v('moveColumn', { name: labelOf(path) })}
                >
                  <button
                    type="button"
                    className={rules.line}
                    aria-pressed={path === selected}
                    onClick={() => select(path)}
                  >
                    <span style={{ flex: 1 }}>{labelOf(path)}</span>
                    <small className={kit.key}>{path}</small>
                  </button>
                  <RemoveButton
                    line
                    label={v('removeColumn', { name: labelOf(path) })}
                    onClick={() => set(shown.filter((each) => each !== path))}
                  />
                </SortableRow>
              ))}
            </SortableList>
          </section>
        </div>
      }
      properties={
        <Properties
          handle={handle}
          labelOf={labelOf}
          paths={names.filter((name) => name.kind !== 'list').map((name) => name.path)}
        />
      }
    />
  );
}

function Board({ handle }: { handle: DocumentHandle<ViewDocument> }) {
  const v = viewWords.use();
  const text = useText();
  const { documents } = useDocuments(handle.app, 'entity');
  const options =
    documents[handle.document.entity]?.schema.properties[handle.document.group ?? '']?.['x-dougong']
      .options ?? [];
  return (
    <div
      className={kit.row}
      style={{ flexWrap: 'nowrap', overflow: 'auto' }}
      role="region"
      aria-label={v('group')}
      tabIndex={0}
    >
      {options.map((option) => (
        <div key={option.key} className={kit.card} style={{ padding: 10, minWidth: 130 }}>
          <StateTag colour={option.colour}>{text(option.label) || option.key}</StateTag>
        </div>
      ))}
    </div>
  );
}

function Properties({
  handle,
  labelOf,
  paths: fields,
}: {
  handle: DocumentHandle<ViewDocument>;
  labelOf: (path: string) => string;
  paths: string[];
}) {
  const t = words.use();
  const v = viewWords.use();
  const view = handle.document;
  const { documents } = useDocuments(handle.app, 'entity');
  const entity = documents[view.entity];
  const sort = view.sort ?? [];
  const setSort = (next: string[]) => handle.change((draft) => assign(draft, 'sort', next));
  return (
    <>
      <Part title={t('properties')}>
        <ProblemsAt
          problems={handle.open.problems.filter((problem) => !/^\/(columns|card)/.test(problem.pointer))}
          at=""
        />
        <NamePair handle={handle} />
        <ChoiceInput
          label={v('kind')}
          value={view.kind}
          onChange={(kind) =>
            handle.change((draft) => {
              Object.assign(draft, begun(draft, entity, kind));
            })
          }
          options={viewKinds.map((kind) => ({
            value: kind.key,
            label: v(`kind_${kind.key}` as 'kind_table'),
            disabled: kind.key !== view.kind && !isPossible(entity, kind),
          }))}
        />
        <CheckInput
          label={v('isDefault')}
          value={view.default}
          onChange={(on) => handle.change((draft) => assign(draft, 'default', on || undefined))}
        />
      </Part>
      <KindParts handle={handle} entity={entity} />
      <Part title={v('filter')}>
        <DraftCondition
          app={handle.app}
          entity={view.entity}
          context="filter"
          label={v('filter')}
          empty={v('everything')}
          value={view.filter}
          onChange={(filter) =>
            handle.change((draft) => assign(draft, 'filter', filter), { merge: 'filter' })
          }
        />
      </Part>
      <Part title={v('sort')}>
        {sort.map((each, at) => {
          const down = each.startsWith('-');
          const path = down ? each.slice(1) : each;
          return (
            <div key={path} className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <span className={kit.grow}>{labelOf(path)}</span>
              <Button
                small
                icon={down ? <ArrowDownOutlined aria-hidden /> : <ArrowUpOutlined aria-hidden />}
                onClick={() =>
                  setSort(sort.map((other, index) => (index === at ? (down ? path : `-${path}`) : other)))
                }
              >
                {v(down ? 'descending' : 'ascending')}
              </Button>
              <RemoveButton
                line
                label={v('removeSort')}
                onClick={() => setSort(sort.filter((_, index) => index !== at))}
              />
            </div>
          );
        })}
        <PickInput
          bare
          label={v('addSort')}
          placeholder={`+ ${v('addSort')}`}
          value={undefined}
          onChange={(path) => path && setSort([...sort, path])}
          options={fields
            .filter((path) => !sort.some((each) => each.replace(/^-/, '') === path))
            .map((value) => ({ value, label: labelOf(value) }))}
        />
      </Part>
      <DocumentTools handle={handle} />
    </>
  );
}
