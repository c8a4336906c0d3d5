'use client';
import { X } from 'lucide-react';
import { AlertDialog, Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button, IconButton } from './button.tsx';
import { cx } from './cx.ts';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string | undefined;
  children: ReactNode;
  footer?: ReactNode;
  className?: string;
}

const overlay = 'fixed inset-0 z-50 bg-overlay animate-fade';

/** Focus goes to the panel, not to its first button, unless something inside asked for it. */
function focusPanel(event: Event) {
  const panel = event.currentTarget;
  if (!(panel instanceof HTMLElement) || panel.contains(document.activeElement)) return;
  event.preventDefault();
  panel.focus();
}

/** A click on a message above the panel, such as its Undo, is meant for the message: the panel stays. */
function keepForToast(event: CustomEvent<{ originalEvent: Event }>) {
  const { target } = event.detail.originalEvent;
  if (target instanceof Element && target.closest('[data-sonner-toaster]')) event.preventDefault();
}

function Head({ title, description }: { title: string; description?: string | undefined }) {
  return (
    <header className="flex items-start justify-between gap-4 px-5 pt-5 pb-3 sm:px-6">
      <div>
        <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
        {description ? (
          <Radix.Description className="mt-0.5 text-sm text-ink-soft">{description}</Radix.Description>
        ) : (
          <Radix.Description className="sr-only">{title}</Radix.Description>
        )}
      </div>
      <Radix.Close asChild>
        <IconButton label="Close" size="small" className="-mr-1.5">
          <X />
        </IconButton>
      </Radix.Close>
    </header>
  );
}

/** What both kinds of panel are: a head, a body that scrolls, a foot that stays. */
function Panel({ open, onOpenChange, title, description, children, footer, className }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          tabIndex={-1}
          onOpenAutoFocus={focusPanel}
          onInteractOutside={keepForToast}
          className={cx(
            'fixed z-50 flex flex-col border-line bg-surface shadow-lift focus:outline-none',
            className,
          )}
        >
          <Head title={title} description={description} />
          <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-6 sm:px-6">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-4 sm:px-6">
              {footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A centred panel; rises from the bottom edge on phones. */
export function Dialog({ className, ...rest }: DialogProps) {
  const place =
    'inset-x-0 bottom-0 max-h-[92dvh] animate-slide-up rounded-t-2xl border sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[min(34rem,calc(100vw-2rem))] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:animate-fade sm:rounded-2xl';
  return <Panel className={cx(place, className)} {...rest} />;
}

/** A panel at the right edge; the whole width on phones. */
export function Sheet({ className, ...rest }: DialogProps) {
  return (
    <Panel
      className={cx('inset-y-0 right-0 w-full animate-slide-left border-l sm:w-[30rem]', className)}
      {...rest}
    />
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  confirm: string;
  onConfirm: () => void;
  danger?: boolean;
}

/** Asked only before what cannot be undone. */
export function Confirm({
  open,
  onOpenChange,
  title,
  description,
  confirm,
  onConfirm,
  danger = true,
}: ConfirmProps) {
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlay} />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 w-[min(28rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 animate-fade rounded-2xl border border-line bg-surface p-6 shadow-lift focus:outline-none">
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-sm text-ink-soft">
            {description}
          </AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Keep as it is</Button>
            </AlertDialog.Cancel>
            <AlertDialog.Action asChild>
              <Button look={danger ? 'danger' : 'primary'} onClick={onConfirm}>
                {confirm}
              </Button>
            </AlertDialog.Action>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
