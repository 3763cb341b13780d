import { useState } from 'react';
import { newId } from '@/canvas/ids';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { Button } from '@/ui/Button';
import type { EntityDocument, GrantDocument, RoleDocument } from '../draft/documents';
import type { DocumentHandle } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { systemNames } from '../expression/names';
import { CheckInput, ChoiceInput, Part } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { ACTIONS, fieldSets, ROWS, rowsPreset, setAllFields, setFieldRight } from './grants';
import type { RowsPreset } from './grants';
import css from './roles.module.css';
import { roleWords } from './words';

export function EntityGrants({
  handle,
  entity,
}: {
  handle: DocumentHandle<RoleDocument>;
  entity: EntityDocument;
}) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const grants = role.grants
    .map((grant, at) => ({ grant, at }))
    .filter(({ grant }) => grant.entity === entity.key);
  return (
    <>
      {grants.map(({ grant, at }, index) => (
        <Part
          key={grant.id}
          title={
            grants.length > 1 ? `${text(entity.name)} · ${o('grant', { at: index + 1 })}` : text(entity.name)
          }
          extra={
            grants.length > 1 && (
              <Button
                small
                look="quiet"
                onClick={() => handle.change((draft) => void draft.grants.splice(at, 1))}
              >
                {o('removeGrant')}
              </Button>
            )
          }
        >
          <ProblemsAt problems={handle.open.problems} at={`/grants/${at}`} />
          {grants.length > 1 && (
            <div className={kit.row}>
              {ACTIONS.map((action) => (
                <CheckInput
                  key={action}
                  label={o(`action_${action}`)}
                  value={grant.actions.includes(action)}
                  onChange={(on) =>
                    handle.change((draft) => {
                      const target = draft.grants[at];
                      if (target)
                        target.actions = ACTIONS.filter((each) =>
                          each === action ? on : target.actions.includes(each),
                        );
                    })
                  }
                />
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
          <Button
            small
            onClick={() =>
              handle.change(
                (draft) => void draft.grants.push({ id: newId(), entity: entity.key, actions: ['see'] }),
              )
            }
          >
            {o('addGrant')}
          </Button>
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
  const set = (rows: string | undefined) =>
    handle.change(
      (draft) => {
        const target = draft.grants[at];
        if (target) assign(target, 'rows', rows);
      },
      { merge: `${grant.id}.rows` },
    );
  return (
    <>
      <ChoiceInput
        label={o('rows')}
        value={preset}
        onChange={(next) => {
          setAsCondition(next === 'formula');
          if (next !== 'formula') set(ROWS[next as Exclude<RowsPreset, 'formula'>]);
        }}
        options={(['all', 'own', 'department', 'people', 'formula'] as const).map((value) => ({
          value,
          label: o(`rows_${value}`),
        }))}
      />
      {preset === 'formula' && (
        <DraftCondition
          app={handle.app}
          entity={entity.key}
          context="grant"
          label={o('rowsCondition')}
          empty={o('rowsEmpty')}
          value={grant.rows}
          onChange={set}
        />
      )}
    </>
  );
}

function Fields({ handle, entity, grant, at }: GrantPartProps) {
  const o = roleWords.use();
  const text = useText();
  const names = [
    ...Object.entries(entity.schema.properties).map(([key, field]) => ({
      key,
      label: text(field['x-dougong'].label) || key,
    })),
    ...systemNames()
      .slice(0, 2)
      .map((name) => ({ key: name.path, label: text(name.label) })),
  ];
  const keys = names.map((name) => name.key);
  const sets = fieldSets(grant);
  const has = (side: 'read' | 'write', key: string) => sets[side] === '*' || sets[side].includes(key);
  const change = (recipe: (grant: GrantDocument) => void) =>
    handle.change((draft) => {
      const target = draft.grants[at];
      if (target) recipe(target);
    });
  const writes = grant.actions.some((action) => action === 'create' || action === 'change');
  return (
    <div className={css.matrix} style={{ margin: 0 }}>
      <table>
        <thead>
          <tr>
            <th scope="col">
              <span className={css.heading}>{o('fields')}</span>
            </th>
            <th scope="col">{o('fieldRead')}</th>
            <th scope="col">{o('fieldWrite')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">
              <span className={css.heading}>{o('allFields')}</span>
            </th>
            {(['read', 'write'] as const).map((side) => (
              <td key={side}>
                <input
                  type="checkbox"
                  aria-label={paired(o('allFields'), o(side === 'read' ? 'fieldRead' : 'fieldWrite'))}
                  disabled={side === 'write' && !writes}
                  checked={sets[side] === '*'}
                  onChange={(event) => change((target) => setAllFields(target, side, event.target.checked))}
                />
              </td>
            ))}
          </tr>
          {names.map((name) => (
            <tr key={name.key}>
              <th scope="row">
                <span style={{ padding: '0 12px' }}>{name.label}</span>
              </th>
              {(['read', 'write'] as const).map((side) => (
                <td key={side}>
                  <input
                    type="checkbox"
                    aria-label={paired(name.label, o(side === 'read' ? 'fieldRead' : 'fieldWrite'))}
                    disabled={side === 'write' && !writes}
                    checked={has(side, name.key)}
                    onChange={(event) =>
                      change((target) => setFieldRight(target, keys, name.key, side, event.target.checked))
                    }
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
