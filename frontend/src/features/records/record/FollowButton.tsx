import { BellFilled, BellOutlined } from '@ant-design/icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '@/api/client';
import type { Follow } from '@/api/types';
import { Button, toast, useProblemText } from '@/ui';
import { listWords } from '../list/listWords';

export interface FollowButtonProps {
  app: string;
  entity: string;
  record: string;
}

/** Be told of what others change on a record and say about it. */
export function FollowButton({ app, entity, record }: FollowButtonProps) {
  const t = listWords.use();
  const client = useQueryClient();
  const problemText = useProblemText();
  const [busy, setBusy] = useState(false);
  const queryKey = ['follows', app, entity, record];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api.get<{ items: Follow[] }>('/follows', { signal, query: { app, entity, record } }),
    staleTime: 60_000,
  });
  const follow = data?.items[0];
  const toggle = async () => {
    setBusy(true);
    try {
      if (follow) await api.delete(`/follows/${follow.id}`);
      else await api.post('/follows/record', { app, entity, record });
      await client.invalidateQueries({ queryKey });
      toast(t(follow ? 'unfollowed' : 'followed'));
    } catch (problem) {
      toast(problemText(problem), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      look="quiet"
      icon={follow ? <BellFilled /> : <BellOutlined />}
      aria-label={t(follow ? 'unfollow' : 'follow')}
      aria-pressed={follow !== undefined}
      busy={busy}
      onClick={() => void toggle()}
    />
  );
}
