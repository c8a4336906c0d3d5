import { Compass } from 'lucide-react';
import { LinkButton } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center p-6">
      <EmptyState
        icon={Compass}
        title="There is no such page"
        action={
          <LinkButton href="/" look="primary">
            Go home
          </LinkButton>
        }
      >
        The address may be mistyped, or what stood here was removed.
      </EmptyState>
    </main>
  );
}
