import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { LinkButton } from '@/ui/Button';
import { paths } from '@/ui/paths';
import { useEntries } from '../draft/api';
import type { AppDocument, HomeBlockDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ChoiceInput, ManyInput, Part, PickInput, RemoveButton, TextPair } from '../kit/controls';
import { ProblemsAt } from '../shell/ProblemsAt';
import { words } from '../words';
import {
  dateFields,
  MOST_FIELDS,
  MOST_RECORDS,
  setDeadline,
  setFields,
  setLimit,
  setView,
  shownFields,
  USUAL_RECORDS,
} from './homeChanges';
import { useFieldLabels } from './useFieldLabels';
import { homeWords } from './words';

const RECORDS = Array.from({ length: MOST_RECORDS }, (_, index) => ({
  value: String(index + 1),
  label: String(index + 1),
}));

/** The settings of one list of the home page, each by a picker. */
export function HomeProperties({
  handle,
  at,
  onRemove,
}: {
  handle: DocumentHandle<AppDocument>;
  at: number;
  onRemove: (id: string) => void;
}) {
  const t = words.use();
  const h = homeWords.use();
  const text = useText();
  const block = handle.document.home?.[at];
  const { documents: views } = useDocuments(handle.app, 'view');
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const entries = useEntries(handle.app, 'entity');
  const labelOf = useFieldLabels(handle.app, block?.entity ?? '');
  if (!block)
    return (
      <p className="muted" style={{ padding: 16 }}>
        {t('selectSomething')}
      </p>
    );
  const entity = entities[block.entity];
  const fields = block.fields ?? [];
  const change = (recipe: (block: HomeBlockDocument) => void, merge?: string) =>
    handle.change(
      (draft) => {
        const target = draft.home?.[at];
        if (target) recipe(target);
      },
      { merge: merge && `home.${block.id}.${merge}` },
    );
  const named = (keys: string[]) => keys.map((key) => ({ value: key, label: labelOf(key) }));
  const entityName = (key: string) => text(entries.find((entry) => entry.key === key)?.name) || key;
  return (
    <>
      <Part title={h('list')} extra={<RemoveButton label={h('remove')} onClick={() => onRemove(block.id)} />}>
        <ProblemsAt problems={handle.open.problems} at={`/home/${at}`} />
        <PickInput
          label={h('view')}
          help={h('viewHelp')}
          value={block.view}
          options={Object.values(views).map((view) => ({
            value: view.key,
            label: `${entityName(view.entity)} › ${text(view.name) || view.key}`,
          }))}
          onChange={(key) => {
            const view = key && views[key];
            if (view) change((target) => setView(target, view));
          }}
        />
        {views[block.view] && (
          <span>
            <LinkButton small to={paths.build(handle.app, `/views/${block.view}`)}>
              {h('openView')}
            </LinkButton>
          </span>
        )}
        <TextPair
          label={h('title')}
          value={block.title}
          onChange={(title) => change((target) => assign(target, 'title', title), 'title')}
        />
        <ChoiceInput
          label={h('limit')}
          value={String(block.limit ?? USUAL_RECORDS)}
          options={RECORDS}
          onChange={(value) => change((target) => setLimit(target, Number(value)))}
        />
      </Part>
      <Part>
        <ManyInput
          label={h('fields')}
          help={h('fieldsHelp')}
          value={fields}
          options={(entity ? named(shownFields(entity)) : []).map((option) => ({
            ...option,
            disabled: fields.length >= MOST_FIELDS && !fields.includes(option.value),
          }))}
          onChange={(next) => change((target) => setFields(target, next))}
        />
        <ChoiceInput
          label={h('deadline')}
          help={h('deadlineHelp')}
          empty={h('noDeadline')}
          value={block.deadline}
          options={entity ? named(dateFields(entity)) : []}
          onChange={(field) => change((target) => setDeadline(target, field))}
        />
      </Part>
    </>
  );
}
