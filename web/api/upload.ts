import type { z } from 'zod';
import { readProblem, unreachable } from './problem.ts';

/** Long enough for a large file over a slow line. */
const waitMilliseconds = 600_000;

export interface UploadCall {
  /** Told the share of the form that has left, 0 to 1. At 1 the studio looks at what came. */
  readonly onProgress: (fraction: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Sends a form with a file, telling how far it is, which `fetch` cannot.
 * @throws ApiProblem
 */
export function upload<Shape extends z.ZodType>(
  path: string,
  form: FormData,
  answer: Shape,
  { onProgress, signal }: UploadCall,
): Promise<z.output<Shape>> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1${path}`);
    request.timeout = waitMilliseconds;
    request.responseType = 'json';
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader('idempotency-key', crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => reject(unreachable());
    request.ontimeout = () => reject(unreachable());
    request.onabort = () => reject(signal?.reason ?? unreachable());
    request.onload = () => {
      if (request.status >= 400) return reject(readProblem(request.status, request.response));
      const parsed = answer.safeParse(request.response);
      return parsed.success ? resolve(parsed.data) : reject(readProblem(request.status, null));
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(form);
  });
}
