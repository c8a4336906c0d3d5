import type { NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '#config/config.ts';
import type { Vault } from '#config/vault.ts';
import type { EventHub } from '#db/event-hub.ts';
import type { Engines } from '#engines/engine.ts';
import type { EngineRegistry } from '#engines/registry.ts';
import type { LiveEvent } from '#features/activities/contract.ts';
import type { JobQueue } from '#jobs/queue.ts';
import type { Actor, Role } from '#kernel/actor.ts';
import type { WorkspaceId } from '#kernel/ids.ts';
import type { BlobStore } from '#media/blob-store.ts';
import type { MediaTools } from '#media/media-tools.ts';
import type { PlatformRegistry } from '#platforms/registry.ts';
import type { RehearsalNetwork } from '#platforms/simulators/network.ts';

export type Database = NodePgDatabase;

/** Named moments of the delivery ledger, told to `onLedgerStep`: the fault matrix ends the process there. */
export type LedgerStep = 'prepared' | 'remembered' | 'sending' | 'answered' | 'settled';

/** What a process has, made once by `compose.ts`. */
export interface AppContext {
  readonly config: Config;
  readonly log: Logger;
  readonly pool: Pool;
  readonly db: Database;
  readonly jobs: JobQueue;
  readonly events: EventHub;
  readonly files: BlobStore;
  readonly vault: Vault;
  readonly media: MediaTools;
  /** Built in: always there. */
  readonly engines: Engines;
  /** What people connected, by instance; who makes what is chosen in the engines feature. */
  readonly connected: EngineRegistry;
  readonly platforms: PlatformRegistry;
  readonly rehearsal: RehearsalNetwork;
  readonly now: () => Date;
  readonly onLedgerStep: (step: LedgerStep) => Promise<void>;
}

/** The same in somebody's name, within one workspace; every verb takes one. */
export interface Ctx extends AppContext {
  readonly workspaceId: WorkspaceId;
  readonly actor: Actor;
  readonly role: Role;
  /** Tells the dashboards of this workspace; inside a transaction, once it has committed. */
  readonly emit: (event: LiveEvent) => void;
  /** Whether `db` is already a transaction. */
  readonly transactional: boolean;
}

/** A context in the product's own name, for a job. */
export function asSystem(app: AppContext, workspaceId: WorkspaceId, job: string): Ctx {
  return inNameOf(app, workspaceId, { kind: 'system', job }, 'owner');
}

/** A context in somebody's name. */
export function inNameOf(app: AppContext, workspaceId: WorkspaceId, actor: Actor, role: Role): Ctx {
  return {
    ...app,
    workspaceId,
    actor,
    role,
    emit: (event) => app.events.publish(workspaceId, event),
    transactional: false,
  };
}
