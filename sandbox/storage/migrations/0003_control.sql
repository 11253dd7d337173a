-- What tests and trainers command: what a space allows and how long it lives, and armed faults.

ALTER TABLE spaces ADD COLUMN contents TEXT NOT NULL DEFAULT 'full';
ALTER TABLE spaces ADD COLUMN hint_signs_in INTEGER NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN fault_menu INTEGER NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN expires_at TEXT;
ALTER TABLE spaces ADD COLUMN token_hash TEXT NOT NULL DEFAULT '';

CREATE TABLE armed_faults (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  fault TEXT NOT NULL,
  armed_at TEXT NOT NULL,
  armed_by TEXT NOT NULL,
  times INTEGER NOT NULL,
  times_left INTEGER NOT NULL,
  client_id TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  trace TEXT NOT NULL,
  options TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE INDEX spaces_by_end ON spaces (expires_at);
CREATE INDEX armed_faults_by_left ON armed_faults (space, times_left);

-- A pushed request belongs to the sign-in that it begins, and an item of the post to what caused it.
ALTER TABLE pushed_requests ADD COLUMN trace TEXT NOT NULL DEFAULT '';
CREATE INDEX post_items_by_event ON post_items (space, event_id);
DROP INDEX journal_by_trace;
CREATE INDEX journal_by_trace ON journal (space, trace, seq);
