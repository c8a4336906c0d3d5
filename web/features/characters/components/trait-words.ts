import type { Persona } from '@ainfluencer/server/kernel/persona';

/** The trait sliders, with what their ends mean. */
export const traits: readonly {
  name: keyof Persona['traits'];
  label: string;
  ends: readonly [string, string];
}[] = [
  { name: 'warmth', label: 'Warmth', ends: ['cool', 'warm'] },
  { name: 'humour', label: 'Humour', ends: ['earnest', 'playful'] },
  { name: 'energy', label: 'Energy', ends: ['calm', 'lively'] },
  { name: 'confidence', label: 'Confidence', ends: ['modest', 'bold'] },
  { name: 'curiosity', label: 'Curiosity', ends: ['settled', 'curious'] },
  { name: 'formality', label: 'Formality', ends: ['casual', 'formal'] },
];
