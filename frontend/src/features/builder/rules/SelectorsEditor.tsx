import { PlusOutlined } from '@ant-design/icons';
import { assign } from '@/canvas/lists';
import { useText } from '@/i18n';
import { Button } from '@/ui/Button';
import { useEntries } from '../draft/api';
import type { SelectorDocument } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { DraftCondition } from '../expression/DraftCondition';
import { ExpressionInput } from '@/expressions';
import { useNames } from '../expression/useNames';
import type { ExpressionPlace } from '@/expressions';
import { ChoiceInput, PickInput, RemoveButton, TextInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ruleWords } from './words';

const kinds = ['person', 'team', 'role', 'supervisor', 'table'] as const;
type SelectorKind = (typeof kinds)[number];
const kindOf = (selector: SelectorDocument): SelectorKind =>
  kinds.find((kind) => kind in selector) ?? 'person';

export interface SelectorsEditorProps {
  label: string;
  selectors: SelectorDocument[];
  onChange: (selectors: SelectorDocument[]) => void;
  place: ExpressionPlace;
  pick: 'all' | 'round_robin';
}

/** Lists of people as documents name them: by field, team, role, supervisor or decision table. */
export function SelectorsEditor({ label, selectors, onChange, place, pick }: SelectorsEditorProps) {
  const r = ruleWords.use();
  const change = (at: number, recipe: (selector: SelectorDocument) => void) =>
    onChange(
      selectors.map((selector, index) => {
        if (index !== at) return selector;
        const copy = { ...selector };
        recipe(copy);
        return copy;
      }),
    );
  return (
    <div className={kit.labelled} role="group" aria-label={label}>
      <span className={kit.label}>{label}</span>
      <div className={kit.stack}>
        {selectors.map((selector, at) => (
          <div key={at} className={`${kit.card} ${kit.stack}`} style={{ padding: 10 }}>
            <div className={kit.row} style={{ flexWrap: 'nowrap' }}>
              <span className={kit.grow}>
                <SelectorKindInput selector={selector} change={(recipe) => change(at, recipe)} />
              </span>
              <RemoveButton
                line
                label={r('removePeople')}
                onClick={() => onChange(selectors.filter((_, index) => index !== at))}
              />
            </div>
            <SelectorSource selector={selector} place={place} change={(recipe) => change(at, recipe)} />
            <ChoiceInput
              label={r('pick')}
              value={selector.pick ?? pick}
              onChange={(value) =>
                change(at, (target) => {
                  target.pick = value;
                })
              }
              options={(['all', 'round_robin', 'least_loaded'] as const).map((value) => ({
                value,
                label: r(`pick_${value}`),
              }))}
            />
            <DraftCondition
              {...place}
              label={r('peopleWhen')}
              empty={r('always')}
              value={selector.when}
              onChange={(when) => change(at, (target) => assign(target, 'when', when))}
            />
          </div>
        ))}
        <span>
          <Button
            small
            icon={<PlusOutlined aria-hidden />}
            onClick={() => onChange([...selectors, { role: '' }])}
          >
            {r('addPeople')}
          </Button>
        </span>
      </div>
    </div>
  );
}

interface SelectorInputProps {
  selector: SelectorDocument;
  change: (recipe: (selector: SelectorDocument) => void) => void;
}

/** How a selector finds people. */
export function SelectorKindInput({ selector, change }: SelectorInputProps) {
  const r = ruleWords.use();
  return (
    <ChoiceInput
      bare
      label={r('peopleKind')}
      value={kindOf(selector)}
      onChange={(kind) =>
        change((target) => {
          for (const each of [...kinds, 'of', 'output'] as const) delete target[each];
          if (kind === 'supervisor') target.supervisor = 1;
          else target[kind as 'person'] = kind === 'person' ? 'owner' : '';
        })
      }
      options={kinds.map((kind) => ({ value: kind, label: r(`people_${kind}`) }))}
    />
  );
}

/** Which team, role, table or person it is. */
export function SelectorSource({ selector, place, change }: SelectorInputProps & { place: ExpressionPlace }) {
  const r = ruleWords.use();
  const text = useText();
  const roles = useEntries(place.app, 'role');
  const { documents: tables } = useDocuments(place.app, 'table');
  const names = useNames(place.app, place.entity, place.context, place.parent);
  switch (kindOf(selector)) {
    case 'role':
      return (
        <ChoiceInput
          label={r('role')}
          value={selector.role}
          onChange={(role) =>
            change((target) => {
              target.role = role;
            })
          }
          options={roles.map((role) => ({ value: role.key, label: text(role.name) || role.key }))}
        />
      );
    case 'supervisor':
      return (
        <>
          <TextInput
            label={r('levels')}
            type="number"
            value={String(selector.supervisor)}
            onChange={(value) =>
              change((target) => {
                target.supervisor = Math.max(1, Math.min(20, Number(value) || 1));
              })
            }
          />
          <PickInput
            label={r('ofWhom')}
            clearable
            value={selector.of}
            onChange={(of) => change((target) => assign(target, 'of', of))}
            options={names
              .filter((name) => name.kind === 'person')
              .map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }))}
          />
        </>
      );
    case 'table':
      return (
        <>
          <ChoiceInput
            label={r('table')}
            value={selector.table}
            onChange={(table) =>
              change((target) => {
                target.table = table;
                target.output = tables[table]?.outputs[0]?.key;
              })
            }
            options={Object.values(tables).map((table) => ({
              value: table.key,
              label: text(table.name) || table.key,
            }))}
          />
          <ChoiceInput
            label={r('output')}
            value={selector.output}
            onChange={(output) =>
              change((target) => {
                target.output = output;
              })
            }
            options={(tables[selector.table ?? '']?.outputs ?? []).map((output) => ({
              value: output.key,
              label: text(output.label) || output.key,
            }))}
          />
        </>
      );
    case 'team':
      return (
        <TeamInput
          label={r('teamSource')}
          value={selector.team ?? ''}
          onChange={(team) =>
            change((target) => {
              target.team = team;
            })
          }
          place={place}
        />
      );
    default: {
      const people = names.filter((name) => name.kind === 'person');
      const known =
        people.some((name) => name.path === selector.person) ||
        selector.person === 'user.id' ||
        !selector.person;
      return known ? (
        <PickInput
          label={r('personSource')}
          value={selector.person}
          onChange={(person) =>
            change((target) => {
              target.person = person ?? '';
            })
          }
          options={people.map((name) => ({ value: name.path, label: `${text(name.label)} · ${name.path}` }))}
        />
      ) : (
        <ExpressionInput
          draft
          {...place}
          label={r('personSource')}
          value={selector.person}
          onChange={(person) =>
            change((target) => {
              target.person = person;
            })
          }
        />
      );
    }
  }
}

function TeamInput({
  label,
  value,
  onChange,
  place,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  place: ExpressionPlace;
}) {
  const text = useText();
  const { documents } = useDocuments(place.app, 'app');
  const teams = Object.values(documents)
    .flatMap((document) => document.settings ?? [])
    .filter((setting) => setting.type === 'team');
  return (
    <ChoiceInput
      label={label}
      value={value}
      onChange={onChange}
      options={teams.map((team) => ({ value: `settings.${team.key}`, label: text(team.name) || team.key }))}
    />
  );
}
