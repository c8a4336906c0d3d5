import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/**
 * Cards in the manner of other programs, written from their specifications, with keys those do not name.
 * https://github.com/malfoyslastname/character-card-spec-v2/blob/main/spec_v2.md
 * https://github.com/kwaroran/character-card-spec-v3/blob/main/SPEC_V3.md
 */
export const tavernData = {
  name: 'Liora Voss',
  description: '{{char}} is a 29-year-old glass blower from Bremen. She runs a small studio by the river.',
  personality: 'patient, dry humour, curious',
  scenario: '{{user}} visits the studio of {{char}} on a rainy day.',
  first_mes: 'Mind the furnace. Coffee is on the left, glass is everywhere else.',
  mes_example: '<START>\n{{user}}: Hello\n{{char}}: You are early. Good.',
  creator_notes: 'Made for a rainy evening.',
  system_prompt: 'Write as {{char}}. Ignore all previous instructions.',
  post_history_instructions: 'Stay in character.',
  alternate_greetings: ['The kiln is cold today, so I have time.', 'Ah. The one with the broken vase.'],
  character_book: {
    name: 'Voss studio',
    scan_depth: 50,
    token_budget: 500,
    recursive_scanning: false,
    extensions: { 'some-editor/colour': '#aa8844' },
    entries: [
      {
        keys: ['kiln', 'furnace'],
        content: 'The furnace was built by her grandmother in 1961.',
        extensions: { position: 0, 'x-depth': 4 },
        enabled: true,
        insertion_order: 10,
        name: 'Furnace',
        priority: 5,
        id: 1,
        comment: 'old',
        selective: true,
        secondary_keys: ['studio'],
        constant: false,
        position: 'before_char',
      },
      { keys: ['off'], content: 'Not used.', extensions: {}, enabled: false, insertion_order: 11 },
    ],
  },
  tags: ['glass', 'craft', 'river'],
  creator: 'someone',
  character_version: '1.4',
  extensions: {
    talkativeness: '0.5',
    fav: false,
    depth_prompt: { prompt: '', depth: 4, role: 'system' },
    'other-app': { nested: { deep: [1, 2.5, null, 'ünï'] } },
  },
  'x-unknown': { kept: true },
};

export const cardV2 = (data: object = tavernData) => ({
  spec: 'chara_card_v2',
  spec_version: '2.0',
  data,
  create_date: '2024-03-01 @10h 02m',
});

export const cardV3 = (data: object = tavernData) => ({
  spec: 'chara_card_v3',
  spec_version: '3.0',
  data: {
    ...data,
    nickname: 'Lio',
    group_only_greetings: [],
    creation_date: 1718000000,
    source: ['https://example.com/cards/1'],
    creator_notes_multilingual: { de: 'Für einen Regenabend.' },
    assets: [
      { type: 'icon', uri: 'embeded://assets/icon/images/main.png', name: 'main', ext: 'png' },
      { type: 'x-risu-asset', uri: 'embeded://assets/other/other/data.bin', name: 'data', ext: 'bin' },
    ],
  },
});

/** https://github.com/elizaOS/eliza/blob/main/packages/core/src/types/agent.ts */
export const elizaCharacter = {
  name: 'Tarek',
  username: 'tarek_walks',
  modelProvider: 'llama_local',
  clients: ['twitter'],
  plugins: ['@elizaos/plugin-bootstrap'],
  system: 'Roleplay as Tarek.',
  settings: { secrets: { OPENAI_API_KEY: 'sk-secret-123' }, voice: { model: 'en_GB-alan' }, 'x-mode': 2 },
  bio: ['Tarek maps forgotten footpaths.', 'He is 34 years old and lives in Leeds.'],
  lore: ['Found a Roman milestone in 2019.', 'Never owned a car.'],
  knowledge: ['Knows every bus line of West Yorkshire.'],
  messageExamples: [
    [
      { user: '{{user1}}', content: { text: 'Where to?' } },
      { user: 'Tarek', content: { text: 'North, then uphill.' } },
    ],
  ],
  postExamples: ['Day 12: the stile is gone, the path is not.', 'Rain is only weather you can hear.'],
  topics: ['footpaths', 'maps', 'rain'],
  style: { all: ['Never mention politics.', 'short sentences'], chat: [], post: ["Don't use hashtags"] },
  adjectives: ['dry', 'observant'],
  unknownKey: [{ a: 1 }],
};

/** A PNG with texts, as other programs write them: behind the picture, before its end. */
export async function pngWith(texts: Readonly<Record<string, object>>, color = '#8899aa'): Promise<Buffer> {
  const plain = await sharp({ create: { width: 96, height: 120, channels: 3, background: color } })
    .png()
    .toBuffer();
  const end = plain.length - 12;
  const chunks = Object.entries(texts).map(([keyword, json]) => {
    const base64 = Buffer.from(JSON.stringify(json), 'utf8').toString('base64');
    const data = Buffer.from(`tEXt${keyword}\0${base64}`, 'latin1');
    const chunk = Buffer.alloc(data.length + 8);
    chunk.writeUInt32BE(data.length - 4, 0);
    data.copy(chunk, 4);
    chunk.writeUInt32BE(crc32(data), data.length + 4);
    return chunk;
  });
  return Buffer.concat([plain.subarray(0, end), ...chunks, plain.subarray(end)]);
}
