'use client';
import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Toaster } from 'sonner';
import { makeQueryClient } from '#api/query-client.ts';
import { TooltipProvider } from '#ui/tooltip.tsx';
import { useTheme } from './theme.ts';

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <TooltipProvider delayDuration={350}>
        {children}
        <Toasts />
      </TooltipProvider>
    </QueryClientProvider>
  );
}

function Toasts() {
  const theme = useTheme();
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      closeButton
      offset={20}
      mobileOffset={{ bottom: 84 }}
      toastOptions={{
        // A panel takes the pointer from the rest of the page; messages lie above it and keep theirs.
        className: 'pointer-events-auto',
        style: {
          background: 'var(--raised)',
          color: 'var(--ink)',
          border: '1px solid var(--line)',
          borderRadius: 14,
          fontFamily: 'var(--font-sans)',
        },
        classNames: { description: '!text-ink-soft', actionButton: '!bg-accent !text-accent-contrast' },
      }}
    />
  );
}
