/** Shapes of rules, score cards, decision tables, pools and sequences, as far as the designers edit them. */
import type { DocumentBase, Text } from './documents';

export type StepDocument = Record<string, Record<string, unknown>>;
export interface SelectorDocument {
  person?: string;
  team?: string;
  role?: string;
  supervisor?: number;
  of?: string;
  table?: string;
  output?: string;
  when?: string;
  pick?: string;
  weights?: WeightDocument[];
  limits?: LimitsDocument;
}
/** The share of those whom the selector finds. */
export interface WeightDocument extends SelectorDocument {
  weight: string;
}
/** Whom an assignment passes over. */
export interface LimitsDocument {
  hold?: string;
  per_day?: string;
  hours?: { from: string; to: string; rest_days?: boolean };
  present?: boolean;
  not_previous?: boolean;
}
/** What counts as work in hand. */
export interface LoadDocument {
  entity?: string;
  field?: string;
  when?: string;
}
export interface ChangedTrigger {
  fields?: string[];
  from?: unknown;
  to?: unknown;
}
/** When the clock starts a rule: by exactly one of `cron`, `relative` and `inactive`. */
export interface ScheduleDocument {
  cron?: string;
  relative?: { field?: string; offset?: number | string; unit?: string; at?: string };
  inactive?: { days?: number | string; of: string[]; at?: string };
  catch_up?: string;
  grace_days?: number;
}
export interface Triggers {
  schedule?: ScheduleDocument;
  created?: true;
  changed?: true | ChangedTrigger;
  deleted?: true;
  restored?: true;
  commented?: true;
  state_entered?: string | string[];
  form_submitted?: true | string | string[];
  button?: string | string[];
  hook?: true | string | string[];
  mail?: true | string | string[];
  flow?: { event: string; flow?: string | string[]; outcome?: string | string[] };
  seat?: { event: string; flow?: string | string[]; verb?: string | string[] };
}
/** A simulation that is kept: a record, and what is to come of it. */
export interface TestDocument {
  id: string;
  name: Text;
  at?: string;
  given: Record<string, unknown>;
  before?: Record<string, unknown>;
  /** How often what a line of a card counts has happened, by the id of the line. */
  happened?: Record<string, number>;
  /** Of a rule and a table the outcome, of a table the outputs as its rows are written, of a card score and band. */
  expect: {
    outcome?: 'done' | 'failed' | 'skipped';
    set?: Record<string, unknown>;
    holds?: string;
    made?: Record<string, number>;
    told?: number;
    sent?: number;
    outputs?: Record<string, string | string[]>;
    score?: string | number;
    band?: string | null;
  };
}
/** A document that keeps tests. */
export interface TestedDocument extends DocumentBase {
  entity: string;
  tests?: TestDocument[];
}
export type TestedKind = 'rule' | 'table' | 'scorecard';
export interface RuleDocument extends DocumentBase {
  name: Text;
  entity: string;
  on: Triggers;
  when?: string;
  phase?: string;
  do: StepDocument[];
  once_per?: string;
  priority?: number;
  stop?: boolean;
  enabled?: boolean;
  tests?: TestDocument[];
}
export type DecayKind = 'half_life' | 'linear' | 'off';
export interface ScoreLine {
  id: string;
  when?: string;
  event?: string;
  form?: string | string[];
  points?: string | number;
  cap?: string | number;
  /** How the points lose their value with the days. */
  decay?: { kind?: DecayKind; days?: number };
  reason: Text;
  [member: string]: unknown;
}
export interface ScoreCardDocument extends DocumentBase {
  name: Text;
  entity: string;
  into?: string;
  band_into?: string;
  cap?: string | number;
  lines: ScoreLine[];
  bands?: { from?: string | number; key: string; label: Text }[];
  enabled?: boolean;
  tests?: TestDocument[];
}
/** What counts when several rows of a decision table match. */
export type HitPolicy = 'unique' | 'first' | 'any' | 'priority' | 'rule_order' | 'collect';

export interface TableDocument extends DocumentBase {
  name: Text;
  entity: string;
  hit?: HitPolicy;
  collect?: string;
  inputs?: { key: string; expression?: string; label?: Text }[];
  /** `values`: all that it may give, the most important first. */
  outputs: { key: string; label?: Text; values?: string[] }[];
  rows: { id?: string; in: (string | null)[]; out: string[] }[];
  tests?: TestDocument[];
}
export interface PoolDocument extends DocumentBase {
  name: Text;
  entity: string;
  enabled?: boolean;
  when?: string;
  pool_field?: string;
  pool_value?: string;
  give_back_to?: string[];
  hide?: string[];
  admins?: string[];
  assign?: 'self' | 'auto' | 'admin';
  claimed_at: string;
  recycle_on: string;
  active_at?: string;
  /** Numbers are expressions: a number, or one of the settings. */
  days: string;
  extend_days?: string;
  max_days?: string;
  first_contact_hours?: string;
  keep_when?: string;
  warn_days?: number[];
  claim?: {
    roles?: string[];
    hold?: string;
    department_hold?: string;
    counts?: string;
    per_day?: string;
    every_hours?: string;
    again_after_hours?: string;
  };
}
export interface SequenceStepDocument {
  key: string;
  name?: Text;
  /** Of one unit: a number, or one of the settings. */
  wait?: Record<string, number | string>;
  at?: string;
  /** 1 is Monday. */
  weekdays?: number[];
  unless?: string;
  do: StepDocument[];
}
export interface SequenceExitDocument {
  key: string;
  name: Text;
  when?: string;
  on?: Triggers;
  do?: StepDocument[];
}
export interface SequenceDocument extends DocumentBase {
  name: Text;
  entity: string;
  enabled?: boolean;
  when?: string;
  again_after_days?: number;
  most?: number;
  roles?: string[];
  quiet?: { from?: string; to?: string; rest_days?: boolean };
  steps: SequenceStepDocument[];
  exits?: SequenceExitDocument[];
}
