import type { Delivery, Post } from '@ainfluencer/server/contract/publishing';
import { deliveryStateWords, postStateWords } from '#features/publishing/words.ts';
import { Badge } from '#ui/badge.tsx';

export function PostStateBadge({ state }: { state: Post['state'] }) {
  const { label, tone } = postStateWords[state];
  return <Badge tone={tone}>{label}</Badge>;
}

export function DeliveryStateBadge({ state }: { state: Delivery['state'] }) {
  const { label, tone } = deliveryStateWords[state];
  return <Badge tone={tone}>{label}</Badge>;
}
