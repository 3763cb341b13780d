import { createElement, Fragment, useMemo } from 'react';
import type { ReactNode } from 'react';
import { bodyOf } from './richText';
import css from './richText.module.css';

/** What rich text may consist of; anything else is not drawn, whatever it claims to be. */
const TAGS = new Set('p h2 h3 ul ol li blockquote pre code table tbody tr th td br strong em u s'.split(' '));
const LINK = /^(https?:|mailto:|tel:)/i;

function drawn(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.nodeValue;
  if (!(node instanceof Element)) return null;
  const tag = node.nodeName.toLowerCase();
  const inside = tag === 'br' ? undefined : [...node.childNodes].map(drawn);
  if (tag === 'a') {
    const href = node.getAttribute('href') ?? '';
    return LINK.test(href) ? (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {inside}
      </a>
    ) : (
      <Fragment key={key}>{inside}</Fragment>
    );
  }
  if (!TAGS.has(tag)) return null;
  const number = (name: string) => Number(node.getAttribute(name)) || undefined;
  const given =
    tag === 'td' || tag === 'th'
      ? { colSpan: number('colspan'), rowSpan: number('rowspan') }
      : tag === 'ol'
        ? { start: number('start') }
        : {};
  return createElement(tag, { key, ...given }, inside);
}

/** Rich text to read, without its editor. */
export function RichView({ html }: { html: string }) {
  const shown = useMemo(() => [...bodyOf(html).childNodes].map(drawn), [html]);
  return <div className={css.text}>{shown}</div>;
}
