import { bodyOf } from '../richText';

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;
const EVENT = /\son[a-z]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
const UNSEEN = /<(style|script)\b[\s\S]*?<\/\1\s*>/gi;

/** Headings of the sizes that there are, for those of others. */
const HEADINGS = [
  ['h1', 'h2'],
  ['h4, h5, h6', 'h3'],
] as const;

/** What was copied elsewhere, as the editor reads it: only its text comes along.
 *
 *  Styles and events never run in a document of its own, but the page's policy complains of each that is read. */
export function pasted(html: string): string {
  const body = bodyOf(html.replace(UNSEEN, '').replace(TAG, (tag) => tag.replace(EVENT, '')));
  body.querySelectorAll('script, style, img, svg, iframe, object, embed').forEach((one) => one.remove());
  for (const [names, name] of HEADINGS)
    body.querySelectorAll(names).forEach((one) => {
      const heading = body.ownerDocument.createElement(name);
      heading.append(...one.childNodes);
      one.replaceWith(heading);
    });
  return body.innerHTML;
}
