import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { api } from '@/api/client';
import type { Page, Person } from '@/api/types';
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { Button, LinkButton } from '@/ui/Button';
import { PersonName } from '@/ui/display';
import { ErrorState } from '@/ui/ErrorState';
import { paths } from '@/ui/paths';
import { FormSkeleton } from '@/ui/Skeletons';
import { useEntries } from '../draft/api';
import type { EntityDocument, GrantDocument, RoleDocument } from '../draft/documents';
import { removeDocument, useDocument, useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { ConditionInput } from '../expression/ConditionInput';
import { systemNames } from '../expression/names';
import { CheckInput, ChoiceInput, Part, TextPair } from '../kit/controls';
import { ElementTools } from '../kit/ElementTools';
import kit from '../kit/kit.module.css';
import data from '../data/data.module.css';
import { BuilderPage } from '../shell/BuilderPage';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ProblemsAt } from '../shell/ProblemsDialog';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import { words } from '../words';
import { ACTIONS, applyPreset, fieldSets, grantsOf, hasElement, mayDo, ROWS, rowsPreset, setAction, setAllFields, setElement, setFieldRight } from './grants';
import type { RowsPreset } from './grants';
import css from './roles.module.css';
import { roleWords } from './words';

export function RoleDesigner() {
  const { app = '', key = '' } = useParams();
  const t = words.use();
  const text = useText();
  const { handle, error, retry } = useDocument(app, 'role', key);
  return (
    <BuilderPage crumbs={[{ label: t('roles'), to: paths.build(app, '/roles') }, { label: text(handle?.document.name) || key }]} handle={handle as DocumentHandle<object> | undefined}>
      {error ? <ErrorState error={error} onRetry={retry} /> : handle ? <Designer key={handle.id} handle={handle} /> : <FormSkeleton />}
    </BuilderPage>
  );
}

const presets = ['none', 'read', 'own', 'team', 'all'] as const;

function Designer({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const entries = useEntries(handle.app, 'entity');
  const { documents } = useDocuments(handle.app, 'entity');
  const [selected, select] = useSelection((pointer) => role.grants[Number(segments(pointer)[1])]?.entity ?? null, true);
  // Rows of a sub-table follow their record.
  const entities = entries.filter((entry) => !documents[entry.key]?.parent);
  useDesignerKeys({
    onEscape: () => select(null),
    onDelete: () => { if (selected) handle.change((draft) => applyPreset(draft, selected, 'none')); },
  });
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          <div className={data.paletteGroup}>{o('presets')}</div>
          {presets.map((preset) => (
            <button key={preset} type="button" className={data.tile} style={{ marginBottom: 4 }} disabled={!selected}
              onClick={() => selected && handle.change((draft) => applyPreset(draft, selected, preset))}>
              {o(`preset_${preset}`)}
            </button>
          ))}
        </div>
      }
      outline={
        <ul className={data.tree}>
          {entities.filter((entry) => grantsOf(role, entry.key).length > 0).map((entry) => (
            <li key={entry.key}>
              <button type="button" aria-current={entry.key === selected} onClick={() => select(entry.key)}>{text(entry.name) || entry.key}</button>
            </li>
          ))}
        </ul>
      }
      canvas={
        <div className={css.matrix} tabIndex={0} role="region" aria-label={o('entities')}>
          <table>
            <thead>
              <tr>
                <th scope="col"><span className={css.heading}>{o('entities')}</span></th>
                {ACTIONS.map((action) => <th key={action} scope="col">{o(`action_${action}`)}</th>)}
              </tr>
            </thead>
            <tbody>
              {entities.map((entry) => {
                const name = text(entry.name) || entry.key;
                const own = grantsOf(role, entry.key);
                return (
                  <tr key={entry.key} data-selected={entry.key === selected}>
                    <th scope="row">
                      <button type="button" className={css.name} aria-pressed={entry.key === selected} onClick={() => select(entry.key)}>
                        <span className="truncate">{name}</span>
                        <small>{own.length > 1 ? `${own.length}×` : own[0] ? o(`short_${rowsPreset(own[0].rows)}`) : ''}</small>
                      </button>
                    </th>
                    {ACTIONS.map((action) => (
                      <td key={action}>
                        <input type="checkbox" aria-label={o('actionOn', { entity: name, action: o(`action_${action}`) })} checked={mayDo(role, entry.key, action)}
                          onChange={(event) => handle.change((draft) => setAction(draft, entry.key, action, event.target.checked))} />
                      </td>
                    ))}
                  </tr>
                );
              })}
            </tbody>
          </table>
          <Elements handle={handle} />
        </div>
      }
      properties={selected && documents[selected] ? <EntityGrants key={selected} handle={handle} entity={documents[selected]} /> : <RoleProperties handle={handle} />}
    />
  );
}

function Elements({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const flows = useEntries(handle.app, 'flow');
  const dashboards = useEntries(handle.app, 'dashboard');
  return (
    <div style={{ padding: '8px 12px' }}>
      <div className="muted"><strong>{o('elements')}</strong></div>
      {flows.map((flow) => (
        <CheckInput key={flow.key} label={`${o('flow')} “${text(flow.name) || flow.key}”: ${o('action_start')}`} value={hasElement(role, 'flow', flow.key)}
          onChange={(on) => handle.change((draft) => setElement(draft, 'flow', flow.key, 'start', on))} />
      ))}
      {dashboards.map((dashboard) => (
        <CheckInput key={dashboard.key} label={`${o('dashboard')} “${text(dashboard.name) || dashboard.key}”: ${o('action_see')}`} value={hasElement(role, 'dashboard', dashboard.key)}
          onChange={(on) => handle.change((draft) => setElement(draft, 'dashboard', dashboard.key, 'see', on))} />
      ))}
    </div>
  );
}

function EntityGrants({ handle, entity }: { handle: DocumentHandle<RoleDocument>; entity: EntityDocument }) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const grants = role.grants.map((grant, at) => ({ grant, at })).filter(({ grant }) => grant.entity === entity.key);
  return (
    <>
      {grants.map(({ grant, at }, index) => (
        <Part key={grant.id} title={grants.length > 1 ? `${text(entity.name)} · ${o('grant', { at: index + 1 })}` : text(entity.name)}
          extra={grants.length > 1 && <Button small look="quiet" onClick={() => handle.change((draft) => void draft.grants.splice(at, 1))}>{o('removeGrant')}</Button>}>
          <ProblemsAt problems={handle.open.problems} at={`/grants/${at}`} />
          {grants.length > 1 && (
            <div className={kit.row}>
              {ACTIONS.map((action) => (
                <CheckInput key={action} label={o(`action_${action}`)} value={grant.actions.includes(action)}
                  onChange={(on) => handle.change((draft) => {
                    const target = draft.grants[at];
                    if (target) target.actions = ACTIONS.filter((each) => (each === action ? on : target.actions.includes(each)));
                  })} />
              ))}
            </div>
          )}
          <Rows handle={handle} entity={entity} grant={grant} at={at} />
          <Fields handle={handle} entity={entity} grant={grant} at={at} />
        </Part>
      ))}
      <Part>
        <p className="muted caption">{o('grantsHelp')}</p>
        <span>
          <Button small onClick={() => handle.change((draft) => void draft.grants.push({ id: newId(), entity: entity.key, actions: ['see'] }))}>{o('addGrant')}</Button>
        </span>
      </Part>
    </>
  );
}

interface GrantPartProps {
  handle: DocumentHandle<RoleDocument>;
  entity: EntityDocument;
  grant: GrantDocument;
  at: number;
}

function Rows({ handle, entity, grant, at }: GrantPartProps) {
  const o = roleWords.use();
  // A preset stays a preset until its condition is asked for.
  const [asCondition, setAsCondition] = useState(false);
  const preset = asCondition ? 'formula' : rowsPreset(grant.rows);
  const set = (rows: string | undefined) => handle.change((draft) => { const target = draft.grants[at]; if (target) assign(target, 'rows', rows); }, { merge: `${grant.id}.rows` });
  return (
    <>
      <ChoiceInput label={o('rows')} value={preset} onChange={(next) => {
          setAsCondition(next === 'formula');
          if (next !== 'formula') set(ROWS[next as Exclude<RowsPreset, 'formula'>]);
        }}
        options={(['all', 'own', 'department', 'people', 'formula'] as const).map((value) => ({ value, label: o(`rows_${value}`) }))} />
      {preset === 'formula' && (
        <ConditionInput app={handle.app} entity={entity.key} context="grant" label={o('rowsCondition')} value={grant.rows} onChange={set} />
      )}
    </>
  );
}

function Fields({ handle, entity, grant, at }: GrantPartProps) {
  const o = roleWords.use();
  const text = useText();
  const names = [
    ...Object.entries(entity.schema.properties).map(([key, field]) => ({ key, label: text(field['x-dougong'].label) || key })),
    ...systemNames().slice(0, 2).map((name) => ({ key: name.path, label: text(name.label) })),
  ];
  const keys = names.map((name) => name.key);
  const sets = fieldSets(grant);
  const has = (side: 'read' | 'write', key: string) => sets[side] === '*' || sets[side].includes(key);
  const change = (recipe: (grant: GrantDocument) => void) => handle.change((draft) => { const target = draft.grants[at]; if (target) recipe(target); });
  const writes = grant.actions.some((action) => action === 'create' || action === 'change');
  return (
    <div className={css.matrix} style={{ margin: 0 }}>
      <table>
        <thead>
          <tr>
            <th scope="col"><span className={css.heading}>{o('fields')}</span></th>
            <th scope="col">{o('fieldRead')}</th>
            <th scope="col">{o('fieldWrite')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row"><span className={css.heading}>{o('allFields')}</span></th>
            {(['read', 'write'] as const).map((side) => (
              <td key={side}>
                <input type="checkbox" aria-label={`${o('allFields')}: ${o(side === 'read' ? 'fieldRead' : 'fieldWrite')}`} disabled={side === 'write' && !writes} checked={sets[side] === '*'}
                  onChange={(event) => change((target) => setAllFields(target, side, event.target.checked))} />
              </td>
            ))}
          </tr>
          {names.map((name) => (
            <tr key={name.key}>
              <th scope="row"><span style={{ padding: '0 12px' }}>{name.label}</span></th>
              {(['read', 'write'] as const).map((side) => (
                <td key={side}>
                  <input type="checkbox" aria-label={`${name.label}: ${o(side === 'read' ? 'fieldRead' : 'fieldWrite')}`} disabled={side === 'write' && !writes} checked={has(side, name.key)}
                    onChange={(event) => change((target) => setFieldRight(target, keys, name.key, side, event.target.checked))} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Holder = Person & { roles?: Record<string, string[]> };

function RoleProperties({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const t = words.use();
  const o = roleWords.use();
  const text = useText();
  const navigate = useNavigate();
  const role = handle.document;
  const taken = useEntries(handle.app, 'role').map((entry) => entry.key);
  const people = useQuery({ queryKey: ['people', 'holders'], queryFn: () => api.get<Page<Holder>>('/people', { query: { limit: 200 } }), staleTime: 30_000 });
  const holders = (people.data?.items ?? []).filter((person) => person.roles?.[handle.app]?.includes(role.key));
  return (
    <>
      <p className="muted" style={{ padding: '16px 16px 0' }}>{o('pickEntity')}</p>
      <Part title={t('properties')}>
        <ProblemsAt problems={handle.open.problems.filter((problem) => problem.pointer === '/grants')} at="/grants" />
        <TextPair label={t('name')} value={role.name} onChange={(name) => handle.change((draft) => { draft.name = name ?? {}; }, { merge: 'name' })} />
        <CheckInput label={o('isDefault')} value={role.default} onChange={(on) => handle.change((draft) => assign(draft, 'default', on || undefined))} />
      </Part>
      <Part title={o('holders')} extra={<LinkButton small to={paths.people}>{o('managePeople')}</LinkButton>}>
        {people.data && holders.length === 0 && <p className="muted">{o('holdersNone')}</p>}
        {holders.map((person) => <PersonName key={person.id} name={person.name} />)}
      </Part>
      <Part>
        <ElementTools app={handle.app} kind="role" elementKey={role.key} elementId={role.id} name={text(role.name) || role.key} taken={taken}
          onRenamed={(key) => void navigate(paths.build(handle.app, `/roles/${key}`))}
          onDelete={async () => { await removeDocument(handle.app, 'role', role.key); void navigate(paths.build(handle.app, '/roles')); }} />
      </Part>
    </>
  );
}
