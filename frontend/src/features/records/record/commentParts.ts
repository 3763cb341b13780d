/** A stretch of a comment: plain, the address of a page, or a person who is spoken to. */
export interface CommentPart {
  kind: 'plain' | 'link' | 'mention';
  text: string;
}

/** The signs that end a sentence, not the address before them. */
const TAIL = /[.,;:!?'"»]+$/;

/** An address as far as it goes: without the sentence's signs, and without a bracket that it does not open. */
function addressIn(found: string): string {
  const address = found.replace(TAIL, '');
  const [last, opens, closes] = [address.at(-1), address.split('(').length, address.split(')').length];
  return last === ')' && closes > opens ? addressIn(address.slice(0, -1)) : address;
}

/** A comment cut into what is shown in its own way; the parts together are the text, word for word. */
export function commentParts(text: string, mentions: string[]): CommentPart[] {
  // The longest first: "@Li Na" is not "@Li" and more.
  const names = mentions
    .filter(Boolean)
    .sort((one, other) => other.length - one.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const address = 'https?://[^\\s<>\\u3000-\\u303f\\uff00-\\uffef“”‘’]+';
  const wanted = new RegExp(names.length > 0 ? `${address}|@(?:${names.join('|')})` : address, 'gi');
  const parts: CommentPart[] = [];
  let done = 0;
  const add = (kind: CommentPart['kind'], part: string) => {
    if (part) parts.push({ kind, text: part });
    done += part.length;
  };
  for (const match of text.matchAll(wanted)) {
    add('plain', text.slice(done, match.index));
    const [found] = match;
    if (found.startsWith('@')) add('mention', found);
    else add('link', addressIn(found));
  }
  add('plain', text.slice(done));
  return parts;
}
