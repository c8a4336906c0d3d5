import { z } from 'zod';
import { Role } from '#kernel/actor.ts';

const email = z.email('Write an e-mail address such as ada@example.com.').max(200);
const password = z.string().min(10, 'Use at least 10 characters.').max(200, 'Use at most 200 characters.');
const timeZone = z.string().max(60);

/** GET /api/v1/session */
export const SessionState = z.object({
  /** No owner yet: the dashboard shows the welcome page. */
  needsOwner: z.boolean(),
  user: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  workspace: z.object({ id: z.string(), name: z.string(), timeZone, role: Role }).nullable(),
});
export type SessionState = z.infer<typeof SessionState>;

/** POST /api/v1/owner: the first visit. Signs in and sets the session cookie. */
export const MakeOwner = z.strictObject({
  name: z.string().trim().min(1, 'Write your name.').max(80),
  email,
  password,
  workspaceName: z.string().trim().min(1).max(80).default('My studio'),
  timeZone: timeZone.default('UTC'),
});
export type MakeOwner = z.infer<typeof MakeOwner>;

/** POST /api/v1/sign-in ; POST /api/v1/sign-out ; POST /api/v1/sign-out-everywhere */
export const SignIn = z.strictObject({ email, password: z.string().min(1).max(200) });
export type SignIn = z.infer<typeof SignIn>;

/** PATCH /api/v1/workspace */
export const EditWorkspace = z.strictObject({
  name: z.string().trim().min(1).max(80).optional(),
  timeZone: timeZone.optional(),
});
export type EditWorkspace = z.infer<typeof EditWorkspace>;

/** GET /api/v1/sessions */
export const OpenSession = z.object({
  id: z.string(),
  current: z.boolean(),
  userAgent: z.string().nullable(),
  createdAt: z.string(),
  expiresAt: z.string(),
});
export const OpenSessions = z.object({ items: z.array(OpenSession) });
export type OpenSession = z.infer<typeof OpenSession>;

/** The answer to every refusal, RFC 9457 with our own `code`. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  hint: z.string().optional(),
  field: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof Problem>;
