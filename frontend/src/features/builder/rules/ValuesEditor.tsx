import { useText } from '@/i18n';
import { paired } from '@/i18n/lists';
import type { DocumentProblem } from '../draft/api';
import type { Sources } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { fieldNames, systemNames } from '../expression/names';
import { useNames } from '../expression/useNames';
import type { ExpressionPlace } from '@/expressions';
import { ValueInput } from '@/expressions';
import { PickInput, RemoveButton } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { ProblemsAt } from '../shell/ProblemsAt';
import { fieldKind } from '../data/fieldKinds';
import { ruleWords } from './words';

export interface ValuesEditorProps {
  label: string;
  /** Whose fields get values. */
  target: string;
  values: Sources;
  onChange: (values: Sources) => void;
  /** Where the values come from. */
  place: ExpressionPlace;
  /** The field of a record whose own fields are meant first. */
  from?: string;
  /** What is wrong with them. */
  problems?: DocumentProblem[];
  /** Which fields are offered; all that take a value without it. */
  offers?: (key: string) => boolean;
}

/** Fields and what they get: a plain value, another field, or an expression. */
export function ValuesEditor({
  label,
  target,
  values,
  onChange,
  place,
  from,
  problems,
  offers,
}: ValuesEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const known = useNames(place.app, place.entity, place.context, place.parent);
  const isFrom = ({ path }: { path: string }) => from !== undefined && path.startsWith(`${from}.`);
  const names = [...known.filter(isFrom), ...known.filter((name) => !isFrom(name))];
  const entity = documents[target];
  const fields = entity
    ? [
        ...fieldNames(entity).filter(
          (name) => !fieldKind(entity.schema.properties[name.path]?.['x-dougong'].type ?? '')?.computed,
        ),
        ...systemNames().slice(0, 2),
      ]
    : [];
  const free = fields.filter(
    (field) => !(field.path in values) && field.kind !== 'list' && (offers?.(field.path) ?? true),
  );
  return (
    <div className={kit.labelled} role="group" aria-label={label}>
      <span className={kit.label}>{label}</span>
      <div className={kit.stack} style={{ gap: 8 }}>
        {problems && <ProblemsAt problems={problems} at="" />}
        {Object.entries(values).map(([key, value]) => {
          const field = fields.find((each) => each.path === key);
          const name = text(field?.label) || key;
          return (
            <div key={key} className={kit.labelled}>
              <span className={kit.label}>
                <span>{name}</span>
                <RemoveButton
                  line
                  label={r('removeValue', { name })}
                  onClick={() =>
                    onChange(Object.fromEntries(Object.entries(values).filter(([each]) => each !== key)))
                  }
                />
              </span>
              <ValueInput
                label={name}
                name={field ?? { kind: 'other' }}
                value={value}
                names={names}
                named={from !== undefined}
                sets
                place={place}
                onChange={(next) => onChange({ ...values, [key]: next })}
              />
            </div>
          );
        })}
        <PickInput
          bare
          label={paired(label, r('addValue'))}
          placeholder={`+ ${r('addValue')}`}
          value={undefined}
          onChange={(key) => {
            if (key)
              onChange({
                ...values,
                [key]: fields.find((each) => each.path === key)?.kind === 'boolean' ? 'TRUE' : '',
              });
          }}
          options={free.map((field) => ({
            value: field.path,
            label: `${text(field.label)} · ${field.path}`,
          }))}
        />
      </div>
    </div>
  );
}
