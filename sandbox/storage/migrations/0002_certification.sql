-- What the certification plans ask: pushed requests, replay marks, devices, logout deliveries,
-- second factors, and keys whose life follows from their dates.

ALTER TABLE clients ADD COLUMN registration_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE pending_signins ADD COLUMN steps TEXT NOT NULL DEFAULT '[]';

CREATE TABLE pushed_requests (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  params TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  used_at TEXT,
  PRIMARY KEY (space, id)
);

CREATE TABLE seen_assertions (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE device_grants (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  device_code_hash TEXT NOT NULL,
  user_code TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  interval_seconds INTEGER NOT NULL,
  family TEXT NOT NULL,
  state TEXT NOT NULL,
  polled_at TEXT,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  auth_time TEXT,
  params TEXT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, device_code_hash),
  UNIQUE (space, user_code)
);

CREATE TABLE logout_deliveries (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  uri TEXT NOT NULL,
  sid TEXT NOT NULL,
  account_id TEXT NOT NULL,
  created_at TEXT NOT NULL,
  due_at TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts TEXT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE one_time_codes (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  code_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  failures INTEGER NOT NULL,
  used_at TEXT,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

-- The state of a key was written by hand; it now follows from its dates.
ALTER TABLE signing_keys ADD COLUMN used_from TEXT NOT NULL DEFAULT '';
ALTER TABLE signing_keys ADD COLUMN withdrawn_at TEXT;
UPDATE signing_keys SET used_from = created_at;
ALTER TABLE signing_keys DROP COLUMN state;

-- What is long over is swept away by its date.
CREATE INDEX authorization_codes_by_expiry ON authorization_codes (space, expires_at);
CREATE INDEX tokens_by_expiry ON tokens (space, expires_at);
CREATE INDEX device_grants_by_account ON device_grants (space, account_id);
CREATE INDEX device_grants_by_expiry ON device_grants (space, expires_at);
CREATE INDEX pushed_requests_by_expiry ON pushed_requests (space, expires_at);
CREATE INDEX seen_assertions_by_expiry ON seen_assertions (space, expires_at);
CREATE INDEX logout_deliveries_by_state ON logout_deliveries (space, state, due_at);
CREATE INDEX logout_deliveries_by_client ON logout_deliveries (space, client_id);
CREATE INDEX logout_deliveries_in_all ON logout_deliveries (state, space);
CREATE INDEX one_time_codes_by_session ON one_time_codes (space, session_id);
