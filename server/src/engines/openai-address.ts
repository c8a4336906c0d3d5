import { isIP } from 'node:net';
import type { EngineInstance } from './connected-engine.ts';

/** `http://127.0.0.1:1234` and `http://127.0.0.1:1234/v1` are the same server: the API lies under `/v1`. */
export function apiAddress(address: string): string {
  const bare = address.replace(/\/+$/, '');
  const path = URL.parse(bare)?.pathname ?? '/';
  return path === '/' ? `${bare}/v1` : bare;
}

/** Whether an address lies outside one's own machine and network: a public name or number. */
export function isPublicAddress(address: string): boolean {
  const host = (URL.parse(address)?.hostname ?? '').replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(host) === 4) {
    const [a = 0, b = 0] = host.split('.').map(Number);
    const isPrivate =
      a === 10 || a === 127 || a === 0 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
    // 100.64.0.0/10 is shared address space, which private overlay networks use.
    return !isPrivate && !(a === 100 && b >= 64 && b <= 127) && !(a === 169 && b === 254);
  }
  if (isIP(host) === 6) return !/^(?:::1$|f[cd]|fe[89ab])/.test(host);
  // A name without a dot, or under one of the private endings, is in one's own network.
  return host.includes('.') && !/\.(?:local|lan|home|internal|localhost|home\.arpa|ts\.net)$/.test(host);
}

/** The key goes as a bearer token, as every server of this kind expects. */
export function bearer({ key }: Pick<EngineInstance, 'key'>): Record<string, string> {
  return key === undefined || key === '' ? {} : { authorization: `Bearer ${key}` };
}

/**
 * Whether work there is paid by use: on the public internet with a key, unless the person says whose machine it is.
 * Calls of such an instance are held by the monthly limit.
 */
export function isPaidPlace(
  { address, key }: Pick<EngineInstance, 'address' | 'key'>,
  hosted: 'auto' | 'yes' | 'no',
): boolean {
  if (hosted !== 'auto') return hosted === 'yes';
  return isPublicAddress(address) && key !== undefined && key !== '';
}
