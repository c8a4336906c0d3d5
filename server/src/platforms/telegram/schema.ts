import { z } from 'zod';

/** Answers of the Bot API: only the fields we read. https://core.telegram.org/bots/api */

export const User = z.object({
  id: z.number(),
  is_bot: z.boolean().default(false),
  first_name: z.string().default(''),
  last_name: z.string().optional(),
  username: z.string().optional(),
});
export type User = z.infer<typeof User>;

export const Chat = z.object({
  id: z.number(),
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
});
export type Chat = z.infer<typeof Chat>;

export const FullChat = Chat.extend({ linked_chat_id: z.number().optional() });
export type FullChat = z.infer<typeof FullChat>;

export const ChatMember = z.object({ status: z.string(), can_post_messages: z.boolean().optional() });

const Origin = z.object({
  type: z.string(),
  chat: Chat.optional(),
  message_id: z.number().optional(),
});

const base = {
  message_id: z.number(),
  date: z.number(),
  chat: Chat,
  from: User.optional(),
  sender_chat: Chat.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  message_thread_id: z.number().optional(),
  is_automatic_forward: z.boolean().optional(),
  forward_origin: Origin.optional(),
};
export const Message = z.object({ ...base, reply_to_message: z.object(base).optional() });
export type Message = z.infer<typeof Message>;

const ReactionCounts = z.object({
  chat: Chat,
  message_id: z.number(),
  date: z.number(),
  reactions: z.array(z.object({ total_count: z.number() })),
});

export const Update = z.object({
  update_id: z.number(),
  message: Message.optional(),
  message_reaction_count: ReactionCounts.optional(),
});
export type Update = z.infer<typeof Update>;

export const Failure = z.object({
  error_code: z.number(),
  description: z.string().default(''),
  parameters: z
    .object({ retry_after: z.number().optional(), migrate_to_chat_id: z.number().optional() })
    .optional(),
});

/** `linkedChatId` is the discussion group in which the bot is an administrator, or ''. */
export const credentialsSchema = z.object({
  botToken: z.string(),
  botId: z.string(),
  linkedChatId: z.string().default(''),
});
