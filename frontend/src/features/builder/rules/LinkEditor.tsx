import { assign } from '@/canvas/lists';
import { ExpressionInput } from '@/expressions';
import { useText } from '@/i18n';
import type { Sources } from '../draft/documents';
import { useDocuments } from '../draft/store';
import { ChoiceInput } from '../kit/controls';
import kit from '../kit/kit.module.css';
import type { StepEditorProps } from './StepEditor';
import { ValuesEditor } from './ValuesEditor';
import { ruleWords } from './words';

const TARGETS = ['form', 'record', 'address'] as const;
const TEXTS = new Set(['text', 'url']);

/** A short link for the record: the field that keeps it, where it leads, and until when. */
export function LinkEditor({ body, place, onChange }: StepEditorProps) {
  const r = ruleWords.use();
  const text = useText();
  const { documents } = useDocuments(place.app, 'entity');
  const forms = useDocuments(place.app, 'form').documents;
  const target = TARGETS.find((each) => body[each] !== undefined) ?? 'form';
  const set = (key: string, value: unknown, merge?: string) => {
    const next = { ...body };
    assign(next, key, value);
    onChange(next, merge);
  };
  const fields = Object.entries(documents[place.entity]?.schema.properties ?? {})
    .filter(([, field]) => TEXTS.has(field['x-dougong'].type))
    .map(([key, field]) => ({ value: key, label: text(field['x-dougong'].label) || key }));
  const open = Object.values(forms).filter((form) => form.public?.enabled);
  const form = forms[String(body.form ?? '')];
  const lead = (kind: string) => {
    const kept = Object.fromEntries(
      Object.entries(body).filter(([key]) => !['form', 'values', 'record', 'address'].includes(key)),
    );
    onChange({ ...kept, [kind]: kind === 'record' ? 'this' : '' });
  };
  return (
    <div className={kit.stack}>
      <ChoiceInput
        label={r('linkInto')}
        help={fields.length === 0 ? r('linkNoField') : undefined}
        value={String(body.into ?? '')}
        onChange={(into) => set('into', into)}
        options={fields}
      />
      <ChoiceInput
        label={r('linkCode')}
        value={String(body.code ?? '')}
        empty={r('linkCodeNone')}
        onChange={(code) => set('code', code || undefined)}
        options={fields.filter((each) => each.value !== body.into)}
      />
      <ChoiceInput
        label={r('linkLeads')}
        value={target}
        onChange={lead}
        options={TARGETS.map((each) => ({ value: each, label: r(`link_${each}`) }))}
      />
      {target === 'form' && (
        <ChoiceInput
          label={r('linkForm')}
          help={open.length === 0 ? r('linkNoForm') : undefined}
          value={String(body.form ?? '')}
          onChange={(next) => {
            const kept = Object.fromEntries(Object.entries(body).filter(([key]) => key !== 'values'));
            onChange({ ...kept, form: next });
          }}
          options={open.map((each) => ({ value: each.key, label: text(each.name) || each.key }))}
        />
      )}
      {target === 'form' && form && (
        <ValuesEditor
          label={r('linkValues')}
          target={form.entity}
          values={(body.values as Sources) ?? {}}
          onChange={(values) => set('values', Object.keys(values).length > 0 ? values : undefined)}
          place={place}
        />
      )}
      {target !== 'form' && (
        <ExpressionInput
          {...place}
          draft
          label={r(`link_${target}`)}
          help={target === 'address' ? r('linkAddressHelp') : undefined}
          value={String(body[target])}
          onChange={(next) => set(target, next, target)}
        />
      )}
      <ExpressionInput
        {...place}
        draft
        label={r('linkUntil')}
        placeholder="TODAY() + 30"
        value={body.until as string}
        onChange={(until) => set('until', until || undefined, 'until')}
      />
    </div>
  );
}
