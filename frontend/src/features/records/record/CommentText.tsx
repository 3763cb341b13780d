import { commentParts } from './commentParts';
import css from './timeline.module.css';

/** What somebody wrote: addresses can be followed, the people spoken to stand out. */
export function CommentText({ text, mentions }: { text: string; mentions: string[] }) {
  return (
    <>
      {commentParts(text, mentions).map((part, index) =>
        part.kind === 'link' ? (
          <a key={index} href={part.text} target="_blank" rel="noopener noreferrer">
            {part.text}
          </a>
        ) : part.kind === 'mention' ? (
          <span key={index} className={css.mention}>
            {part.text}
          </span>
        ) : (
          part.text
        ),
      )}
    </>
  );
}
