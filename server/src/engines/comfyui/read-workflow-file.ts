import { inflateSync } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';
import { exportHint, mostTextBytes } from './import-workflow.ts';

// W3C PNG, third edition, sections 5.2, 5.3 and 11.3.3: https://www.w3.org/TR/png-3/
const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const chunkFrameBytes = 12;

/**
 * The workflow in a file: a JSON text, or a PNG as ComfyUI saves it, which carries the workflow it ran under the
 * keyword `prompt` (https://github.com/comfyanonymous/ComfyUI, `nodes.py`, class SaveImage).
 * @throws AppError `unsupported_media` for other files and for pictures without a workflow; `too_large`
 */
export function readWorkflowFile(file: Uint8Array): string {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) return readPng(bytes);
  if (bytes.length > mostTextBytes) {
    throw new AppError('too_large', 'This file is larger than 2 MB: no workflow is that long.', {
      field: 'file',
      hint: exportHint,
    });
  }
  if (bytes.length === 0) throw unusable('This file is empty.', exportHint);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unusable('This file is neither a workflow nor a PNG with one in it.', exportHint);
  }
}

function readPng(bytes: Buffer): string {
  const texts = textsOf(bytes);
  const prompt = texts.get('prompt');
  if (prompt !== undefined) return prompt;
  throw texts.has('workflow')
    ? unusable('This picture holds the workflow as ComfyUI draws it, not as it runs it.', exportHint)
    : unusable(
        'This picture holds no workflow.',
        'Take a picture as ComfyUI saved it: other programs and websites take the workflow out. Or export it: Workflow, Export (API).',
      );
}

/** The texts of a PNG by keyword. A file that is cut off ends the search. */
function textsOf(bytes: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = pngSignature.length; at + chunkFrameBytes <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + 8 + length);
    if (data.length < length || type === 'IEND') break;
    const text = textOf(type, data);
    if (text) texts.set(...text);
    at += chunkFrameBytes + length;
  }
  return texts;
}

function textOf(type: string, data: Buffer): readonly [keyword: string, text: string] | undefined {
  const end = data.indexOf(0);
  if (end < 1) return undefined;
  const keyword = data.toString('latin1', 0, end);
  if (type === 'tEXt') return [keyword, data.toString('latin1', end + 1)];
  if (type === 'zTXt') return [keyword, inflated(data.subarray(end + 2)).toString('latin1')];
  if (type !== 'iTXt') return undefined;
  const isCompressed = data[end + 1] === 1;
  const translated = data.indexOf(0, data.indexOf(0, end + 3) + 1);
  const text = data.subarray(translated + 1);
  return [keyword, (isCompressed ? inflated(text) : text).toString('utf8')];
}

function inflated(data: Buffer): Buffer {
  try {
    return inflateSync(data, { maxOutputLength: mostTextBytes });
  } catch (cause) {
    throw new AppError('invalid', 'The workflow in this picture cannot be unpacked.', {
      field: 'file',
      hint: exportHint,
      cause,
    });
  }
}

function unusable(message: string, hint: string): AppError {
  return new AppError('unsupported_media', message, { field: 'file', hint });
}
