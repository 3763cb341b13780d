/** The linkage of a form document: which rules act on a field, and how each is changed. Pure. */
import { newId } from '@/canvas/ids';
import { segments } from '@/canvas/pointers';
import type { Effect, FormDocument, LinkageDocument, Saying, Sources } from '../draft/documents';
import { DOINGS, fieldsOfRule, SAYINGS } from '../draft/formDocuments';

/** The condition under which a field has an effect; undefined when it has none. */
export function effectOf(form: FormDocument, field: string, effect: Effect): string | undefined {
  return form.linkage?.[ruleOf(form, field, effect)]?.when;
}

/** The number of the rule that has an effect on a field; -1 where none has. */
export function ruleOf(form: FormDocument, field: string, effect: Effect): number {
  return form.linkage?.findIndex((rule) => rule[effect]?.includes(field)) ?? -1;
}

const nothing = (rule: LinkageDocument) => DOINGS.every((doing) => rule[doing] === undefined);

export function setEffect(form: FormDocument, field: string, effect: Effect, when: string | undefined): void {
  const rules = form.linkage ?? [];
  for (const rule of rules) {
    const rest = rule[effect]?.filter((each) => each !== field);
    if (rest?.length) rule[effect] = rest;
    else delete rule[effect];
  }
  if (when) {
    const same = rules.find((rule) => rule.when === when);
    if (same) same[effect] = [...(same[effect] ?? []), field];
    else rules.push({ id: newId(), when, [effect]: [field] });
  }
  keep(form, rules);
}

export interface Setting {
  rule: number;
  when?: string;
  value: string;
}

export function settingsOf(form: FormDocument, field: string): Setting[] {
  return (form.linkage ?? []).flatMap((rule, at) =>
    rule.set && field in rule.set ? [{ rule: at, when: rule.when, value: rule.set[field] ?? '' }] : [],
  );
}

export function addSetting(form: FormDocument, field: string): void {
  (form.linkage ??= []).push({ id: newId(), set: { [field]: '' } });
}

export function changeSetting(
  form: FormDocument,
  field: string,
  at: number,
  change: { when?: string; value?: string } | null,
): void {
  const rules = form.linkage ?? [];
  const rule = rules[at];
  if (!rule?.set) return;
  if (change === null) {
    delete (rule.set as Sources)[field];
    if (Object.keys(rule.set).length === 0) delete rule.set;
  } else {
    if (change.value !== undefined) rule.set[field] = change.value;
    if ('when' in change) {
      if (change.when) rule.when = change.when;
      else delete rule.when;
    }
  }
  keep(form, rules);
}

function keep(form: FormDocument, rules: LinkageDocument[]): void {
  const left = rules.filter((rule) => !nothing(rule));
  if (left.length) form.linkage = left;
  else delete form.linkage;
}

const actsOn = (rule: LinkageDocument, field: string) => fieldsOfRule(rule).includes(field);

// ── rules one by one: narrowed choices, pickers, what is said ──────────────
export type Narrowing = 'offer' | 'pick';

/** The rules that narrow a field, by their numbers. */
export function narrowingsOf(form: FormDocument, field: string, how: Narrowing): number[] {
  return (form.linkage ?? []).flatMap((rule, at) => (rule[how] && field in rule[how] ? [at] : []));
}

/** The rules that say something at a field, or (without one) about the whole. */
export function sayingsOf(form: FormDocument, field: string | undefined): { at: number; how: Saying }[] {
  return (form.linkage ?? []).flatMap((rule, at) =>
    SAYINGS.flatMap((how) => (rule[how] && rule[how].field === field ? [{ at, how }] : [])),
  );
}

export function addRule(form: FormDocument, rule: Omit<LinkageDocument, 'id'>): void {
  (form.linkage ??= []).push({ id: newId(), ...rule });
}

/** Change one rule; one that does nothing any more is taken out. */
export function changeRule(form: FormDocument, at: number, recipe: (rule: LinkageDocument) => void): void {
  const rules = form.linkage ?? [];
  const rule = rules[at];
  if (!rule) return;
  recipe(rule);
  for (const how of ['offer', 'pick'] as const)
    if (rule[how] && Object.keys(rule[how]).length === 0) delete rule[how];
  keep(form, rules);
}

export function setWhen(rule: LinkageDocument, when: string | undefined): void {
  if (when) rule.when = when;
  else delete rule.when;
}

/** What a chosen record fills in; nothing takes it away. */
export function setFill(
  form: FormDocument,
  field: string,
  set: Sources | undefined,
  keepThere?: boolean,
): void {
  const others = form.fill?.filter((fill) => fill.field !== field) ?? [];
  const before = form.fill?.find((fill) => fill.field === field);
  const next = set && Object.keys(set).length > 0 ? { id: newId(), ...before, field, set } : undefined;
  if (next && keepThere !== undefined) {
    if (keepThere) next.keep = true;
    else delete next.keep;
  }
  const all = next ? [...others, next] : others;
  if (all.length > 0) form.fill = all;
  else delete form.fill;
}

export function hasRules(form: FormDocument, field: string): boolean {
  return (form.linkage ?? []).some((rule) => actsOn(rule, field));
}

/** Of the problems of a form, those of the rules that act on a field. */
export function problemsOfRules<Found extends { pointer: string }>(
  form: FormDocument,
  field: string,
  problems: Found[],
): Found[] {
  return problems.filter(({ pointer }) => {
    const [part, at, member, key] = segments(pointer);
    const rule = part === 'linkage' ? form.linkage?.[Number(at)] : undefined;
    if (!rule || !actsOn(rule, field)) return false;
    // What a value is wrong about concerns the field that gets it alone.
    return member !== 'set' || key === undefined || key === field;
  });
}
