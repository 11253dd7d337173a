-- A class: a hall where the trainer is, and as many spaces as there are places.

ALTER TABLE spaces ADD COLUMN hall TEXT NOT NULL DEFAULT '';
ALTER TABLE spaces ADD COLUMN place INTEGER NOT NULL DEFAULT 0;

CREATE TABLE classrooms (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  scenario TEXT NOT NULL,
  key_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE seats (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  place INTEGER NOT NULL,
  name TEXT NOT NULL,
  entered_at TEXT,
  page TEXT NOT NULL,
  seen_at TEXT,
  stumbles INTEGER NOT NULL,
  hand_raised_at TEXT,
  PRIMARY KEY (space, id)
);

CREATE UNIQUE INDEX seats_by_place ON seats (space, place);
CREATE INDEX spaces_by_hall ON spaces (hall);
