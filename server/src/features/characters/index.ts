export { type CharacterCard, characterCard, characterCards } from './character-card.ts';
export { toWire } from './draw-portrait.ts';
export { type FacePicture, facePictures, photoIdentity } from './face-pictures.ts';
export { learnIdentity } from './learn-identity.ts';
export { type Declared, requireDeclaration } from './require-declaration.ts';
