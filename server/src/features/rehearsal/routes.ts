import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '#kernel/errors.ts';
import type { SimulatedPost } from '#platforms/simulators/simulator.ts';
import { Timeline } from './contract.ts';

const params = z.object({ platform: z.string().max(40), handle: z.string().max(200) });

const shown = (post: SimulatedPost): Timeline['posts'][number] => ({
  ...post,
  kind: post.kind ?? 'post',
  repliesTo: post.repliesTo ?? null,
  author: post.author ?? null,
  title: post.title ?? null,
  likes: post.likes ?? null,
  media: [...post.media],
});

/** Open to anyone, like a profile on a real platform. */
export const rehearsalRoutes: FastifyPluginAsyncZod = async (app) => {
  app.get(
    '/public/timelines/:platform/:handle',
    { schema: { params, response: { 200: Timeline } } },
    async (request) => {
      const { platform, handle } = request.params;
      const timeline = await app.studio.rehearsal.get(platform).readTimeline(handle);
      if (!timeline) {
        throw new AppError('not_found', `There is no account ${handle} on the rehearsal network.`, {
          hint: 'Connect a rehearsal account to a character first.',
        });
      }
      const { can } = app.studio.platforms.manifest(platform);
      return {
        ...timeline,
        pictureFirst: !can.includes('publish_text'),
        posts: timeline.posts.map(shown),
      };
    },
  );
};
