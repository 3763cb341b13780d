import { useQuery } from '@tanstack/react-query';
import type { MentionProps } from 'antd';
import { useRef, useState } from 'react';
import { api } from '@/api/client';
import { keys, recordsPath } from '@/api/queries';
import type { Readers, TimelineItem } from '@/api/types';
import { sentences } from '@/i18n/lists';
import { Button, toast, useDebounced, useProblemText } from '@/ui';
import { lazyControl } from '@/ui/lazyControl';
import { words } from '../words';
import css from './timeline.module.css';

const Mentions = lazyControl<MentionProps>(() =>
  import('@/ui/antd/mentions').then((module) => module.Mentions as never),
);

type PersonSummary = Readers['items'][number];

export interface CommentBoxProps {
  app: string;
  entity: string;
  id: string;
  onSent: () => void;
}

/** What stands between the last @ and the cursor; an input method writes it without a key that could be heard. */
function wantedIn(text: string): string | null {
  const element = document.activeElement;
  const caret = element instanceof HTMLTextAreaElement ? element.selectionStart : text.length;
  return /@([^@\s]*)$/.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those whom the letters after the @ mean: by the name at once, by pinyin as soon as the server has told. */
function meantBy(query: string, people: PersonSummary[], told: boolean): PersonSummary[] {
  const wanted = query.toLowerCase();
  const named = people.filter(({ name }) => name.toLowerCase().includes(wanted));
  const others = told && !/[^\x20-\x7e]/.test(query) ? people.filter((one) => !named.includes(one)) : [];
  return [...named, ...others];
}

/** Those who may read a record, whom some letters mean. */
function useReaders(app: string, entity: string, id: string, search: string, enabled: boolean) {
  return useQuery({
    queryKey: [...keys.record(app, entity, id), 'readers', search],
    queryFn: ({ signal }) =>
      api.get<Readers>(recordsPath(app, entity, `/${id}/readers`), { signal, query: { search } }),
    select: ({ items }) => items,
    enabled,
    staleTime: 60_000,
    placeholderData: (before) => before,
  });
}

/** A comment with @mentions; Ctrl-Enter sends it. */
export function CommentBox({ app, entity, id, onSent }: CommentBoxProps) {
  const t = words.use();
  const problemText = useProblemText();
  const [text, setText] = useState('');
  const [query, setQuery] = useState<string | null>(null);
  const [mentioned, setMentioned] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const asked = useDebounced(query ?? '', 150);
  const { data: answer, isPlaceholderData } = useReaders(app, entity, id, asked, query !== null);
  const told = answer !== undefined && !isPlaceholderData && asked === query;
  const people = meantBy(query ?? '', answer ?? [], told);

  const send = async () => {
    const body = text.trim();
    if (!body || busy) return;
    setBusy(true);
    const mentions = Object.entries(mentioned)
      .filter(([name]) => body.includes(`@${name}`))
      .map(([, person]) => person);
    try {
      const sent = await api.post<TimelineItem>(recordsPath(app, entity, `/${id}/comments`), {
        text: body,
        mentions,
      });
      for (const { message, hint } of sent.warnings ?? []) toast(sentences([message, hint]), { bad: true });
      setText('');
      setMentioned({});
      onSent();
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };

  return (
    <div ref={box} className={css.commentBox}>
      <Mentions
        value={text}
        autoSize={{ minRows: text ? 3 : 1, maxRows: 8 }}
        placeholder={t('commentPlaceholder')}
        aria-label={t('comment')}
        onChange={(value) => {
          setText(value);
          setQuery(wantedIn(value));
        }}
        onSearch={(value) => setQuery(wantedIn(text) ?? value)}
        onSelect={(option) => {
          const person = people.find((found) => found.name === option.value);
          if (person) setMentioned({ ...mentioned, [person.name]: person.id });
        }}
        options={people.map((person) => ({ key: person.id, value: person.name, label: person.name }))}
        filterOption={false}
        notFoundContent={told ? t('nobodyToMention') : null}
        // Ant Design's mentions do not ask the provider: a drawer lies above whatever hangs on the page itself.
        getPopupContainer={() => box.current?.closest('dialog') ?? document.body}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
        }}
      />
      {text.trim() && (
        <span>
          <Button small look="primary" busy={busy} onClick={() => void send()}>
            {t('send')}
          </Button>
        </span>
      )}
    </div>
  );
}
