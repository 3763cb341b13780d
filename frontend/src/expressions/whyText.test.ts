import { describe, expect, it } from 'vitest';
import { whyText } from './whyText';

const fault = (position: number, length = 1) => ({ code: 'x', message: '', position, length, hint: null });

describe('why a text is not shown as conditions', () => {
  it('is richer where it is right', () => {
    expect(whyText('LEN(name) > 3', [])).toEqual({ word: 'tooRich' });
  });
  it('is not finished where the fault lies behind its end', () => {
    expect(whyText('amount > ', [fault(8)])).toEqual({ word: 'textEnds', text: 'amount >' });
    expect(whyText('amount >', [fault(9)])).toEqual({ word: 'textEnds', text: 'amount >' });
  });
  it('is wrong at the piece that the fault names, counted in code points', () => {
    expect(whyText('"😀" = nme', [fault(6, 3)])).toEqual({ word: 'textWrong', text: 'nme' });
  });
});
