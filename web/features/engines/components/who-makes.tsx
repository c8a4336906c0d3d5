import type { EngineRoute } from '@ainfluencer/server/contract/engines';
import { Cpu } from 'lucide-react';
import Link from 'next/link';
import type { MediumChoice } from '#features/generation/media.ts';
import { cx } from '#ui/cx.ts';

/** Talking clips and moving stills are always made here, and a voice belongs to its engine: nothing to choose. */
const routed: Partial<Record<MediumChoice, EngineRoute['medium']>> = {
  picture: 'image',
  caption: 'text',
  animated: 'video',
};

/** Which engine will do what is asked, before it is asked. */
export function WhoMakes({
  choice,
  routes,
}: {
  choice: MediumChoice;
  routes: readonly EngineRoute[] | undefined;
}) {
  const medium = routed[choice];
  const route = routes?.find((one) => one.medium === medium);
  if (!route) return null;
  const isInTrouble = route.by === 'waiting' || route.by === 'nobody';
  return (
    <p className={cx('flex items-center gap-2 text-[13px]', isInTrouble ? 'text-warn' : 'text-ink-faint')}>
      <Cpu className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0">
        {route.by === 'builtin' ? 'Made here, by the built-in engine' : route.now}
        {' · '}
        <Link href="/engines" className="font-medium underline-offset-2 hover:underline">
          Engines
        </Link>
      </span>
    </p>
  );
}
