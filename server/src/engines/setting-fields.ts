import { z } from 'zod';
import type { EngineSettingField } from './connected-engine.ts';
import type { Medium } from './engine.ts';

/** Settings that many kinds of engines have, for their schemas. */
export const commonSettings = {
  /** Empty: the engine's adapter chooses. */
  model: z.string().trim().max(300).default(''),
  /** Speaks where the character's voice is of another engine; empty: the adapter chooses. */
  voice: z.string().trim().max(300).default(''),
  /** Whether it is somebody else's machine; `auto` goes by the address. */
  hosted: z.enum(['auto', 'yes', 'no']).default('auto'),
} as const;

/** Silence after which an answer is given up. */
export const answerSeconds = (usual: number) => z.number().int().min(5).max(1800).default(usual);

/** US dollars for a million of something; 0 where nothing is paid, or the price is not known. */
export const usdPerMillion = () => z.number().min(0).max(10_000).default(0);

/** The same settings as the form shows them; `help` is said in each kind's own words. */
export const settingField = {
  model: (medium: Medium, help: string): EngineSettingField => ({
    ...{ name: 'model', label: 'Model', kind: 'model', medium, help },
  }),
  voice: (help: string): EngineSettingField => ({
    ...{ name: 'voice', label: 'Usual voice', kind: 'text', help },
  }),
  patience: (help: string): EngineSettingField => ({
    ...{ name: 'answerSeconds', label: 'Patience in seconds', kind: 'number', help },
  }),
  atOnce: (help: string): EngineSettingField => ({
    ...{ name: 'atOnce', label: 'At once', kind: 'number', help },
  }),
  price: (name: string, label: string, help: string): EngineSettingField => ({
    ...{ name, label, kind: 'number', help },
  }),
  /** `what` leaves one's network, in the plural: "texts". */
  whoseMachine: (what: string): EngineSettingField => ({
    name: 'hosted',
    label: 'Whose machine',
    help: `On somebody else’s machine ${what} leave your network, and the monthly limit under Spending holds.`,
    kind: 'choice',
    choices: [
      { value: 'auto', label: 'Go by address and key' },
      { value: 'no', label: 'Mine' },
      { value: 'yes', label: 'Somebody else’s' },
    ],
  }),
} as const;
