'use client';
import { toast } from 'sonner';
import { describeError } from '#api/problem.ts';

/** Says that something was done, with a way back where there is one. */
export function say(message: string, undo?: () => void): void {
  toast.success(message, undo && { action: { label: 'Undo', onClick: undo }, duration: 8000 });
}

/** Says what failed and what to do. */
export function sayError(error: unknown): void {
  const { detail, hint } = describeError(error);
  toast.error(detail, { description: hint, duration: 8000 });
}
