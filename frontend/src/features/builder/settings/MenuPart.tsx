import { newId } from '@/canvas/ids';
import { assign, move } from '@/canvas/lists';
import { SortableList, SortableRow } from '@/canvas/Sortable';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import { Skeleton } from '@/ui/Skeletons';
import { useDraft, useEntries } from '../draft/api';
import type { PageDocument, PageItemDocument } from '../draft/documents';
import { createDocument, useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, ManyInput, Part, RemoveButton, TextPair } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { settingWords } from './words';

export function MenuPart({
  app,
  start,
  onStart,
}: {
  app: string;
  start: string | undefined;
  onStart: (key: string) => void;
}) {
  const s = settingWords.use();
  const draft = useDraft(app).data;
  const pages = useEntries(app, 'page');
  const key = pages.find((page) => page.key === start)?.key ?? pages[0]?.key;
  const { handle } = useDocument(app, 'page', key);
  if (!draft)
    return (
      <Part title={s('menu')}>
        <Skeleton />
      </Part>
    );
  if (!key)
    return (
      <Part title={s('menu')}>
        <p className="muted">{s('noMenu')}</p>
        <span>
          <Button
            onClick={() =>
              void createDocument(app, 'page', {
                format: 1,
                id: newId(),
                key: 'menu',
                name: { zh: '菜单', en: 'Menu' },
                items: [],
              }).then(() => onStart('menu'))
            }
          >
            {s('makeMenu')}
          </Button>
        </span>
      </Part>
    );
  return handle ? (
    <Menu handle={handle} />
  ) : (
    <Part title={s('menu')}>
      <Skeleton />
    </Part>
  );
}

function Menu({ handle }: { handle: DocumentHandle<PageDocument> }) {
  const s = settingWords.use();
  const text = useText();
  const entities = useEntries(handle.app, 'entity');
  const { documents } = useDocuments(handle.app, 'entity');
  const { documents: views } = useDocuments(handle.app, 'view');
  const dashboards = useEntries(handle.app, 'dashboard');
  const items = handle.document.items;
  const nameOf = (item: PageItemDocument): string =>
    text(item.label) ||
    text(entities.find((entry) => entry.key === item.entity)?.name) ||
    text(dashboards.find((entry) => entry.key === item.dashboard)?.name) ||
    item.entity ||
    item.dashboard ||
    item.page ||
    s('group');
  const change = (at: number, recipe: (item: PageItemDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.items[at];
        if (target) recipe(target);
      },
      { merge: merge && `${at}.${merge}` },
    );
  const choices = [
    ...entities
      .filter((entry) => !documents[entry.key]?.parent)
      .map((entry) => ({ value: `entity/${entry.key}`, label: text(entry.name) || entry.key })),
    ...dashboards.map((entry) => ({ value: `dashboard/${entry.key}`, label: text(entry.name) || entry.key })),
  ];
  return (
    <Part title={s('menu')}>
      <p className="muted caption">{s('menuHelp')}</p>
      <ProblemsAt problems={handle.open.problems} at="" />
      <SortableList
        ids={items.map((item) => item.id)}
        onMove={(from, to) => handle.change((draft) => move(draft.items, from, to))}
      >
        {items.map((item, at) => (
          <SortableRow
            key={item.id}
            id={item.id}
            name={nameOf(item)}
            handleLabel={s('moveItem', { name: nameOf(item) })}
          >
            <details className={kit.card} style={{ flex: 1, minWidth: 0, marginBlock: 2 }}>
              <summary style={{ padding: '6px 12px', cursor: 'pointer' }}>
                {nameOf(item)}{' '}
                <span className="muted caption">
                  {item.items ? listed(item.items.map(nameOf)) : (item.entity ?? item.dashboard)}
                </span>
              </summary>
              <Part>
                <TextPair
                  label={s('itemLabel')}
                  value={item.label}
                  onChange={(label) => change(at, (target) => assign(target, 'label', label), 'label')}
                />
                {item.entity && (
                  <ManyInput
                    label={s('itemViews')}
                    value={item.views}
                    onChange={(next) => change(at, (target) => assign(target, 'views', next))}
                    options={Object.values(views)
                      .filter((view) => view.entity === item.entity)
                      .map((view) => ({ value: view.key, label: text(view.name) || view.key }))}
                  />
                )}
              </Part>
            </details>
            <RemoveButton
              line
              label={s('removeItem', { name: nameOf(item) })}
              onClick={() => handle.change((draft) => void draft.items.splice(at, 1))}
            />
          </SortableRow>
        ))}
      </SortableList>
      <ChoiceInput
        label={s('addItem')}
        value=""
        empty={`+ ${s('addItem')}`}
        options={choices}
        onChange={(choice) => {
          const [kind, key] = choice.split('/');
          if (kind && key) handle.change((draft) => void draft.items.push({ id: newId(), [kind]: key }));
        }}
      />
    </Part>
  );
}
