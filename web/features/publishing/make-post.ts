'use client';
import { Accounts } from '@ainfluencer/server/contract/accounts';
import { Asset } from '@ainfluencer/server/contract/library';
import { Post } from '@ainfluencer/server/contract/publishing';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { api } from '#api/client.ts';
import { sayError } from '#ui/toast.ts';

interface Beginning {
  characterId: string;
  assetId?: string | undefined;
  caption?: string;
  hashtags?: readonly string[];
}

/** Begins a post with a picture or a caption, aimed at all the character's accounts, and opens it. */
export function useMakePost() {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: async ({ characterId, assetId, caption = '', hashtags = [] }: Beginning) => {
      const [accounts, asset] = await Promise.all([
        api.get('/accounts', Accounts, { characterId }),
        assetId ? api.get(`/assets/${assetId}`, Asset) : null,
      ]);
      return api.post('/posts', Post, {
        characterId,
        caption,
        hashtags,
        media: asset ? [{ assetId: asset.id, altText: asset.altText }] : [],
        accountIds: accounts.items.map((account) => account.id),
      });
    },
    onSuccess: (post) => {
      client.setQueryData(['posts', 'one', post.id], post);
      void client.invalidateQueries({ queryKey: ['posts', 'list'] });
      router.push(`/posts/${post.id}`);
    },
    onError: sayError,
  });
}
