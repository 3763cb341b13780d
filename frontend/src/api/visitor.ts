/**
 * Whether the page was sent to a browser without a session. The server says so in the page, which spares a visitor
 * a question that can only be refused; where nothing is said, it is asked.
 */
const mark = () => document.querySelector<HTMLMetaElement>('meta[name=visitor]');

export const isVisitor = () => mark()?.content === 'yes';

/** A session was opened: the page says no longer who asked for it. */
export const sessionOpened = () => mark()?.remove();
