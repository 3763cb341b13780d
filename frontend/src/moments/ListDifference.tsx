import type { FieldDescription, TimelineChange } from '@/api/types';
import { fieldWords, holdsSeveral, idsOf, kindOf, titlesOf } from '@/fields';
import type { Label } from '@/fields';
import { idsOf as filesOf } from '@/fields/uploads';
import { useText } from '@/i18n';
import { listed } from '@/i18n/lists';

const CHOSEN = new Set(['tags', 'multi_select']);

/** Whether a field holds a list of which what came and what went is told. */
export const isList = (field: FieldDescription): boolean =>
  holdsSeveral(field.type) || CHOSEN.has(field.type) || kindOf(field.type).files === true;

type Sides = Pick<TimelineChange, 'old' | 'new' | 'old_label' | 'new_label'>;

/** Of files, tags, choices or several records: which came, and which went. */
export function ListDifference({ field, change }: { field: FieldDescription; change: Sides }) {
  if (kindOf(field.type).files) return <Files change={change} />;
  if (holdsSeveral(field.type)) return <Records change={change} />;
  return <Chosen field={field} change={change} />;
}

function Files({ change }: { change: Sides }) {
  const [before, after] = [filesOf(change.old), filesOf(change.new)];
  const names = new Map([...titled(before, change.old_label), ...titled(after, change.new_label)]);
  return <Told {...{ before, after }} name={(id) => names.get(id) ?? id.slice(0, 8)} />;
}

function Records({ change }: { change: Sides }) {
  const f = fieldWords.use();
  const [before, after] = [idsOf(change.old), idsOf(change.new)];
  const titles = new Map([...titled(before, change.old_label), ...titled(after, change.new_label)]);
  return <Told {...{ before, after }} name={(id) => titles.get(id) ?? f('unseenOne')} />;
}

function Chosen({ field, change }: { field: FieldDescription; change: Sides }) {
  const text = useText();
  const labels = new Map(field.options.map((option) => [option.key, text(option.label)]));
  return <Told before={idsOf(change.old)} after={idsOf(change.new)} name={(one) => labels.get(one) || one} />;
}

interface ToldProps {
  before: string[];
  after: string[];
  name: (one: string) => string;
}

function Told({ before, after, name }: ToldProps) {
  const f = fieldWords.use();
  const came = after.filter((one) => !before.includes(one)).map(name);
  const went = before.filter((one) => !after.includes(one)).map(name);
  const said = [
    came.length > 0 ? f('came', { names: listed(came) }) : '',
    went.length > 0 ? f('went', { names: listed(went) }) : '',
  ].filter(Boolean);
  return <span>{said.length > 0 ? said.join(' · ') : f('reordered')}</span>;
}

const titled = (ids: string[], label: Label | undefined) =>
  ids.map((id, at) => [id, titlesOf(label)[at] ?? null] as const);
