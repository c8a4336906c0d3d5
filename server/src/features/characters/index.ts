export { type CharacterCard, characterCard, characterCards } from './character-card.ts';
export { handleTaken, startDrawing } from './create-character.ts';
export { toWire } from './draw-portrait.ts';
export { facePictures, photoIdentity } from './face-pictures.ts';
export { getCharacter } from './get-character.ts';
export { learnIdentityJob } from './jobs.ts';
export { learnIdentity } from './learn-identity.ts';
export { contentOf } from './present-character.ts';
export {
  declarationsOf,
  isHandleTaken,
  lockCharacter,
  lockFile,
  readCharacter,
  referencesOf,
  updateCharacter,
  versionsOf,
} from './queries.ts';
export { removeUnnamedFile } from './remove-file.ts';
export { type Declared, requireDeclaration } from './require-declaration.ts';
export { assertAdult, isLiveDeclaration } from './rules.ts';
export { characterReferences, characters, characterVersions, declarations } from './tables.ts';
