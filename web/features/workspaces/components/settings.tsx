'use client';
import { CircleCheck, CircleX, Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { HandOffSettings } from '#features/hand-off/components/hand-off-settings.tsx';
import { useSystemHealth } from '#features/system/data.ts';
import { useOpenSessions, useSession } from '#features/workspaces/data.ts';
import { useEditWorkspace, useSignOut } from '#features/workspaces/mutations.ts';
import { setTheme, useTheme } from '#shell/theme.ts';
import { Ago } from '#ui/ago.tsx';
import { Badge } from '#ui/badge.tsx';
import { Button } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { Confirm } from '#ui/dialog.tsx';
import { Field, Input } from '#ui/field.tsx';
import { Page } from '#ui/page.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Select } from '#ui/select.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Segmented } from '#ui/tabs.tsx';
import { timeZones, zoneName } from '#ui/time.ts';
import { say, sayError } from '#ui/toast.ts';

export function Settings() {
  return (
    <Page title="Settings" className="max-w-4xl gap-10">
      <WorkspaceSettings />
      <ThemeSettings />
      <HandOffSettings />
      <Health />
      <Sessions />
    </Page>
  );
}

function WorkspaceSettings() {
  const workspace = useSession().data?.workspace;
  const edit = useEditWorkspace();
  const [name, setName] = useState<string>();
  if (!workspace) return <Skeleton className="h-40" />;
  return (
    <Section title="Workspace">
      <Card className="grid gap-5 sm:grid-cols-2">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (name?.trim()) edit.mutate({ name: name.trim() }, { onSuccess: () => say('Name saved.') });
          }}
          className="flex items-end gap-2"
        >
          <Field label="Name" className="flex-1">
            {(props) => (
              <Input
                {...props}
                maxLength={80}
                value={name ?? workspace.name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {name !== undefined && name.trim() !== '' && name !== workspace.name && (
            <Button type="submit" busy={edit.isPending} className="h-11">
              Save
            </Button>
          )}
        </form>
        <Field label="Time zone" hint="The calendar's times, and the usual zone of new characters.">
          {(props) => (
            <Select
              id={props.id}
              value={workspace.timeZone}
              onChange={(timeZone) => edit.mutate({ timeZone }, { onSuccess: () => say('Time zone saved.') })}
              choices={[...new Set([workspace.timeZone, ...timeZones()])].map((zone) => ({
                value: zone,
                label: zoneName(zone),
              }))}
            />
          )}
        </Field>
        {edit.error && <ProblemNote error={edit.error} className="sm:col-span-2" />}
      </Card>
    </Section>
  );
}

function ThemeSettings() {
  const theme = useTheme();
  return (
    <Section title="Theme">
      <Segmented
        label="Theme"
        value={theme}
        onChange={setTheme}
        className="self-start"
        choices={[
          { value: 'system', label: 'System', icon: <Monitor aria-hidden /> },
          { value: 'light', label: 'Light', icon: <Sun aria-hidden /> },
          { value: 'dark', label: 'Dark', icon: <Moon aria-hidden /> },
        ]}
      />
    </Section>
  );
}

function Health() {
  const health = useSystemHealth();
  return (
    <Section title="Health" hint="What works, and what to do where something does not.">
      {health.error && <ProblemNote error={health.error} onRetry={() => void health.refetch()} />}
      {health.isPending && <Skeleton className="h-32" />}
      {health.data && (
        <Card>
          <ul className="divide-y divide-line">
            {health.data.checks.map((check) => (
              <li key={check.name} className="flex items-start gap-3 py-2.5 text-sm first:pt-0 last:pb-0">
                {check.ok ? (
                  <CircleCheck className="mt-0.5 size-4.5 shrink-0 text-good" aria-label="Works" />
                ) : (
                  <CircleX className="mt-0.5 size-4.5 shrink-0 text-bad" aria-label="Does not work" />
                )}
                <span className="min-w-0">
                  <span className="font-medium">{check.name}</span>
                  <span className="block text-ink-soft">{check.summary}</span>
                  {check.remedy && <span className="block text-warn">{check.remedy}</span>}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Section>
  );
}

/** "Chrome on Linux", as far as a user agent tells. */
function browserOf(userAgent: string | null): string {
  if (!userAgent) return 'Unknown browser';
  const browser = ['Edg', 'Firefox', 'Chrome', 'Safari'].find((name) => userAgent.includes(name));
  const system = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux'].find((name) =>
    userAgent.includes(name),
  );
  return `${browser === 'Edg' ? 'Edge' : (browser ?? 'A browser')}${system ? ` on ${system === 'Mac OS' ? 'macOS' : system}` : ''}`;
}

function Sessions() {
  const sessions = useOpenSessions();
  const signOut = useSignOut();
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Where you are signed in"
      action={
        <Button size="small" onClick={() => setAsking(true)}>
          Sign out everywhere
        </Button>
      }
    >
      {sessions.error && <ProblemNote error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && <Skeleton className="h-20" />}
      <Card>
        <ul className="divide-y divide-line">
          {sessions.data?.items.map((session) => (
            <li
              key={session.id}
              className="flex items-center justify-between gap-3 py-2.5 text-sm first:pt-0 last:pb-0"
            >
              <span>
                <span className="font-medium">{browserOf(session.userAgent)}</span>
                <span className="block text-[13px] text-ink-faint">
                  Since <Ago at={session.createdAt} />
                </span>
              </span>
              {session.current && <Badge tone="good">This one</Badge>}
            </li>
          ))}
        </ul>
      </Card>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title="Sign out everywhere?"
        description="Every browser and device signed in as you has to sign in again, this one too. Scheduled deliveries go on."
        confirm="Sign out everywhere"
        onConfirm={() => signOut.mutate('everywhere', { onError: sayError })}
      />
    </Section>
  );
}
