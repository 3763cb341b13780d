import { PlusOutlined } from '@ant-design/icons';
import { useMemo } from 'react';
import { Link, useParams } from 'react-router';
import { newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { EmptyState } from '@/ui/EmptyState';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import data from '../data/data.module.css';
import { useEntries } from '../draft/api';
import type { AppDocument, HomeBlockDocument, ViewDocument } from '../draft/documents';
import { useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import rules from '../rules/rules.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ProblemsAt } from '../shell/ProblemsAt';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { hasFault } from '../shell/faults';
import { RemoveButton } from '../kit/controls';
import css from './home.module.css';
import { addBlock, MOST_BLOCKS, moveBlock, removeBlock, USUAL_RECORDS } from './homeChanges';
import { HomeProperties } from './HomeProperties';
import { useFieldLabels } from './useFieldLabels';
import { homeWords } from './words';

/** What of this app stands on everybody's home page. */
export function HomeDesigner() {
  const { app = '' } = useParams();
  const t = words.use();
  const { handle, error, retry } = useDocument(app, 'app', 'app');
  return (
    <BuilderPage crumbs={[{ label: t('home') }]} handle={handle as DocumentHandle<object> | undefined}>
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

function Designer({ handle }: { handle: DocumentHandle<AppDocument> }) {
  const h = homeWords.use();
  const text = useText();
  const { documents: views } = useDocuments(handle.app, 'view');
  const blocks = useMemo(() => handle.document.home ?? [], [handle.document.home]);
  const [selected, select] = useSelection((pointer) => {
    const [first, second] = segments(pointer);
    return first === 'home' ? (blocks[Number(second)]?.id ?? null) : null;
  }, true);
  const at = blocks.findIndex((block) => block.id === selected);
  const nameOf = (block: HomeBlockDocument) =>
    text(block.title) || text(views[block.view]?.name) || block.view;
  const add = (view: ViewDocument) => {
    const id = newId();
    handle.change((draft) => addBlock(draft, id, view, at));
    select(id);
  };
  const remove = (id: string) => {
    handle.change((draft) => removeBlock(draft, id));
    if (id === selected) select(blocks[at + 1]?.id ?? blocks[at - 1]?.id ?? null);
  };
  const moveTo = (from: number, to: number) => handle.change((draft) => moveBlock(draft, from, to));
  useDesignerKeys({
    onDelete: () => selected && at >= 0 && remove(selected),
    onMove: (by) => at >= 0 && moveTo(at, at + by),
    onEscape: () => select(null),
  });
  return (
    <DesignerFrame
      selected={selected}
      palette={<Palette app={handle.app} views={views} full={blocks.length >= MOST_BLOCKS} onAdd={add} />}
      outline={
        <ul className={data.tree}>
          {blocks.map((block) => (
            <li key={block.id}>
              <button type="button" aria-current={block.id === selected} onClick={() => select(block.id)}>
                <span className="truncate">{nameOf(block)}</span>
              </button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={rules.canvas}>
          <p className="muted caption">{h('help')}</p>
          <ProblemsAt
            problems={handle.open.problems.filter((problem) => problem.pointer === '/home')}
            at=""
          />
          {blocks.length === 0 && <EmptyState text={h('empty')} />}
          <SortableList ids={blocks.map((block) => block.id)} onMove={moveTo}>
            {blocks.map((block, index) => (
              <SortableRow
                key={block.id}
                id={block.id}
                name={nameOf(block)}
                handleLabel={h('moveList', { name: nameOf(block) })}
              >
                <Card
                  app={handle.app}
                  block={block}
                  name={nameOf(block)}
                  column={index % 2 === 0 ? 'left' : 'right'}
                  selected={block.id === selected}
                  faulty={hasFault(handle.open.problems, `/home/${index}`)}
                  onSelect={() => select(block.id)}
                />
                <RemoveButton
                  line
                  label={h('removeList', { name: nameOf(block) })}
                  onClick={() => remove(block.id)}
                />
              </SortableRow>
            ))}
          </SortableList>
          <p className="muted caption">
            {h('published')} <Link to={paths.home}>{h('toHome')}</Link>
          </p>
        </div>
      }
      properties={<HomeProperties handle={handle} at={at} onRemove={remove} />}
    />
  );
}

/** The views of the app by entity; each is a list that can be put on the home page. */
function Palette({
  app,
  views,
  full,
  onAdd,
}: {
  app: string;
  views: Record<string, ViewDocument>;
  full: boolean;
  onAdd: (view: ViewDocument) => void;
}) {
  const h = homeWords.use();
  const text = useText();
  const entities = useEntries(app, 'entity');
  const groups = entities
    .map((entry) => ({
      entry,
      views: Object.values(views).filter((view) => view.entity === entry.key),
    }))
    .filter((group) => group.views.length > 0);
  return (
    <div className={data.palette}>
      {full && <p className={data.paletteHint}>{h('full')}</p>}
      {groups.length === 0 && (
        <>
          <p className={data.paletteHint}>{h('noViews')}</p>
          <LinkButton small to={paths.build(app, '/views')}>
            {h('toViews')}
          </LinkButton>
        </>
      )}
      {groups.map(({ entry, views: own }) => (
        <div key={entry.key}>
          <div className={data.paletteGroup}>{text(entry.name) || entry.key}</div>
          {own.map((view) => (
            <button
              key={view.key}
              type="button"
              className={data.tile}
              style={{ marginBottom: 4 }}
              disabled={full}
              aria-label={h('addView', { name: text(view.name) || view.key })}
              onClick={() => onAdd(view)}
            >
              <PlusOutlined aria-hidden /> <span className="truncate">{text(view.name) || view.key}</span>
            </button>
          ))}
        </div>
      ))}
    </div>
  );
}

/** A list as it will stand on the home page: its head and what one line of it shows. */
function Card({
  app,
  block,
  name,
  column,
  selected,
  faulty,
  onSelect,
}: {
  app: string;
  block: HomeBlockDocument;
  name: string;
  column: 'left' | 'right';
  selected: boolean;
  faulty: boolean;
  onSelect: () => void;
}) {
  const h = homeWords.use();
  const labelOf = useFieldLabels(app, block.entity);
  const entity = useDocuments(app, 'entity').documents[block.entity];
  return (
    <button type="button" className={css.card} aria-pressed={selected} onClick={onSelect}>
      <span className={css.head}>
        <strong className="truncate">
          {name} {faulty && <span className={css.fault}>⚠</span>}
        </strong>
        <span className="muted caption">
          {h('rows', { count: block.limit ?? USUAL_RECORDS })} · {h(column)}
        </span>
      </span>
      <span className={css.sample}>
        <span className="truncate">{entity ? labelOf(entity.title) : h('titleField')}</span>
        {(block.fields ?? []).map((field) => (
          <span key={field} className={`truncate ${field === block.deadline ? css.late : ''}`}>
            {labelOf(field)}
          </span>
        ))}
      </span>
    </button>
  );
}
