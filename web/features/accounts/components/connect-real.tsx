'use client';
import type { PlatformInfo } from '@ainfluencer/server/contract/accounts';
import { Copy, ExternalLink, LogIn } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useRedirectUrl, useRegistrations } from '#features/accounts/data.ts';
import { useBeginSignIn, useConnectAccount, useReconnectAccount } from '#features/accounts/mutations.ts';
import { Button, IconButton } from '#ui/button.tsx';
import { copyText } from '#ui/copy-text.ts';
import { ProblemNote } from '#ui/problem-note.tsx';
import { WrittenText } from '#ui/written-text.tsx';
import { ConnectFields, type Draft, filled, isFilled } from './connect-fields.tsx';

interface ConnectRealProps {
  platform: PlatformInfo;
  characterId: string;
  /** The account that is connected again. */
  again?: string;
  draft: Draft;
  onDraft: (draft: Draft) => void;
  onDone: (accountId: string) => void;
}

/** The real account, step by step: what to create there, then sign in or paste. */
export function ConnectReal(props: ConnectRealProps) {
  const { platform } = props;
  const [pasting, setPasting] = useState(platform.oauth === null);
  return (
    <section aria-label="Live" className="flex flex-col gap-6">
      <Prepare platform={platform} />
      {platform.oauth && !pasting ? (
        <Step number={2} title={`Sign in at ${platform.name}`}>
          <SignInForm {...props} oauth={platform.oauth} />
          {platform.connect.length > 0 && (
            <Button size="small" look="ghost" className="-ml-3 self-start" onClick={() => setPasting(true)}>
              Paste a token instead
            </Button>
          )}
        </Step>
      ) : (
        <Step number={2} title="Enter what it gave you">
          <PasteForm {...props} />
          {platform.oauth && (
            <Button size="small" look="ghost" className="-ml-3 self-start" onClick={() => setPasting(false)}>
              Sign in instead
            </Button>
          )}
        </Step>
      )}
    </section>
  );
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <div className="flex gap-4 rounded-2xl border border-line bg-surface p-4 shadow-soft sm:p-5">
      <span
        aria-hidden
        className="tabular flex size-8 shrink-0 items-center justify-center rounded-full bg-accent-soft text-sm font-semibold text-accent-ink"
      >
        {number}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <h2 className="pt-1 font-semibold">{title}</h2>
        {children}
      </div>
    </div>
  );
}

function Prepare({ platform }: { platform: PlatformInfo }) {
  const redirectUrl = useRedirectUrl();
  return (
    <Step number={1} title={`Prepare it at ${platform.name}`}>
      <ol className="flex flex-col gap-3 text-sm text-ink-soft">
        {platform.setUp.map(({ text, url }) => (
          <li key={text}>
            {text}{' '}
            {url && (
              <a
                href={url}
                target="_blank"
                rel="noreferrer"
                className="inline-flex items-center gap-1 font-medium text-accent-ink hover:underline"
              >
                Open <ExternalLink className="size-3.5" aria-hidden />
                <span className="sr-only">{url} in a new tab</span>
              </a>
            )}
          </li>
        ))}
      </ol>
      {platform.oauth && redirectUrl && (
        <div>
          <p className="mb-1.5 text-sm font-medium">Redirect address for the app there</p>
          <div className="flex items-center gap-2 rounded-xl bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 font-mono text-xs break-all">{redirectUrl}</code>
            <IconButton
              label="Copy the redirect address"
              size="small"
              onClick={() => void copyText(redirectUrl)}
            >
              <Copy />
            </IconButton>
          </div>
          {redirectUrl.startsWith('http://') && (
            <p className="mt-1.5 text-[13px] text-ink-faint">
              Some platforms take https addresses only: set AINFLUENCER_URL to this studio’s public address.
            </p>
          )}
        </div>
      )}
      {platform.oauth && platform.oauth.scopes.length > 0 && (
        <div>
          <p className="mb-1.5 text-sm font-medium">Permissions it asks for</p>
          <ul className="flex flex-wrap gap-1.5">
            {platform.oauth.scopes.map((scope) => (
              <li key={scope} className="rounded-lg bg-sunken px-2 py-1 font-mono text-xs break-all">
                {scope}
              </li>
            ))}
          </ul>
        </div>
      )}
      {platform.guide.length > 0 && (
        <details className="text-sm text-ink-soft">
          <summary className="font-medium text-ink">Good to know</summary>
          <ul className="mt-2 list-disc pl-5 [&>li]:mt-1">
            {platform.guide.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <p className="text-[13px] text-ink-faint">
        {platform.nativeAiLabel ? (
          `Posts carry ${platform.name}'s own AI label.`
        ) : (
          <>
            {platform.name} has no AI label of its own, so the words “
            <WrittenText text={platform.disclosureSuffix.trim()} />” are added to each post.
          </>
        )}{' '}
        {platform.verifiedLive === null &&
          'Not yet seen working against the real platform: check it on the account’s page afterwards.'}
      </p>
    </Step>
  );
}

function SignInForm({
  platform,
  characterId,
  again,
  draft,
  onDraft,
  oauth,
}: ConnectRealProps & { oauth: NonNullable<PlatformInfo['oauth']> }) {
  const registrations = useRegistrations();
  const signIn = useBeginSignIn();
  const known = registrations.data?.items.find((one) => one.platform === platform.id);
  const kept = known?.fields.map(({ name }) => name) ?? [];
  const shown = Object.fromEntries(known?.fields.map(({ name, value }) => [name, value ?? '']) ?? []);
  const values = { ...shown, ...draft };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        signIn.mutate({
          mode: 'live',
          platform: platform.id,
          characterId,
          fields: filled(oauth.fields, values),
          ...(again && { accountId: again }),
        });
      }}
    >
      {known && (
        <p className="text-[13px] text-ink-faint">
          Your app registration is remembered. You can sign in at once.
        </p>
      )}
      <ConnectFields
        fields={oauth.fields}
        values={values}
        onChange={onDraft}
        error={signIn.error}
        kept={kept}
      />
      {signIn.error && <ProblemNote error={signIn.error} />}
      <Button
        type="submit"
        look="primary"
        className="self-start"
        disabled={!isFilled(oauth.fields, values, kept)}
        busy={signIn.isPending}
      >
        <LogIn aria-hidden /> Sign in at {platform.name}
      </Button>
    </form>
  );
}

function PasteForm({ platform, characterId, again, draft, onDraft, onDone }: ConnectRealProps) {
  const connect = useConnectAccount();
  const reconnect = useReconnectAccount();
  const { error, isPending } = again ? reconnect : connect;
  const send = () => {
    const fields = filled(platform.connect, draft);
    const onSuccess = ({ id }: { id: string }) => onDone(id);
    if (again) reconnect.mutate({ id: again, fields }, { onSuccess });
    else connect.mutate({ mode: 'live', characterId, platform: platform.id, fields }, { onSuccess });
  };
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ConnectFields fields={platform.connect} values={draft} onChange={onDraft} error={error} />
      {error && <ProblemNote error={error} />}
      <Button
        type="submit"
        look="primary"
        className="self-start"
        disabled={!isFilled(platform.connect, draft)}
        busy={isPending}
      >
        Connect {platform.name}
      </Button>
    </form>
  );
}
