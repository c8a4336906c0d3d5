-- When an account was last asked whether it works, and what it answered.
alter table accounts
  add column checked_at timestamptz,
  add column check_message text not null default '',
  add column publishes_left integer,
  -- Whether the profile says that the character is AI-made; null where the platform does not tell.
  add column profile_labelled boolean;
create index accounts_to_check on accounts (checked_at) where disconnected_at is null;
