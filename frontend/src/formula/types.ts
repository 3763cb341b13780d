import type Decimal from 'decimal.js';

/** An error that travels as a value: `#DIV/0!`, `#VALUE!`, `#N/A`, `#NUM!`. */
export interface FormulaError {
  error: string;
}

/** A record: its fields by key, with an id. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * A value of the language. Numbers are Decimals; dates, times and date-times ISO texts, date-times in UTC
 * with six decimals of a second; a record stands for its id; blank is null.
 */
export type Value = Decimal | string | boolean | null | FormulaError | readonly unknown[];

/** A node of the typed tree, as the server's `to_json` writes it. */
export type Node =
  | { k: 'lit'; t: string; v: string | boolean | null }
  | { k: 'field'; t: string; d: number; p: string[] }
  | { k: 'name'; t: string; p: string[] }
  | { k: 'call'; t: string; f: string; a: Node[]; c?: string[] }
  | {
      k: 'agg';
      t: string;
      f: string;
      d: number;
      in: Node;
      if: Node | null;
      of: Node | null;
      by: Node | null;
    }
  | { k: 'rows' };

/** An expression as the server's `to_json` writes it. */
export interface Expression {
  text: string;
  type: { kind: string };
  tree: Node;
  volatile: boolean;
}

/** The fields of the root row beside reserved names: `user`, `old`, `settings`, `$today`, `$now`, `$zone`, `$holidays`, `$workdays`. */
export type Scope = Row;
