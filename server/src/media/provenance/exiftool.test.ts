import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExifTool } from 'exiftool-vendored';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantedFiles } from '#test/planted-files.ts';
import { createMarks } from './marks.ts';
import { createSigner } from './signer.ts';

const hasPerl = spawnSync('perl', ['-v']).status === 0;

/** Groups of tags that a file may show: what every file has, our XMP, our manifest, and how the media is coded. */
const publicGroups =
  /^(ExifTool|System|File|Composite|MWG|Jpeg2000|JUMBF|CBOR|JSON|JFIF|PNG|PNG-pHYs|RIFF|QuickTime|Track\d+|ICC[-_].*|XMP-(iptcExt|dc|xmp|x)):/;
const privateNames =
  /GPS|Serial|Owner|Artist|Make$|Model$|Comment|Prompt|Workflow|Parameters|Thumbnail|Location|UserData|Keys|CreateDate|ModifyDate(?<!FileModifyDate)/i;

describe.skipIf(!hasPerl)('ExifTool, which needs perl, agrees', () => {
  let folder: string;
  let exiftool: ExifTool;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exiftool-'));
    exiftool = new ExifTool({ maxProcs: 1 });
    await using marks = createMarks({ signer: await createSigner({ folder: join(folder, 'authority') }) });
    for (const { mime, extension, bytes } of await plantedFiles()) {
      const input = join(folder, `planted.${extension}`);
      await writeFile(input, bytes);
      const creator = { character: 'Mia', product: 'AInfluencer', version: '0.1.0' };
      const output = join(folder, `marked.${extension}`);
      await marks.markFile({ input, output, mime, sourceType: 'algorithmicMedia', title: 'A post', creator });
    }
  }, 60_000);

  afterAll(async () => {
    await exiftool.end();
    await rm(folder, { recursive: true, force: true });
  });

  const tagsOf = async (name: string): Promise<Record<string, unknown>> => {
    const { SourceFile, errors, warnings, ...tags } = await exiftool.readRaw(join(folder, name), {
      readArgs: ['-G1', '-n', '-a'],
    });
    return tags as Record<string, unknown>;
  };

  it.each(['jpg', 'png', 'webp', 'mp4', 'wav'])(
    'that a %s carries the IPTC source type and the AI fields',
    async (extension) => {
      const tags = await tagsOf(`marked.${extension}`);
      expect(tags).toMatchObject({
        'XMP-iptcExt:DigitalSourceType': 'http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia',
        'XMP-iptcExt:AISystemUsed': 'AInfluencer',
        'XMP-xmp:CreatorTool': 'AInfluencer 0.1.0',
        'XMP-dc:Title': 'A post',
      });
      expect(Object.keys(tags).filter((name) => /AIPrompt/.test(name))).toEqual([]);
    },
  );

  it.each(['jpg', 'png', 'webp', 'mp4', 'wav'])(
    'that nothing private is left in a %s, and that it was there',
    async (extension) => {
      const isPrivate = ([name, value]: [string, unknown]) =>
        !publicGroups.test(name) ||
        (privateNames.test(name) && value !== 0 && !/^0000|^$/.test(String(value)));
      const own = /^(System|File|CBOR|JUMBF|Jpeg2000):/;
      const left = Object.entries(await tagsOf(`marked.${extension}`)).filter(
        (tag) => isPrivate(tag) && !own.test(tag[0]),
      );
      expect(left).toEqual([]);
      const before = Object.entries(await tagsOf(`planted.${extension}`)).filter(isPrivate);
      expect(before.length).toBeGreaterThan(0);
    },
  );
});
