'use client';
import type { HandOffSettings as Saved } from '@ainfluencer/server/contract/hand-off';
import { useState } from 'react';
import { useHandOffSettings, useSaveHandOffSettings, useTestMessage } from '#features/hand-off/data.ts';
import { Button } from '#ui/button.tsx';
import { Card, Section } from '#ui/card.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';
import { Skeleton } from '#ui/skeleton.tsx';
import { Switch } from '#ui/switch.tsx';
import { say } from '#ui/toast.ts';

/** How early packages are made, and where their links are sent to. */
export function HandOffSettings() {
  const settings = useHandOffSettings();
  return (
    <Section title="Posting by hand" hint="For accounts that a person posts on.">
      {settings.error && <ProblemNote error={settings.error} onRetry={() => void settings.refetch()} />}
      {settings.isPending && <Skeleton className="h-40" />}
      {settings.data && <SettingsForm key={JSON.stringify(settings.data)} saved={settings.data} />}
    </Section>
  );
}

function SettingsForm({ saved }: { saved: Saved }) {
  const save = useSaveHandOffSettings();
  const test = useTestMessage();
  const [lead, setLead] = useState(String(saved.leadMinutes));
  const [sends, setSends] = useState(saved.telegram !== null);
  const [chatId, setChatId] = useState(saved.telegram?.chatId ?? '');
  const [botToken, setBotToken] = useState('');
  const leadMinutes = Number(lead);
  const telegram = sends ? { chatId, botToken, rehearsal: saved.telegram?.rehearsal ?? false } : null;
  return (
    <Card>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ leadMinutes, telegram }, { onSuccess: () => say('Saved.') });
        }}
      >
        <Field label="Minutes before its time" hint="When the package of a post is made ready. 0 to 1,440.">
          {(props) => (
            <Input
              {...props}
              type="number"
              min={0}
              max={1440}
              required
              value={lead}
              onChange={(event) => setLead(event.target.value)}
              className="max-w-32"
            />
          )}
        </Field>
        <Switch
          label="Send the link by Telegram"
          hint="A bot of yours writes to you when a package is ready, and when it is late."
          checked={sends}
          onChange={setSends}
        />
        {sends && (
          <div className="grid gap-5 sm:grid-cols-2">
            <Field
              label="Bot token"
              hint={
                saved.telegram ? 'Kept. Leave empty to keep it.' : 'BotFather gives it when you make a bot.'
              }
            >
              {(props) => (
                <Input
                  {...props}
                  type="password"
                  autoComplete="off"
                  value={botToken}
                  onChange={(event) => setBotToken(event.target.value)}
                />
              )}
            </Field>
            <Field label="Chat" hint="Your own number or the group’s, after you wrote to the bot once.">
              {(props) => (
                <Input
                  {...props}
                  required
                  value={chatId}
                  onChange={(event) => setChatId(event.target.value)}
                />
              )}
            </Field>
          </div>
        )}
        {(save.error ?? test.error) && <ProblemNote error={save.error ?? test.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" busy={save.isPending}>
            Save
          </Button>
          {saved.telegram && (
            <Button
              busy={test.isPending}
              onClick={() => test.mutate(undefined, { onSuccess: () => say('Sent. Look at your phone.') })}
            >
              Send a test message
            </Button>
          )}
        </div>
      </form>
    </Card>
  );
}
