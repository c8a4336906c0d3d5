import { AppError, messageOf } from '#kernel/errors.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'it is on a read-only disk',
  ENOTDIR: 'a part of its path is a file',
  EEXIST: 'a part of its path is a file',
};

/** What a person is told when the data folder cannot be used. An AppError passes through unchanged. */
export function folderError(folder: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  return new AppError(
    'unavailable',
    `The data folder ${folder} cannot be used: ${reasons[code] ?? messageOf(error)}.`,
    {
      hint: 'Give this user the right to write there, or set AINFLUENCER_DATA to another folder.',
      facts: { folder },
      cause: error,
    },
  );
}

/** The disk that holds the data folder has no room left. Nothing that was committed is lost by it. */
export function diskFull(folder: string, cause?: unknown): AppError {
  return new AppError(
    'storage_full',
    `The disk that holds ${folder} is full, so the database cannot start.`,
    {
      hint: 'Free at least 500 MB on that disk and start again. Everything saved so far is kept.',
      facts: { folder },
      cause,
    },
  );
}
