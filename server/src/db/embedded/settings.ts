import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How clients reach the server. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string }
  | { readonly kind: 'loopback'; readonly port: number; readonly password: string };

/** The port number of a Unix socket is only a part of its file name. */
export const socketPort = 5432;

/**
 * Settings of the built-in server: everything that guards committed data is on; memory is for one machine that also
 * draws pictures. Names and units: https://www.postgresql.org/docs/18/runtime-config.html
 */
function serverSettings(endpoint: Endpoint): Readonly<Record<string, string>> {
  return {
    listen_addresses: endpoint.kind === 'socket' ? '' : '127.0.0.1',
    port: String(endpoint.kind === 'socket' ? socketPort : endpoint.port),
    unix_socket_directories: endpoint.kind === 'socket' ? endpoint.folder : '',
    unix_socket_permissions: '0700',
    max_connections: '60',
    shared_buffers: '64MB',
    work_mem: '8MB',
    maintenance_work_mem: '64MB',
    huge_pages: 'off',
    // Three fewer processes than the default `worker`; the data fits the system's own cache.
    io_method: 'sync',
    max_worker_processes: '4',
    max_parallel_workers: '2',
    max_parallel_workers_per_gather: '1',
    autovacuum_max_workers: '2',
    autovacuum_worker_slots: '4',
    max_wal_senders: '2',
    max_replication_slots: '2',
    max_logical_replication_workers: '0',
    jit: 'off',
    random_page_cost: '1.1',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    wal_level: 'replica',
    min_wal_size: '80MB',
    max_wal_size: '512MB',
    idle_in_transaction_session_timeout: '5min',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    // `log` leaves out statement errors: they reach the caller, and could carry what people wrote into the file.
    log_min_messages: 'log',
    log_error_verbosity: 'terse',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
  };
}

/** A killed server still loses nothing with these; a power cut may. */
const scratchSettings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  max_wal_size: '2GB',
};

/** Writes the configuration of the server into its data folder, anew at each start, so that it is always ours. */
export async function writeSettings(pgData: string, endpoint: Endpoint, scratch: boolean): Promise<void> {
  const settings = { ...serverSettings(endpoint), ...(scratch ? scratchSettings : {}) };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'`);
  const access =
    endpoint.kind === 'socket'
      ? // Nobody but this user can enter the socket's folder.
        'local all all trust\nlocal replication all trust\n'
      : 'host all all 127.0.0.1/32 scram-sha-256\n';
  await writeFile(join(pgData, 'postgresql.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });
  await writeFile(join(pgData, 'pg_hba.conf'), access, { mode: 0o600 });
}
