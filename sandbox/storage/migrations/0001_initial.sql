-- The first schema: every row of every table but `spaces` belongs to a space and goes with it.

CREATE TABLE spaces (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  secret TEXT NOT NULL,
  created_at TEXT NOT NULL,
  seed TEXT,
  turn INTEGER NOT NULL,
  calendar_offset REAL NOT NULL,
  calendar_frozen_at TEXT,
  protocol_offset REAL NOT NULL,
  protocol_frozen_at TEXT
);

CREATE TABLE organisations (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  legal_form TEXT NOT NULL,
  kind TEXT NOT NULL,
  revenue_number TEXT NOT NULL,
  address TEXT NOT NULL,
  email TEXT NOT NULL,
  telephone TEXT NOT NULL,
  neq TEXT NOT NULL,
  persona TEXT NOT NULL,
  informed_on TEXT,
  informed_by TEXT,
  PRIMARY KEY (space, id),
  UNIQUE (space, revenue_number)
);

CREATE TABLE revenue_files (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  organisation_id TEXT NOT NULL,
  nas TEXT,
  impotnet_code TEXT,
  latest_notice TEXT,
  return_filed INTEGER NOT NULL,
  returned_mail INTEGER NOT NULL,
  standing TEXT NOT NULL,
  PRIMARY KEY (space, organisation_id)
);

CREATE TABLE officers (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  function TEXT NOT NULL,
  up_to_date INTEGER NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE persons (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  email TEXT NOT NULL,
  telephone TEXT NOT NULL,
  locale TEXT NOT NULL,
  persona TEXT NOT NULL,
  updated_at TEXT,
  PRIMARY KEY (space, id)
);

CREATE TABLE accounts (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  user_code TEXT NOT NULL,
  state TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  must_change INTEGER NOT NULL,
  temporary_until TEXT,
  failures INTEGER NOT NULL,
  locked_until TEXT,
  closed_reason TEXT NOT NULL,
  created_at TEXT,
  last_signin_at TEXT,
  PRIMARY KEY (space, id),
  UNIQUE (space, user_code)
);

CREATE TABLE stranger_codes (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  failures INTEGER NOT NULL,
  tried_at TEXT NOT NULL,
  locked_until TEXT,
  PRIMARY KEY (space, id)
);

CREATE TABLE memberships (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  role TEXT NOT NULL,
  enrolment_id TEXT NOT NULL,
  suspended INTEGER NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE mandates (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  starts_on TEXT NOT NULL,
  ends_on TEXT,
  restriction TEXT NOT NULL,
  revoked_on TEXT,
  PRIMARY KEY (space, id)
);

CREATE TABLE enrolments (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  number TEXT NOT NULL,
  state TEXT NOT NULL,
  origin TEXT NOT NULL,
  opened_at TEXT NOT NULL,
  touched_at TEXT NOT NULL,
  legal_form TEXT,
  answers TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  decision TEXT NOT NULL,
  row_id TEXT NOT NULL,
  transmitted_at TEXT,
  activated_at TEXT,
  refusal_reason TEXT NOT NULL,
  foreign_numbers TEXT NOT NULL,
  PRIMARY KEY (space, id),
  UNIQUE (space, number)
);

CREATE TABLE receipts (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  enrolment_id TEXT NOT NULL,
  user_code TEXT NOT NULL,
  temporary_password TEXT NOT NULL,
  shown_at TEXT,
  PRIMARY KEY (space, enrolment_id)
);

CREATE TABLE invitations (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  number_hash TEXT NOT NULL,
  state TEXT NOT NULL,
  issued_on TEXT NOT NULL,
  last_valid_on TEXT NOT NULL,
  delivered_on TEXT,
  enrolment_id TEXT NOT NULL,
  PRIMARY KEY (space, id),
  UNIQUE (space, number_hash)
);

CREATE TABLE dossiers (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  enrolment_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  state TEXT NOT NULL,
  opened_on TEXT NOT NULL,
  mandatory INTEGER NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE dossier_items (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  dossier_id TEXT NOT NULL,
  document TEXT NOT NULL,
  precision TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  received_on TEXT,
  PRIMARY KEY (space, id)
);

CREATE TABLE subscriptions (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  state TEXT NOT NULL,
  account_id TEXT NOT NULL,
  requested_at TEXT,
  answered_at TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (space, id),
  UNIQUE (space, organisation_id)
);

CREATE TABLE post_items (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  organisation_id TEXT NOT NULL,
  channel TEXT NOT NULL,
  template TEXT NOT NULL,
  "values" TEXT NOT NULL,
  sent_at TEXT NOT NULL,
  arrives_on TEXT NOT NULL,
  event_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  PRIMARY KEY (space, id),
  UNIQUE (space, seq)
);

CREATE TABLE journal (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  name TEXT NOT NULL,
  actor TEXT NOT NULL,
  happened_at TEXT NOT NULL,
  stamped_at TEXT NOT NULL,
  subject TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  trace TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (space, id),
  UNIQUE (space, seq)
);

CREATE TABLE clients (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  client_secret TEXT NOT NULL,
  metadata TEXT NOT NULL,
  created_at TEXT NOT NULL,
  leniencies TEXT NOT NULL,
  PRIMARY KEY (space, client_id)
);

CREATE TABLE pending_signins (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  client_id TEXT NOT NULL,
  params TEXT NOT NULL,
  browser_hash TEXT NOT NULL,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  state TEXT NOT NULL,
  session_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE sessions (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  sid TEXT NOT NULL,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  auth_time TEXT NOT NULL,
  acr TEXT NOT NULL,
  amr TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  ended_at TEXT,
  clients TEXT NOT NULL,
  PRIMARY KEY (space, id)
);

CREATE TABLE authorization_codes (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  code_hash TEXT NOT NULL,
  client_id TEXT NOT NULL,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  redirect_uri TEXT NOT NULL,
  scope TEXT NOT NULL,
  nonce TEXT NOT NULL,
  code_challenge TEXT NOT NULL,
  auth_time TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  family TEXT NOT NULL,
  spent_at TEXT,
  params TEXT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, code_hash)
);

CREATE TABLE tokens (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  token_hash TEXT NOT NULL,
  kind TEXT NOT NULL,
  family TEXT NOT NULL,
  client_id TEXT NOT NULL,
  scope TEXT NOT NULL,
  issued_at TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  account_id TEXT NOT NULL,
  organisation_id TEXT NOT NULL,
  session_id TEXT NOT NULL,
  auth_time TEXT,
  nonce TEXT NOT NULL,
  revoked_at TEXT,
  spent_at TEXT,
  params TEXT NOT NULL,
  trace TEXT NOT NULL,
  PRIMARY KEY (space, token_hash)
);

CREATE TABLE signing_keys (
  space TEXT NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
  kid TEXT NOT NULL,
  alg TEXT NOT NULL,
  jwk TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (space, kid)
);

CREATE INDEX officers_by_organisation ON officers (space, organisation_id);
CREATE INDEX accounts_by_person ON accounts (space, person_id);
CREATE INDEX memberships_by_account ON memberships (space, account_id);
CREATE INDEX memberships_by_organisation ON memberships (space, organisation_id);
CREATE INDEX mandates_by_account ON mandates (space, account_id);
CREATE INDEX mandates_by_organisation ON mandates (space, organisation_id);
CREATE INDEX enrolments_by_organisation ON enrolments (space, organisation_id);
-- One enrolment at a time is pending or live for an organisation (R-53, A-28).
CREATE UNIQUE INDEX enrolments_one_in_force ON enrolments (space, organisation_id)
  WHERE state IN (
    'differee_contact_ou_pieces', 'differee_pieces', 'en_verification', 'active', 'suspendue'
  );
CREATE INDEX invitations_by_organisation ON invitations (space, organisation_id);
CREATE INDEX dossiers_by_enrolment ON dossiers (space, enrolment_id);
CREATE INDEX dossier_items_by_dossier ON dossier_items (space, dossier_id);
CREATE INDEX post_items_by_organisation ON post_items (space, organisation_id);
CREATE INDEX journal_by_organisation ON journal (space, organisation_id);
CREATE INDEX journal_by_trace ON journal (space, trace);
CREATE INDEX journal_by_subject ON journal (space, subject);
CREATE INDEX sessions_by_account ON sessions (space, account_id);
CREATE INDEX sessions_by_sid ON sessions (space, sid);
CREATE INDEX authorization_codes_by_family ON authorization_codes (space, family);
CREATE INDEX tokens_by_family ON tokens (space, family);
CREATE INDEX tokens_by_account ON tokens (space, account_id);
CREATE INDEX tokens_by_session ON tokens (space, session_id);
CREATE INDEX persons_by_persona ON persons (space, persona);

-- One live enrolment per organisation (R-53, A-28), whatever the race.
CREATE UNIQUE INDEX enrolments_one_live ON enrolments (space, organisation_id)
  WHERE state IN ('differee_contact_ou_pieces', 'differee_pieces', 'en_verification', 'active',
                  'suspendue');
