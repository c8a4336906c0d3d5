import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '#shell/providers.tsx';
import { themeScript } from '#shell/theme-script.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'AInfluencer', template: '%s · AInfluencer' },
  description: 'A studio for openly AI-made characters.',
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#faf7f2' },
    { media: '(prefers-color-scheme: dark)', color: '#161310' },
  ],
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours that must run before the first paint. */}
        <script dangerouslySetInnerHTML={{ __html: themeScript }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
