import { segments } from '@/canvas/pointers';
import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import { useEntries } from '../draft/api';
import type { RoleDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import type { DocumentHandle } from '../draft/store';
import { CheckInput } from '../kit/controls';
import data from '../data/data.module.css';
import { DesignerFrame } from '../shell/DesignerFrame';
import { ElementPage } from '../shell/ElementPage';
import { useDesignerKeys } from '../shell/useDesignerKeys';
import { useSelection } from '../shell/useSelection';
import {
  ACTIONS,
  applyPreset,
  grantsOf,
  hasElement,
  mayDo,
  rowsPreset,
  setAction,
  setElement,
} from './grants';
import css from './roles.module.css';
import { roleWords } from './words';
import { EntityGrants } from './EntityGrants';
import { RoleProperties } from './RoleProperties';

export function RoleDesigner() {
  return (
    <ElementPage kind="role" place="roles">
      {(handle) => <Designer handle={handle} />}
    </ElementPage>
  );
}

const presets = ['none', 'read', 'own', 'team', 'all'] as const;

function Designer({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const entries = useEntries(handle.app, 'entity');
  const { documents } = useDocuments(handle.app, 'entity');
  const [selected, select] = useSelection(
    (pointer) => role.grants[Number(segments(pointer)[1])]?.entity ?? null,
    true,
  );
  // Rows of a sub-table follow their record.
  const entities = entries.filter((entry) => !documents[entry.key]?.parent);
  const granted = entities.filter((entry) => grantsOf(role, entry.key).length > 0);
  useDesignerKeys({
    onEscape: () => select(null),
    onDelete: () => {
      if (selected) handle.change((draft) => applyPreset(draft, selected, 'none'));
    },
  });
  return (
    <DesignerFrame
      selected={selected}
      wide
      palette={
        <div className={data.palette}>
          <div className={data.paletteGroup}>{o('presets')}</div>
          {presets.map((preset) => (
            <button
              key={preset}
              type="button"
              className={data.tile}
              style={{ marginBottom: 4 }}
              disabled={!selected}
              onClick={() => selected && handle.change((draft) => applyPreset(draft, selected, preset))}
            >
              {o(`preset_${preset}`)}
            </button>
          ))}
        </div>
      }
      outline={
        granted.length > 0 && (
          <ul className={data.tree}>
            {granted.map((entry) => (
              <li key={entry.key}>
                <button type="button" aria-current={entry.key === selected} onClick={() => select(entry.key)}>
                  {text(entry.name) || entry.key}
                </button>
              </li>
            ))}
          </ul>
        )
      }
      canvas={
        <div className={css.matrix} tabIndex={0} role="region" aria-label={o('entities')}>
          <table>
            <thead>
              <tr>
                <th scope="col">
                  <span className={css.heading}>{o('entities')}</span>
                </th>
                {ACTIONS.map((action) => (
                  <th key={action} scope="col">
                    {o(`action_${action}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {entities.map((entry) => {
                const name = text(entry.name) || entry.key;
                const own = grantsOf(role, entry.key);
                return (
                  <tr key={entry.key} data-selected={entry.key === selected}>
                    <th scope="row">
                      <button
                        type="button"
                        className={css.name}
                        aria-pressed={entry.key === selected}
                        onClick={() => select(entry.key)}
                      >
                        <span>{name}</span>
                        <small>
                          {own.length > 1
                            ? `${own.length}×`
                            : own[0]
                              ? o(`short_${rowsPreset(own[0].rows)}`)
                              : ''}
                        </small>
                      </button>
                    </th>
                    {ACTIONS.map((action) => (
                      <td key={action}>
                        <input
                          type="checkbox"
                          aria-label={o('actionOn', { entity: name, action: o(`action_${action}`) })}
                          checked={mayDo(role, entry.key, action)}
                          onChange={(event) =>
                            handle.change((draft) =>
                              setAction(draft, entry.key, action, event.target.checked),
                            )
                          }
                        />
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
      properties={
        selected && documents[selected] ? (
          <EntityGrants key={selected} handle={handle} entity={documents[selected]} />
        ) : (
          <RoleProperties handle={handle} />
        )
      }
    />
  );
}

function Elements({ handle }: { handle: DocumentHandle<RoleDocument> }) {
  const o = roleWords.use();
  const text = useText();
  const role = handle.document;
  const flows = useEntries(handle.app, 'flow');
  const dashboards = useEntries(handle.app, 'dashboard');
  const forms = useEntries(handle.app, 'form');
  const { documents } = useDocuments(handle.app, 'form');
  // A grant on a form that is public no longer stays in sight, so that it can be taken away.
  const handedOut = forms.filter(
    (form) => documents[form.key]?.public?.enabled || hasElement(role, 'form', form.key),
  );
  return (
    <div style={{ padding: '8px 12px' }}>
      <div className="muted">
        <strong>{o('elements')}</strong>
      </div>
      {flows.map((flow) => (
        <CheckInput
          key={flow.key}
          label={paired(o('flow', { name: text(flow.name) || flow.key }), o('action_start'))}
          value={hasElement(role, 'flow', flow.key)}
          onChange={(on) => handle.change((draft) => setElement(draft, 'flow', flow.key, 'start', on))}
        />
      ))}
      {dashboards.map((dashboard) => (
        <CheckInput
          key={dashboard.key}
          label={paired(o('dashboard', { name: text(dashboard.name) || dashboard.key }), o('action_see'))}
          value={hasElement(role, 'dashboard', dashboard.key)}
          onChange={(on) =>
            handle.change((draft) => setElement(draft, 'dashboard', dashboard.key, 'see', on))
          }
        />
      ))}
      {handedOut.map((form) => (
        <CheckInput
          key={form.key}
          label={paired(o('publicForm', { name: text(form.name) || form.key }), o('action_handOut'))}
          value={hasElement(role, 'form', form.key)}
          onChange={(on) => handle.change((draft) => setElement(draft, 'form', form.key, 'share', on))}
        />
      ))}
    </div>
  );
}
