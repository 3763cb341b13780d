import { useQuery } from '@tanstack/react-query';
import { api } from '@/api/client';
import { recordsPath } from '@/api/queries';
import type { RecordPage } from '@/api/types';
import { assign } from '@/canvas/lists';
import { titleOf } from '@/fields';
import { useText } from '@/i18n';
import { QUESTIONS } from '@/public/questions';
import type { ChoicesDocument, EntityDocument, FormDocument, PublicDocument } from '../draft/documents';
import { useDocuments, type DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { CheckInput, ManyInput, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { publicWords } from './publicWords';

const LISTED = 200;
const MOST = 500;
/** System entities that a field points to without saying so. */
const TARGETS: Readonly<Record<string, string>> = {
  member: 'person',
  members: 'person',
  department: 'department',
  departments: 'department',
};

interface PublicChoicesProps {
  handle: DocumentHandle<FormDocument>;
  entity: EntityDocument;
  settings: PublicDocument;
  change: (recipe: (settings: PublicDocument) => void, merge?: string) => void;
}

const settingsOf = (entity: EntityDocument, key: string) => entity.schema.properties[key]?.['x-dougong'];

/** The fields of a form that visitors may be asked: what is computed or kept by the system is none. */
export const canAsk = (entity: EntityDocument, key: string): boolean =>
  !entity.schema.properties[key]?.readOnly && String(settingsOf(entity, key)?.type) in QUESTIONS;

/** Which records visitors may choose, in each of the fields asked that points to some. */
export function PublicChoices({ handle, entity, settings, change }: PublicChoicesProps) {
  const text = useText();
  const p = publicWords.use();
  const labelOf = (key: string) => text(settingsOf(entity, key)?.label) || key;
  const asked = settings.fields ?? [];
  const never = asked.filter((key) => !canAsk(entity, key));
  const chosen = asked.filter((key) => QUESTIONS[String(settingsOf(entity, key)?.type)]?.chosen);
  return (
    <>
      {never.length > 0 && (
        <p className="muted caption">{p('notAsked', { fields: never.map(labelOf).join(', ') })}</p>
      )}
      {chosen.map((key) => (
        <Choices
          key={key}
          handle={handle}
          field={key}
          label={labelOf(key)}
          target={TARGETS[String(settingsOf(entity, key)?.type)] ?? settingsOf(entity, key)?.entity ?? ''}
          value={settings.choices?.[key] ?? {}}
          change={(recipe, merge) =>
            change(
              (target) => {
                const told = { ...target.choices?.[key] };
                recipe(told);
                target.choices = { ...target.choices, [key]: told };
              },
              merge && `choices.${key}.${merge}`,
            )
          }
        />
      ))}
    </>
  );
}

interface ChoicesProps {
  handle: DocumentHandle<FormDocument>;
  field: string;
  label: string;
  target: string;
  value: ChoicesDocument;
  change: (recipe: (told: ChoicesDocument) => void, merge?: string) => void;
}

function Choices({ handle, field, label, target, value, change }: ChoicesProps) {
  const p = publicWords.use();
  const text = useText();
  const people = target === 'person';
  const { documents: roles } = useDocuments(handle.app, 'role');
  const { documents: entities } = useDocuments(handle.app, 'entity');
  const live = useQuery({
    queryKey: ['public-choices', handle.app, target],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(recordsPath(handle.app, target), { signal, query: { limit: LISTED } }),
    enabled: target !== '',
    retry: false,
  }).data;
  const title = entities[target]?.title ?? 'name';
  const known = (live?.items ?? []).map((record) => ({ value: record.id, label: titleOf(record, title) }));
  const unknown = (value.records ?? []).filter((id) => !known.some((one) => one.value === id));
  return (
    <fieldset className={`${kit.card} ${kit.stack}`} style={{ padding: 10, margin: 0 }}>
      <legend className={kit.label}>{p(people ? 'people' : 'choices', { field: label })}</legend>
      <span className="muted caption">{p(people ? 'peopleHelp' : 'choicesHelp')}</span>
      <ProblemsAt problems={handle.open.problems} at={`/public/choices/${field}`} />
      {people ? (
        <ManyInput
          label={p('roles')}
          value={value.roles}
          options={Object.values(roles).map((role) => ({
            value: role.key,
            label: text(role.name) || role.key,
          }))}
          onChange={(keys) => change((told) => assign(told, 'roles', keys.length > 0 ? keys : undefined))}
        />
      ) : (
        <DraftCondition
          app={handle.app}
          entity={target}
          context="formula"
          label={p('which')}
          empty={p('none')}
          value={value.filter}
          onChange={(filter) => change((told) => assign(told, 'filter', filter || undefined), 'filter')}
        />
      )}
      <ManyInput
        label={p('named')}
        value={value.records}
        options={[...known, ...unknown.map((id) => ({ value: id, label: id.slice(0, 8) }))]}
        onChange={(ids) => change((told) => assign(told, 'records', ids.length > 0 ? ids : undefined))}
      />
      <CheckInput
        label={p('search')}
        help={p('searchHelp')}
        value={value.search}
        onChange={(on) => change((told) => assign(told, 'search', on || undefined))}
      />
      <TextInput
        label={p('most')}
        help={p('mostHelp')}
        type="number"
        value={value.most?.toString()}
        onChange={(most) => {
          const number = Math.round(Number(most));
          change((told) => assign(told, 'most', number > 0 ? Math.min(number, MOST) : undefined), 'most');
        }}
      />
    </fieldset>
  );
}
