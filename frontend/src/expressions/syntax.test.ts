import { describe, expect, it } from 'vitest';
import { openCallAt, parseTree } from './syntax';

const callAt = (marked: string) => {
  const found = openCallAt(marked.replace('|', ''), marked.indexOf('|'));
  return found && `${found.name}/${found.argument}`;
};

describe('the call in which the cursor stands', () => {
  it.each([
    ['SUM(|', 'SUM/0'],
    ['SUM(lines, |', 'SUM/1'],
    ['SUMIF(lines, a AND (b OR |c), d)', 'SUMIF/1'],
    ['IF(a, SUM(lines, b|), c)', 'SUM/1'],
    ['IF(a, SUM(lines, b), |c)', 'IF/2'],
    ['IF("(,", |', 'IF/1'],
    ['LEFT ( name|', 'LEFT/0'],
    ['NOT(SUM(a, |b))', 'SUM/1'],
    ['a IN (b, |', null],
    ['SUM(a)|', null],
    ['amount > 3|', null],
    ['|', null],
  ])('is found in %s', (marked, call) => expect(callAt(marked)).toBe(call));

  it('is none when the text has become shorter than the cursor knows', () => {
    expect(openCallAt('', 15)).toBeNull();
    expect(openCallAt('SUM(', 15)?.name).toBe('SUM');
  });
});

describe('the tree of a text', () => {
  it('has the places of its parts', () => {
    const text = 'a  = ( b + "x" )';
    const tree = parseTree(text);
    expect(tree?.kind === 'chain' && text.slice(tree.rest[0]!.operand.start, tree.rest[0]!.operand.end)).toBe(
      '( b + "x" )',
    );
  });

  it('is none of what nests too deep, in bounded time', () => {
    expect(parseTree('('.repeat(10_000))).toBeNull();
    expect(parseTree(`${'NOT '.repeat(5000)}a`)).toBeNull();
    expect(parseTree('-'.repeat(100_000))).toBeNull();
  });
});
