import { z } from 'zod';
import type { EngineSettingField } from '#engines/connected-engine.ts';
import { builtinRecipes } from './builtin-recipes.ts';
import { Recipe, type RecipeAbility } from './recipe.ts';

const Route = z.string().max(60).default('');

/** What a person may settle for one ComfyUI; empty texts leave it to us. */
export const ComfySettings = z.strictObject({
  /** A file of `checkpoints`, used wherever a recipe loads a whole checkpoint. */
  checkpoint: z.string().max(300).default(''),
  textToImageRoute: Route,
  identityRoute: Route,
  editRoute: Route,
  videoRoute: Route,
  previews: z.boolean().default(true),
  /** Own workflows, imported and bound. */
  recipes: z.array(Recipe).max(50).default([]),
});
export type ComfySettings = z.infer<typeof ComfySettings>;

const routeOf = {
  'text-to-image': 'textToImageRoute',
  'image-from-references': 'identityRoute',
  edit: 'editRoute',
  'image-to-video': 'videoRoute',
} as const satisfies Partial<Record<RecipeAbility, keyof ComfySettings>>;

/** The recipe that a person pinned for an ability, or an empty text. */
export function pinnedRoute(settings: ComfySettings, ability: RecipeAbility): string {
  const setting = ability in routeOf ? routeOf[ability as keyof typeof routeOf] : undefined;
  return setting ? settings[setting] : '';
}

/** Own recipes come before those of the program where both would do. */
export function recipesOf(settings: ComfySettings): readonly Recipe[] {
  return [...settings.recipes, ...builtinRecipes()];
}

export function settingFields(): EngineSettingField[] {
  return [
    {
      name: 'checkpoint',
      label: 'Checkpoint',
      help: 'The checkpoint file for routes that load one. Empty: the first SDXL checkpoint there is.',
      kind: 'model',
      medium: 'image',
    },
    routeField('textToImageRoute', 'New pictures', 'text-to-image'),
    routeField('identityRoute', 'Pictures that keep the face', 'image-from-references'),
    routeField('editRoute', 'Changes to a picture', 'edit'),
    routeField('videoRoute', 'Clips', 'image-to-video'),
    {
      name: 'previews',
      label: 'Show pictures while they are drawn',
      help: 'Costs the engine a little time at each step.',
      kind: 'switch',
    },
  ];
}

function routeField(name: keyof ComfySettings, label: string, ability: RecipeAbility): EngineSettingField {
  const choices = builtinRecipes()
    .filter(({ abilities }) => abilities.includes(ability))
    .map(({ id, label }) => ({ value: id, label }));
  return {
    name,
    label,
    help: 'Which recipe to use. Automatic takes the first that has everything it needs.',
    kind: 'choice',
    choices: [{ value: '', label: 'Automatic' }, ...choices],
  };
}
