import { titleOf, fieldOf } from '@/fields';
import { useText } from '@/i18n';
import { Select } from '@/ui/Select';
import { isNumeric } from '../groups';
import { KanbanView } from '../KanbanView';
import css from '../list.module.css';
import { listWords } from '../listWords';
import { valuesOf } from '../useChange';
import { useListParameter } from '../useListState';
import type { KindProps } from './kind';

const NOTHING = '-';

/** A board over any field of choices, its columns and sums chosen above it. */
export function KanbanKind(props: KindProps) {
  const { app, type, view, groups, edits } = props;
  const t = listWords.use();
  const text = useText();
  const [summed, setSummed] = useListParameter('span');
  const selects = type.fields.filter((field) => field.type === 'select' && field.readable);
  const numbers = type.fields.filter((field) => field.readable && isNumeric(field));
  const usual = view.group ?? type.states?.field ?? selects[0]?.key;
  const group = selects.find(({ key }) => key === groups[0]?.field)?.key ?? usual;
  const sum = summed === NOTHING ? undefined : (summed ?? undefined);
  const labelOf = (field: (typeof selects)[number]) => ({
    value: field.key,
    label: text(field.label) || field.key,
  });
  const asked = { ...view, group, ...(summed === null ? {} : { sum }) };
  const like = type.views.find((found) => found.kind === 'kanban' && found.group === group);
  return (
    <div className={css.grouped}>
      {(selects.length > 1 || numbers.length > 0) && (
        <div className={css.kindBar}>
          {selects.length > 1 && (
            <label>
              {t('boardBy')}
              <Select
                size="small"
                aria-label={t('boardBy')}
                value={group}
                style={{ minWidth: 140 }}
                options={selects.map(labelOf)}
                onChange={(key) => props.onGroup(key === usual ? [] : [{ field: key }])}
              />
            </label>
          )}
          {numbers.length > 0 && (
            <label>
              {t('sumOver')}
              <Select
                size="small"
                aria-label={t('sumOver')}
                value={summed ?? view.sum ?? like?.sum ?? NOTHING}
                style={{ minWidth: 140 }}
                options={[{ value: NOTHING, label: t('noSum') }, ...numbers.map(labelOf)]}
                onChange={setSummed}
              />
            </label>
          )}
        </div>
      )}
      <div className={css.rest}>
        <KanbanView
          app={app}
          type={type}
          view={asked}
          filter={props.filter}
          sort={props.sort}
          search={props.search}
          onOpen={props.onOpen}
          onMoved={(before, saved, keys) =>
            edits.note({
              what: t('edit_value', {
                field: text(fieldOf(type, group ?? '')?.label),
                title: titleOf(saved, type.title),
              }),
              records: [{ id: saved.id, before: valuesOf(before, keys), after: valuesOf(saved, keys) }],
            })
          }
        />
      </div>
    </div>
  );
}
