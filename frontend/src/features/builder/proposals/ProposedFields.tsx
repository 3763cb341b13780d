import { useLanguage, useText } from '@/i18n';
import { listed, paired, sentences } from '@/i18n/lists';
import type { FieldNote, SchemaProposal, TableProposal } from '@/api/types';
import { useDocuments } from '../draft/store';
import type { EntityDocument } from '../draft/documents';
import { dataWords } from '../data/words';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import { changeType, chooseTitle, mayBeTitle, offeredTypes, pointTo, refusedBy, relabel } from './proposal';
import css from './proposals.module.css';
import { proposalWords } from './words';

export interface ProposedFieldsProps {
  app: string;
  entity: EntityDocument;
  proposal: SchemaProposal & Partial<TableProposal>;
  /** The keys of the fields that are left out. */
  left: ReadonlySet<string>;
  /** The keys of those whose type a person chose. */
  chosen: ReadonlySet<string>;
  onTake: (key: string, on: boolean) => void;
  onChoose: (key: string) => void;
  onChange: (recipe: (draft: EntityDocument) => void) => void;
}

/** The fields of a proposal, each with its reason: taken or not, under another label, of another type. */
export function ProposedFields(props: ProposedFieldsProps) {
  const w = proposalWords.use();
  const { entity, proposal } = props;
  const notes = new Map(proposal.fields.map((note) => [note.key, note]));
  return (
    <section aria-label={w('fields')}>
      <p className="muted">
        {sentences([
          proposal.rows === undefined ? w('fieldsTextSchema') : w('fieldsText', { count: proposal.rows }),
          proposal.system?.length
            ? w('system', { columns: listed(proposal.system.map((each) => each.column)) })
            : '',
        ])}
      </p>
      <table className={css.fields}>
        <thead>
          <tr>
            <th scope="col">{w('taken')}</th>
            <th scope="col">{w('names')}</th>
            <th scope="col">{w('label')}</th>
            <th scope="col">{w('type')}</th>
            <th scope="col">{w('why')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.keys(entity.schema.properties).map((key) => (
            <FieldLine key={key} {...props} fieldKey={key} note={notes.get(key)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function FieldLine({
  app,
  entity,
  proposal,
  left,
  chosen,
  onTake,
  onChoose,
  onChange,
  fieldKey: key,
  note,
}: ProposedFieldsProps & { fieldKey: string; note: FieldNote | undefined }) {
  const w = proposalWords.use();
  const d = dataWords.use();
  const text = useText();
  const language = useLanguage();
  const { documents: entities } = useDocuments(app, 'entity');
  const field = entity.schema.properties[key];
  if (!field) return null;
  const own = field['x-dougong'];
  const name = text(own.label) || key;
  const on = !left.has(key);
  const refused = refusedBy(note, own.type) ?? 0;
  const rows = proposal.documents.find((each) => each.key === own.entity && own.type === 'sub_table') as
    EntityDocument | undefined;
  const types = offeredTypes.includes(own.type) ? offeredTypes : [own.type, ...offeredTypes];
  const details = [
    own.type === 'select' || own.type === 'multi_select'
      ? w('choices', { count: own.options?.length ?? 0 })
      : '',
    rows ? w('rowFields', { count: Object.keys(rows.schema.properties).length }) : '',
  ].filter(Boolean);
  return (
    <tr data-left={!on || undefined}>
      <td>
        <input
          type="checkbox"
          className={css.tick}
          aria-label={w('take', { name })}
          checked={on}
          disabled={entity.title === key}
          onChange={(event) => onTake(key, event.target.checked)}
        />
      </td>
      <td>
        <input
          type="radio"
          className={css.tick}
          name="title-of-proposal"
          aria-label={w('namesThis', { name })}
          checked={entity.title === key}
          disabled={!on || !mayBeTitle(own.type)}
          onChange={() => onChange((draft) => chooseTitle(draft, key))}
        />
      </td>
      <td>
        <input
          className={kit.input}
          aria-label={paired(w('label'), note?.source ?? key)}
          value={own.label[language] ?? own.label.zh ?? own.label.en ?? ''}
          disabled={!on}
          onChange={(event) => onChange((draft) => relabel(draft, key, event.target.value, language))}
        />
        <small className={kit.key}>{key}</small>
      </td>
      <td>
        <ChoiceInput
          bare
          label={paired(w('type'), note?.source ?? key)}
          value={own.type}
          disabled={!on || rows !== undefined}
          onChange={(type) => {
            onChange((draft) => {
              changeType(draft, key, type, note);
              if (draft.title === key && !mayBeTitle(type)) pickTitle(draft, left);
            });
            onChoose(key);
          }}
          options={types.map((type) => ({
            value: type,
            label: d(`type_${type}` as 'type_text'),
          }))}
        />
        {own.type === 'reference' && (
          <ChoiceInput
            bare
            label={w('target', { name })}
            value={own.entity}
            empty={w('targetMissing')}
            disabled={!on}
            onChange={(target) => onChange((draft) => pointTo(draft, key, target || undefined))}
            options={Object.values(entities)
              .filter((each) => !each.parent)
              .map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
          />
        )}
      </td>
      <td className={css.why}>
        <span>{chosen.has(key) ? w('chosen') : text(note?.reason)}</span>
        {details.length > 0 && <span>{listed(details)}</span>}
        {on && refused > 0 && (
          <span className={css.misfits}>
            {own.type === 'select'
              ? w('manyChoices', { count: refused })
              : w('misfits', { count: refused, of: note?.filled ?? 0 })}
          </span>
        )}
        {note && note.samples.length > 0 && (
          <span className={`${css.samples} truncate`}>{note.samples.join(' · ')}</span>
        )}
      </td>
    </tr>
  );
}

/** Another field names the records when the one that did cannot any more. */
function pickTitle(entity: EntityDocument, left: ReadonlySet<string>): void {
  const other = Object.entries(entity.schema.properties).find(
    ([key, field]) => !left.has(key) && mayBeTitle(field['x-dougong'].type),
  );
  if (other) chooseTitle(entity, other[0]);
}
