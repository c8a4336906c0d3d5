'use client';
import { useRouter, useSearchParams } from 'next/navigation';
import { type FormEvent, useEffect, useState } from 'react';
import { useSession } from '#features/workspaces/data.ts';
import { useSignIn } from '#features/workspaces/mutations.ts';
import { Button } from '#ui/button.tsx';
import { Field, Input } from '#ui/field.tsx';
import { ProblemNote } from '#ui/problem-note.tsx';

/** Only paths of our own are followed after sign-in. */
function safeNext(next: string | null): string {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}

export function SignInForm() {
  const router = useRouter();
  const next = safeNext(useSearchParams().get('next'));
  const session = useSession().data;
  const signIn = useSignIn();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  useEffect(() => {
    if (session?.needsOwner) router.replace('/welcome');
    else if (session?.user) router.replace(next);
  }, [session, next, router]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email, password });
  };
  return (
    <>
      <h1 className="text-4xl font-semibold">Welcome back</h1>
      <p className="mt-2 text-ink-soft">Sign in to your studio.</p>
      <form onSubmit={submit} className="mt-8 flex flex-col gap-4">
        <Field label="E-mail">
          {(props) => (
            <Input
              {...props}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label="Password">
          {(props) => (
            <Input
              {...props}
              type="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        {signIn.error && <ProblemNote error={signIn.error} />}
        <Button type="submit" look="primary" size="large" busy={signIn.isPending} className="mt-2">
          Sign in
        </Button>
      </form>
    </>
  );
}
