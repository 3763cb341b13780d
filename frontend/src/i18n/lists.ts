/** How parts are put together to one text: Chinese has marks of its own, and none between sentences. */
import { currentLanguage } from './index';

const joined = (parts: readonly (string | null | undefined)[], en: string, zh: string) =>
  parts.filter(Boolean).join(currentLanguage() === 'zh' ? zh : en);

/** Names of one kind: “A, B” and “A、B”. */
export const listed = (parts: readonly (string | null | undefined)[]) => joined(parts, ', ', '、');

/** Parts of one sentence: “a, b” and “a，b”. */
export const clauses = (parts: readonly (string | null | undefined)[]) => joined(parts, ', ', '，');

/** Groups that are lists themselves: “a, b; c” and “a、b；c”. */
export const parted = (parts: readonly (string | null | undefined)[]) => joined(parts, '; ', '；');

/** A sentence with its full stop, for another that follows. */
export const ended = (text: string) =>
  /[.!?…。！？；：:]["'”’」）)]*\s*$/.test(text) ? text : `${text}${currentLanguage() === 'zh' ? '。' : '.'}`;

/** Whole sentences one after the other; one that is followed has a full stop. */
export const sentences = (parts: readonly (string | null | undefined)[]) => {
  const said = parts.filter((part): part is string => Boolean(part));
  return joined(
    said.map((part, at) => (at < said.length - 1 ? ended(part) : part)),
    ' ',
    '',
  );
};

/** Sayings without a full stop of their own, one after the other. */
export const statements = (parts: readonly (string | null | undefined)[]) => joined(parts, '. ', '。');

const MARK = /[“”‘’（）《》、，。：；？！…]/;
const CHINESE = /[\u3400-\u9fff]/;

/** Words of one saying: “Lead is created” and “线索被创建”; Chinese has a space only beside Latin letters and digits. */
export const spaced = (...parts: readonly (string | null | undefined)[]) =>
  parts
    .filter((part): part is string => Boolean(part))
    .reduce((said, part) => {
      const sides = [said.at(-1) ?? '', part[0] ?? ''];
      const close =
        currentLanguage() === 'zh' &&
        (sides.some((side) => MARK.test(side)) || sides.every((side) => CHINESE.test(side)));
      return said + (close || !said ? '' : ' ') + part;
    }, '');

/** “Name: rest” and “名称：其余”. */
export const paired = (name: string, rest: string) => joined([name, rest], ': ', '：');

/** “name (more)” and “名称（更多）”. */
export const bracketed = (name: string, more: string) =>
  currentLanguage() === 'zh' ? `${name}（${more}）` : `${name} (${more})`;

/** “(what belongs together)” and “（属于一起的）”. */
export const enclosed = (text: string) => (currentLanguage() === 'zh' ? `（${text}）` : `(${text})`);
