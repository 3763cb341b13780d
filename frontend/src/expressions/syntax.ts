/** Syntax: the text of an expression to its tree, by the grammar of the server (dougong_formula/grammar.lark). */

/** Positions count UTF-16 units of the text; `start` is inclusive, `end` is not. */
interface Placed {
  start: number;
  end: number;
}
export interface ConstantTree extends Placed {
  kind: 'number' | 'text' | 'boolean';
  /** A text without its quotes, a number as it is written, TRUE or FALSE. */
  value: string;
}
export interface PathTree extends Placed {
  kind: 'path';
  names: string[];
}
export interface CallTree extends Placed {
  kind: 'call';
  name: string;
  arguments: Tree[];
}
/** Operands joined by operators of one precedence, to be read from the left. */
export interface ChainTree extends Placed {
  kind: 'chain';
  first: Tree;
  rest: { operator: string; operand: Tree }[];
}
export interface PrefixTree extends Placed {
  kind: 'prefix';
  operator: 'NOT' | '+' | '-';
  operand: Tree;
}
/** Values in parentheses: the right side of IN; one value is only a value. */
export interface GroupTree extends Placed {
  kind: 'group';
  items: Tree[];
}
/** Where a value is still missing. */
export interface HoleTree extends Placed {
  kind: 'hole';
}
export type Tree = ConstantTree | PathTree | CallTree | ChainTree | PrefixTree | GroupTree | HoleTree;

/**
 * Stands where a value is still missing. No expression may hold it: a condition that is not finished can
 * be kept in a draft, and can never be published as a wider one.
 */
export const HOLE = '?';

const SPACE = /\s*/y;
const NUMBER = /\d+(?:\.\d*)?|\.\d+/y;
const TEXT = /"(?:[^"]|"")*"/y;
const PATH = /[A-Za-z_][A-Za-z0-9_]*(?:\s*\.\s*[A-Za-z_][A-Za-z0-9_]*)*/y;
const CALLED = /[A-Za-z_][A-Za-z0-9_]*(?=\s*\()/y;
const LEVELS: readonly RegExp[] = [
  /OR\b/iy,
  /AND\b/iy,
  /<>|<=|>=|=|<|>|NOT\s+IN\b|IN\b/iy,
  /&/y,
  /[+-]/y,
  /[*/]/y,
  /\^/y,
];
/** Above it stands what may be negated: a comparison. */
const COMPARISON = 2;
const DEEPEST = 64;

class Unreadable extends Error {}

class Parser {
  private at = 0;
  private depth = 0;
  private readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  whole(): Tree {
    const tree = this.chain(0);
    this.match(SPACE);
    if (this.at < this.text.length) throw new Unreadable();
    return tree;
  }

  /** What a pattern finds right here, and the place behind it. */
  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  private token(pattern: RegExp): string | null {
    const before = this.at;
    this.match(SPACE);
    const found = this.match(pattern);
    if (found === null) this.at = before;
    return found;
  }

  private chain(level: number): Tree {
    const operator = LEVELS[level];
    if (!operator) return this.signed();
    const first = this.tighter(level);
    const rest: ChainTree['rest'] = [];
    for (let found = this.token(operator); found !== null; found = this.token(operator))
      rest.push({ operator: found.toUpperCase().replace(/\s+/g, ' '), operand: this.tighter(level) });
    const last = rest.at(-1);
    return last ? { kind: 'chain', first, rest, start: first.start, end: last.operand.end } : first;
  }

  private tighter(level: number): Tree {
    if (level + 1 !== COMPARISON) return this.chain(level + 1);
    this.match(SPACE);
    const start = this.at;
    // In front of a parenthesis NOT is the function of that name.
    if (this.match(/NOT\b(?!\s*\()/iy) === null) return this.chain(level + 1);
    const operand = this.nested(() => this.tighter(level));
    return { kind: 'prefix', operator: 'NOT', operand, start, end: operand.end };
  }

  private signed(): Tree {
    this.match(SPACE);
    const start = this.at;
    const operator = this.match(/[+-]/y) as '+' | '-' | null;
    if (operator === null) return this.atom();
    const operand = this.nested(() => this.signed());
    return { kind: 'prefix', operator, operand, start, end: operand.end };
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) throw new Unreadable();
    const found = read();
    this.depth -= 1;
    return found;
  }

  private atom(): Tree {
    const start = this.at;
    const number = this.match(NUMBER);
    if (number !== null) return { kind: 'number', value: number, start, end: this.at };
    const text = this.match(TEXT);
    if (text !== null)
      return { kind: 'text', value: text.slice(1, -1).replaceAll('""', '"'), start, end: this.at };
    if (this.match(/\?/y) !== null) return { kind: 'hole', start, end: this.at };
    if (this.match(/\(/y) !== null) {
      const items = this.listed();
      if (items.length === 0) throw new Unreadable();
      return { kind: 'group', items, start, end: this.at };
    }
    const name = this.match(CALLED);
    if (name !== null) {
      this.token(/\(/y);
      return { kind: 'call', name, arguments: this.listed(), start, end: this.at };
    }
    const truth = this.match(/(?:TRUE|FALSE)\b(?!\s*[.(])/iy);
    if (truth !== null) return { kind: 'boolean', value: truth.toUpperCase(), start, end: this.at };
    const path = this.match(PATH);
    if (path === null) throw new Unreadable();
    return { kind: 'path', names: path.split('.').map((each) => each.trim()), start, end: this.at };
  }

  /** Values parted by commas up to the closing parenthesis. */
  private listed(): Tree[] {
    if (this.token(/\)/y) !== null) return [];
    return this.nested(() => {
      const items = [this.chain(0)];
      while (this.token(/,/y) !== null) items.push(this.chain(0));
      if (this.token(/\)/y) === null) throw new Unreadable();
      return items;
    });
  }
}

/** Read a text; null when it is no expression. */
export function parseTree(text: string): Tree | null {
  try {
    return new Parser(text).whole();
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** The call whose arguments a position stands in, and which argument it is, counted from 0. */
export interface OpenCall {
  name: string;
  argument: number;
  /** Where the name of the function begins. */
  start: number;
}

/** What stands in a text, for a text that may not be finished: texts, names, spaces, single signs. */
const PIECE = /"(?:[^"]|"")*"?|[A-Za-z_][A-Za-z0-9_]*|\s+|[^]/y;

/** Find the innermost call that is open at a position. */
export function openCallAt(text: string, position: number): OpenCall | null {
  const open: (OpenCall | null)[] = [];
  let name: { name: string; start: number } | null = null;
  // The cursor may be told of a text that has become shorter.
  const end = Math.min(position, text.length);
  for (let at = 0; at < end; at = PIECE.lastIndex) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(text)?.[0] ?? '';
    const call = open.at(-1);
    if (piece === '(') open.push(name && { ...name, argument: 0 });
    else if (piece === ')') open.pop();
    else if (piece === ',' && call) call.argument += 1;
    if (/^[A-Za-z_]/.test(piece)) name = { name: piece, start: at };
    else if (piece.trim() !== '') name = null;
  }
  // Inside plain parentheses one is still in the call around them.
  return open.reverse().find((call) => call && !/^(AND|OR|NOT|IN)$/i.test(call.name)) ?? null;
}
