import fastifyMultipart from '@fastify/multipart';
import { type SimulatorServer, serveSimulator } from './serve-simulator.ts';
import { type SpeechHabit, spokenBody } from './spoken-tone.ts';

// Routes, fields and errors as in TTS/server/server.py of https://github.com/idiap/coqui-ai-TTS .

export interface CoquiSimulatorOptions {
  readonly speakers?: readonly string[];
  readonly languages?: readonly string[];
  readonly canClone?: boolean;
}

export interface CoquiSimulator extends SimulatorServer {
  /** How the next recordings come; good ones when empty. */
  readonly speechHabits: SpeechHabit[];
  /** The form of each POST /api/tts, in order. */
  readonly forms: Readonly<Record<string, string>>[];
}

const known = new Set(['text', 'speaker_id', 'language_id', 'style_wav', 'speaker_wav']);

/** A tts-server on a free port. */
export async function simulateCoqui(options: CoquiSimulatorOptions = {}): Promise<CoquiSimulator> {
  const speechHabits: SpeechHabit[] = [];
  const forms: Record<string, string>[] = [];
  const speakers = options.speakers ?? ['Claribel Dervla', 'Ana & Bo'];
  const languages = options.languages ?? ['en', 'de', 'zh-cn'];
  const server = await serveSimulator({
    async start(app) {
      await app.register(fastifyMultipart);
      app.get('/', async (_, reply) =>
        reply.type('text/html').send(page(speakers, languages, options.canClone ?? true)),
      );
      app.get('/locales', async (_, reply) => reply.type('text/html').send('en\n'));
      app.post('/api/tts', async (request, reply) => {
        const form: Record<string, string> = {};
        for await (const part of request.parts())
          if (part.type === 'field') form[part.fieldname] = String(part.value);
        forms.push(form);
        const unknown = Object.keys(form).find((name) => !known.has(name));
        if (unknown) return reply.status(400).send({ error: `${unknown} is no parameter` });
        if (!form.text?.trim()) return reply.status(400).send({ error: 'Text parameter is required' });
        const isKnownSpeaker = form.speaker_wav !== undefined || speakers.includes(form.speaker_id ?? '');
        if (speakers.length > 0 && !isKnownSpeaker)
          return reply.status(500).send({ error: `TTS synthesis failed: '${form.speaker_id}'` });
        if (languages.length > 0 && !languages.includes(form.language_id ?? ''))
          return reply.status(500).send({ error: `TTS synthesis failed: language '${form.language_id}'` });
        const { mime, bytes } = spokenBody(speechHabits.shift() ?? { kind: 'speaks' }, form.text);
        return reply.type(mime).send(bytes);
      });
    },
  });
  return Object.assign(server, { speechHabits, forms });
}

function page(speakers: readonly string[], languages: readonly string[], canClone: boolean): string {
  const select = (id: string, values: readonly string[]) =>
    values.length === 0
      ? ''
      : `<select id="${id}" name=${id} method="GET" action="/">${values
          .map((value) => escaped(value))
          .map((value) => `<option value="${value}" SELECTED>${value}</option>"`)
          .join('\n')}</select>`;
  return `<!DOCTYPE html><html lang="en"><head><meta name="description" content="🐸Coqui AI TTS demo server.">
<title>TTS engine</title></head><body>
${canClone ? '<input id="speaker_wav" placeholder="path/to/speaker.wav" name="speaker_wav" accept=".wav">' : ''}
<input id="text" placeholder="Type here..." size=45 type="text" name="text">
${select('speaker_id', speakers)}${select('language_id', languages)}</body></html>`;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&#34;').replaceAll("'", '&#39;');
