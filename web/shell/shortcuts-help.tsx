'use client';
import { Dialog } from '#ui/dialog.tsx';
import { Kbd } from '#ui/kbd.tsx';
import { places } from './navigation.ts';
import { useShell } from './shell-store.ts';

const groups: readonly { title: string; keys: readonly (readonly [readonly string[], string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      [['⌘', 'K'], 'Search or do anything'],
      [['?'], 'This help'],
      [['Esc'], 'Close what is open'],
    ],
  },
  { title: 'Go to', keys: places.map((place) => [['g', place.key], place.label] as const) },
  {
    title: 'In review',
    keys: [
      [['j'], 'Next post'],
      [['k'], 'Post before'],
      [['a'], 'Approve'],
      [['c'], 'Request changes'],
      [['r'], 'Reject'],
      [['e'], 'Open in the editor'],
      [['z'], 'Undo the last decision'],
    ],
  },
  {
    title: 'In the calendar',
    keys: [
      [['t'], 'Today'],
      [['←', '→'], 'Earlier, later'],
      [['Space'], 'Pick up or put down the delivery in focus; arrows move it'],
    ],
  },
];

export function ShortcutsHelp() {
  const open = useShell((state) => state.help);
  const setOpen = useShell((state) => state.setHelp);
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      title="Keyboard shortcuts"
      className="sm:w-[min(46rem,calc(100vw-2rem))]"
    >
      <div className="grid gap-x-10 gap-y-6 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="mb-2 text-sm font-semibold">{group.title}</h3>
            <dl className="flex flex-col gap-1.5 text-sm">
              {group.keys.map(([keys, meaning]) => (
                <div key={meaning} className="flex items-center justify-between gap-4">
                  <dt className="text-ink-soft">{meaning}</dt>
                  <dd className="flex shrink-0 gap-1">
                    {keys.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
