/** The words of rich text as the server reads them, and plain words as rich text. */

const BLOCKS = new Set(['p', 'h2', 'h3', 'ul', 'ol', 'li', 'blockquote', 'pre', 'table', 'tr']);
const CELLS = new Set(['td', 'th']);

/** The words of safe HTML: a line for each block, a tab between cells. */
export function wordsOf(html: string): string {
  const lines = [''];
  const last = () => lines[lines.length - 1] ?? '';
  const put = (text: string) => {
    lines[lines.length - 1] = last() + text;
  };
  const line = () => {
    if (last().trim()) lines.push('');
  };
  const walk = (node: Node, literal: boolean): void => {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = (node.nodeValue ?? '').replaceAll('\u00a0', ' ');
      if (literal) {
        const [first = '', ...others] = text.split('\n');
        put(first);
        lines.push(...others);
        return;
      }
      const words = text.replace(/[ \t\r\n\f]+/g, ' ');
      put(/(^|[ \t])$/.test(last()) ? words.replace(/^ +/, '') : words);
      return;
    }
    const tag = node.nodeName.toLowerCase();
    if (tag === 'br') lines.push('');
    if (BLOCKS.has(tag)) line();
    if (CELLS.has(tag) && last()) put('\t');
    node.childNodes.forEach((child) => walk(child, literal || tag === 'pre'));
    if (BLOCKS.has(tag)) line();
  };
  walk(bodyOf(html), false);
  return lines
    .map((one) => one.trimEnd())
    .join('\n')
    .trim();
}

/** Plain words as rich text: a paragraph for each line; nothing is nothing. */
export function htmlOf(words: string): string | null {
  const text = words.trim();
  if (!text) return null;
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `<p>${escaped(line.trim())}</p>`)
    .join('');
}

/** HTML as elements of a document of its own: nothing in it runs, nothing is fetched. */
export function bodyOf(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
