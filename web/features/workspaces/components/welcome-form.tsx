'use client';
import { MakeOwner } from '@ainfluencer/server/contract/workspaces';
import { ArrowRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import { fieldError } from '#api/problem.ts';
import { useSession } from '#features/workspaces/data.ts';
import { useMakeOwner } from '#features/workspaces/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

const steps = [
  'Make a character: who, look and voice, with ready-made starting points.',
  'Have it draw, write and speak. The engines for that are built in.',
  'Approve a post and see it published on the rehearsal network, labelled as AI.',
];

export function WelcomeForm() {
  const router = useRouter();
  const session = useSession();
  const makeOwner = useMakeOwner();
  const [values, setValues] = useState({ name: '', email: '', password: '' });
  const [checked, setChecked] = useState(false);
  const needsOwner = session.data?.needsOwner;
  useEffect(() => {
    if (needsOwner === false) router.replace('/');
  }, [needsOwner, router]);

  const parsed = MakeOwner.safeParse({
    ...values,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC',
  });
  const problems = new Map(parsed.error?.issues.map((issue) => [String(issue.path[0]), issue.message]));
  const errorOf = (field: keyof typeof values) =>
    (checked ? problems.get(field) : undefined) ?? fieldError(makeOwner.error, field);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (parsed.success) makeOwner.mutate(parsed.data, { onSuccess: () => router.replace('/') });
  };
  const set = (field: keyof typeof values) => (event: { target: { value: string } }) =>
    setValues({ ...values, [field]: event.target.value });

  return (
    <>
      <h1 className="text-4xl font-semibold">Welcome to your studio</h1>
      <p className="mt-2 text-ink-soft">
        You are the first one here, so this makes you its owner. It takes a minute.
      </p>
      <form onSubmit={submit} noValidate className="mt-8 flex flex-col gap-4">
        <Field label="Your name" error={errorOf('name')}>
          {(props) => <Input {...props} autoComplete="name" value={values.name} onChange={set('name')} />}
        </Field>
        <Field label="E-mail" error={errorOf('email')} hint="Used to sign in. Nothing is sent to it.">
          {(props) => (
            <Input
              {...props}
              type="email"
              autoComplete="email"
              value={values.email}
              onChange={set('email')}
            />
          )}
        </Field>
        <Field label="Password" error={errorOf('password')} hint="At least 10 characters.">
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="new-password"
              value={values.password}
              onChange={set('password')}
            />
          )}
        </Field>
        {makeOwner.error && !errorOf('email') && !errorOf('password') && (
          <ProblemNote error={makeOwner.error} />
        )}
        <Button type="submit" look="primary" size="large" busy={makeOwner.isPending} className="mt-2">
          Open the studio <ArrowRight aria-hidden />
        </Button>
      </form>
      <section className="mt-10" aria-label="What happens next">
        <h2 className="text-sm font-semibold">What happens next</h2>
        <ol className="mt-3 flex flex-col gap-2.5 text-sm text-ink-soft">
          {steps.map((step, index) => (
            <li key={step} className="flex gap-3">
              <span className="tabular flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft text-xs font-semibold text-accent-ink">
                {index + 1}
              </span>
              {step}
            </li>
          ))}
        </ol>
      </section>
    </>
  );
}
