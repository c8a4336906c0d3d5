import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from '#kernel/errors.ts';

export interface Upload<Fields> {
  /** In the folder that was given; its name says nothing about what it is. */
  readonly path: string;
  readonly fields: Fields;
}

/**
 * Takes in the one file of a multipart form, and its text fields wherever they stand.
 * @throws AppError `too_large` as soon as the file passes `maxBytes`, `invalid` without a file or for wrong fields.
 */
export async function receiveUpload<Fields extends z.ZodType>(
  request: FastifyRequest,
  to: { readonly folder: string; readonly maxBytes: number; readonly fields: Fields },
): Promise<Upload<z.output<Fields>>> {
  if (!request.isMultipart()) {
    throw new AppError('unsupported_media', 'Send the file as a form (multipart/form-data).');
  }
  const path = join(to.folder, 'upload');
  const fields: Record<string, string> = {};
  let received = false;
  const limits = { fileSize: to.maxBytes, files: 1, fields: 12, fieldSize: 4096 };
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'field') {
        fields[part.fieldname] = String(part.value);
        continue;
      }
      await pipeline(part.file, createWriteStream(path, { flags: 'wx' }));
      if (part.file.truncated) throw tooLarge(to.maxBytes);
      received = true;
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw code === 'FST_REQ_FILE_TOO_LARGE' ? tooLarge(to.maxBytes) : error;
  }
  if (received) return { path, fields: readFields(to.fields, fields) };
  throw new AppError('invalid', 'There is no file in this form.', {
    field: 'file',
    hint: 'Choose a file first.',
  });
}

function readFields<Fields extends z.ZodType>(shape: Fields, fields: unknown): z.output<Fields> {
  const read = shape.safeParse(fields);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  const field = first?.path.join('.');
  throw new AppError('invalid', first?.message ?? 'The form cannot be read.', {
    ...(field && { field }),
    hint: 'Correct it and send it again. Nothing was kept of the file.',
  });
}

function tooLarge(maxBytes: number): AppError {
  const megabytes = Math.round(maxBytes / (1024 * 1024));
  return new AppError('too_large', `This file is larger than ${megabytes} MB. Nothing was kept of it.`, {
    field: 'file',
    hint: 'Save it smaller, for example as a JPEG with fewer pixels, and upload that.',
  });
}
