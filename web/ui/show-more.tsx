import { Button } from './button.tsx';

interface ShowMoreProps {
  /** A paged list, as the data of a screen comes. */
  list: {
    readonly hasNextPage: boolean;
    readonly isFetchingNextPage: boolean;
    readonly fetchNextPage: () => unknown;
  };
  className?: string;
}

/** Fetches the next page of a list while there is one. */
export function ShowMore({ list, className = 'self-center' }: ShowMoreProps) {
  if (!list.hasNextPage) return null;
  return (
    <Button className={className} busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      Show more
    </Button>
  );
}
