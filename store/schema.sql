-- Today's schema of the Klachtenpost database, applied as a whole to a new
-- file. An older file reaches the same place through migrations/NNN.sql.
--
-- Times are UTC text with milliseconds (2026-04-28T08:00:00.000Z), civil days
-- 2026-04-28; a missing one is NULL. Stored values are Dutch. Statuses,
-- outcomes and states are closed lists that the database holds; kinds,
-- templates and reasons grow with the procedure and are plain text.

-- What a complaint, an intake item and the office have in common.
CREATE TABLE matter (
  key     TEXT PRIMARY KEY,
  kind    TEXT NOT NULL CHECK (kind IN ('klacht', 'intake', 'kantoor')),
  version INTEGER NOT NULL CHECK (version >= 0),
  updated TEXT,
  CHECK ((kind = 'kantoor') = (key = 'kantoor'))
) STRICT;

INSERT INTO matter (key, kind, version) VALUES ('kantoor', 'kantoor', 0);

-- Numbers that were given out, and are never given again.
CREATE TABLE sequence (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL CHECK (last > 0)
) STRICT;

-- Mail ---------------------------------------------------------------------

-- How far each folder of the mailbox was read.
CREATE TABLE folder (
  name        TEXT PRIMARY KEY,
  uidvalidity INTEGER NOT NULL,
  last_uid    INTEGER NOT NULL CHECK (last_uid >= 0)
) STRICT;

-- Mail that was there before the first start: known, never taken in.
CREATE TABLE baseline (
  folder       TEXT NOT NULL,
  uidvalidity  INTEGER NOT NULL,
  uid          INTEGER NOT NULL CHECK (uid > 0),
  internaldate TEXT,
  size         INTEGER NOT NULL,
  hash         TEXT NOT NULL, -- of Message-ID, Date and From
  PRIMARY KEY (folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX baseline_hash ON baseline (hash);

-- A mail that came in or that the secretary sent. Its bytes stand in raw; the
-- view on them is filled in when it is decided on, and can be computed again.
CREATE TABLE message (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       TEXT NOT NULL UNIQUE CHECK (length(hash) = 64), -- SHA-256 of the bytes
  size       INTEGER NOT NULL CHECK (size >= 0),
  source     TEXT NOT NULL CHECK (source IN ('inbox', 'verzonden', 'ongewenst', 'andere map')),
  folder     TEXT NOT NULL,  -- where it was first seen
  received   TEXT NOT NULL,  -- INTERNALDATE
  arrived    TEXT NOT NULL,  -- when it was taken in
  state      TEXT NOT NULL DEFAULT 'nieuw'
             CHECK (state IN ('nieuw', 'verwerkt', 'terzijde', 'vergeten')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  hold       TEXT,           -- not to be looked at before
  reason     TEXT NOT NULL DEFAULT '', -- why it was set aside
  matter     TEXT REFERENCES matter (key),
  verdict    TEXT NOT NULL DEFAULT '',
  kind       TEXT NOT NULL DEFAULT '' CHECK (kind IN ('', 'mens', 'automatisch', 'onbestelbaar')),
  sender     TEXT NOT NULL DEFAULT '', -- From in lower case, '' when it proves nobody
  message_id TEXT NOT NULL DEFAULT '',
  twin       TEXT NOT NULL DEFAULT '', -- hash that two copies of one submission share
  subject    TEXT NOT NULL DEFAULT '',
  text       TEXT NOT NULL DEFAULT '',
  new_text   TEXT,           -- NULL: all of text is new
  view       TEXT CHECK (view IS NULL OR json_valid(view)) -- everything else that was read
) STRICT;
CREATE INDEX message_state ON message (state);
CREATE INDEX message_matter ON message (matter);
CREATE INDEX message_sender ON message (sender);
-- Others are found by their Message-ID, in message_ref: the order of twin is that of
-- chance, so an index on all would cost each mail a page more.
CREATE INDEX message_forgotten ON message (twin) WHERE state = 'vergeten';
CREATE INDEX message_arrived ON message (arrived);

-- The bytes in rows of 256 kB, so that no mail is ever in memory whole.
CREATE TABLE raw (
  message INTEGER NOT NULL REFERENCES message (id),
  n       INTEGER NOT NULL CHECK (n >= 0),
  data    BLOB NOT NULL,
  PRIMARY KEY (message, n)
) STRICT;

-- Where each mail lies on the server; one mail may lie in several places.
CREATE TABLE seen (
  folder      TEXT NOT NULL,
  uidvalidity INTEGER NOT NULL,
  uid         INTEGER NOT NULL CHECK (uid > 0),
  message     INTEGER NOT NULL REFERENCES message (id),
  PRIMARY KEY (folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX seen_message ON seen (message);

-- Every Message-ID a decided mail bears or refers to: which matter is a reply in?
CREATE TABLE message_ref (
  message INTEGER NOT NULL REFERENCES message (id),
  ref     TEXT NOT NULL,
  PRIMARY KEY (message, ref)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_ref_ref ON message_ref (ref);

-- Matters ------------------------------------------------------------------

-- One complaint ("case" is a word of SQL).
CREATE TABLE complaint (
  number      TEXT PRIMARY KEY REFERENCES matter (key),
  status      TEXT NOT NULL CHECK (status IN (
                'ontvangen', 'aanvulling_gevraagd', 'bij_directeur', 'voorstel', 'keuze_commissie',
                'commissie_toets', 'commissie_stukken', 'commissie_horen', 'commissie_beraad',
                'besluit_directeur', 'afgerond', 'vernietigd')),
  outcome     TEXT NOT NULL CHECK (outcome IN (
                '', 'opgelost', 'ongegrond', 'niet_ontvankelijk', 'gegrond', 'deels_gegrond',
                'geen_oordeel', 'ingetrokken', 'niet_in_behandeling', 'geen_klacht', 'doorverwezen',
                'geen_reactie_klager', 'niet_opgelost_geen_commissie', 'anoniem_geregistreerd',
                'samengevoegd')),
  handler     TEXT NOT NULL CHECK (handler IN ('', 'directeur', 'bestuur')),
  received    TEXT,
  received_at TEXT,
  first       INTEGER UNIQUE REFERENCES message (id), -- one mail opens one case
  story       TEXT NOT NULL CHECK (json_type(story) = 'array'),
  missing     TEXT NOT NULL CHECK (json_type(missing) = 'array'),
  doubts      TEXT NOT NULL CHECK (json_type(doubts) = 'array'),
  employee    TEXT NOT NULL,
  asked       INTEGER NOT NULL CHECK (asked >= 0),
  needs_human INTEGER NOT NULL CHECK (needs_human IN (0, 1)),
  told        TEXT,
  closed_on   TEXT,
  course      TEXT NOT NULL DEFAULT '{}' CHECK (json_type(course) = 'object'), -- what happened on its way
  -- A closed case has exactly one outcome, an open one none.
  CHECK (CASE status WHEN 'afgerond' THEN outcome <> '' WHEN 'vernietigd' THEN 1 ELSE outcome = '' END)
) STRICT;
-- What the calendar looks at, among any number of closed cases.
CREATE INDEX complaint_open ON complaint (received_at, number) WHERE status NOT IN ('afgerond', 'vernietigd');
CREATE INDEX complaint_closed ON complaint (closed_on) WHERE status = 'afgerond';

-- A message in no case, about which the secretary is asked.
CREATE TABLE intake (
  key      TEXT PRIMARY KEY REFERENCES matter (key),
  message  INTEGER UNIQUE REFERENCES message (id), -- one mail is one item
  received TEXT,
  state    TEXT NOT NULL CHECK (state IN ('open', 'klacht', 'gekoppeld', 'geen_klacht', 'spam', 'ongewenst')),
  possibly TEXT NOT NULL,
  became   TEXT NOT NULL, -- the case it became or joined
  reason   TEXT NOT NULL
) STRICT;
CREATE INDEX intake_open ON intake (received, key) WHERE state = 'open';

CREATE TABLE person (
  matter   TEXT NOT NULL REFERENCES matter (key),
  key      TEXT NOT NULL,
  pos      INTEGER NOT NULL, -- order in the matter
  role     TEXT NOT NULL,
  name     TEXT NOT NULL,
  shown    TEXT NOT NULL,    -- the name beside the address
  local    TEXT NOT NULL,
  domain   TEXT NOT NULL,
  address  TEXT NOT NULL,    -- local@domain in lower case for searching, '' when reached on paper
  language TEXT NOT NULL,
  postal   TEXT NOT NULL,
  phone    TEXT NOT NULL,
  unproven INTEGER NOT NULL CHECK (unproven IN (0, 1)), -- no mail until confirmed
  PRIMARY KEY (matter, key)
) STRICT;
CREATE INDEX person_address ON person (address) WHERE address <> '';

CREATE TABLE question (
  matter  TEXT NOT NULL REFERENCES matter (key),
  key     TEXT NOT NULL,
  pos     INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  role    TEXT NOT NULL, -- whom it was put to
  person  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  message INTEGER REFERENCES message (id),
  options TEXT NOT NULL CHECK (json_type(options) = 'array'),
  asked   TEXT,
  due     TEXT,
  stage   INTEGER NOT NULL,
  closed  TEXT,
  answer  TEXT NOT NULL,
  failed  TEXT NOT NULL, -- template of the mail of ours that did not arrive
  failing TEXT NOT NULL, -- and the key of its notice
  about   TEXT NOT NULL DEFAULT '', -- key of the question it is about
  PRIMARY KEY (matter, key)
) STRICT;
CREATE INDEX question_open ON question (matter) WHERE closed IS NULL;

CREATE TABLE deadline (
  matter   TEXT NOT NULL REFERENCES matter (key),
  pos      INTEGER NOT NULL,
  kind     TEXT NOT NULL,
  date     TEXT,
  raw_end  TEXT,
  from_day TEXT,
  length   TEXT NOT NULL,
  reason   TEXT NOT NULL,
  rule     TEXT NOT NULL,
  who      TEXT NOT NULL,
  stage    INTEGER NOT NULL,
  done     TEXT,
  PRIMARY KEY (matter, pos)
) STRICT;
-- The same term does not run twice at once.
CREATE UNIQUE INDEX deadline_open ON deadline (matter, kind, coalesce(from_day, '')) WHERE done IS NULL;
CREATE INDEX deadline_due ON deadline (date) WHERE done IS NULL;

-- The log: appended, never changed, never shortened. Each line carries the hash
-- of the line before it. Content may be erased (text and salt), which the chain
-- survives since it rests on the content's salted hash.
CREATE TABLE event (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  matter  TEXT NOT NULL REFERENCES matter (key),
  at      TEXT NOT NULL CHECK (at LIKE '____-__-__T__:__:__.___Z'),
  kind    TEXT NOT NULL,
  text    TEXT NOT NULL,
  message INTEGER REFERENCES message (id),
  actor   TEXT NOT NULL,
  act     TEXT NOT NULL,
  proof   TEXT NOT NULL,
  salt    TEXT,          -- NULL once the text was erased
  content TEXT NOT NULL, -- SHA-256 over salt and text
  prev    TEXT NOT NULL, -- hash of the line before, '' in the first
  hash    TEXT NOT NULL
) STRICT;
CREATE INDEX event_matter ON event (matter);
CREATE INDEX event_kind ON event (kind, at);

-- Not an index on each of the two: their order is that of chance, so each line would
-- cost two pages more.
CREATE TRIGGER event_chained BEFORE INSERT ON event
WHEN NEW.prev IS NOT coalesce((SELECT hash FROM event ORDER BY id DESC LIMIT 1), '')
BEGIN SELECT RAISE(ABORT, 'event: a line follows the newest one'); END;

CREATE TRIGGER event_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'event: the log is never shortened'); END;

CREATE TRIGGER event_unchanged BEFORE UPDATE ON event
WHEN NOT (NEW.text = '' AND NEW.salt IS NULL
  AND NEW.id IS OLD.id AND NEW.matter IS OLD.matter AND NEW.at IS OLD.at AND NEW.kind IS OLD.kind
  AND NEW.message IS OLD.message AND NEW.actor IS OLD.actor AND NEW.act IS OLD.act
  AND NEW.proof IS OLD.proof AND NEW.content IS OLD.content AND NEW.prev IS OLD.prev
  AND NEW.hash IS OLD.hash)
BEGIN SELECT RAISE(ABORT, 'event: the log is never changed'); END;

-- Mail that goes out --------------------------------------------------------

-- "This mail must go out", until it is claimed.
CREATE TABLE notice (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  matter      TEXT NOT NULL REFERENCES matter (key),
  key         TEXT NOT NULL,
  template    TEXT NOT NULL,
  role        TEXT NOT NULL, -- to whom
  person      TEXT NOT NULL,
  question    TEXT NOT NULL,
  messages    TEXT NOT NULL CHECK (json_type(messages) = 'array'),
  about       INTEGER REFERENCES message (id),
  reason      TEXT NOT NULL,
  news        TEXT NOT NULL DEFAULT '', -- what a tussenbericht tells
  stage       INTEGER NOT NULL,
  not_before  TEXT,
  valid_until TEXT,
  version     INTEGER NOT NULL,
  letter      INTEGER NOT NULL CHECK (letter IN (0, 1)),
  paper       INTEGER NOT NULL DEFAULT 0 CHECK (paper IN (0, 1)), -- its receiver is reached by post
  state       TEXT NOT NULL DEFAULT 'wacht' CHECK (state IN (
                'wacht', 'bezig', 'verzonden', 'geweigerd', 'onbekend', 'vervallen', 'opgegeven',
                'concept', 'verstuurd')),
  why         TEXT NOT NULL DEFAULT '', -- it was dropped
  decided     TEXT NOT NULL,
  UNIQUE (matter, key), -- doing things twice sends things once
  CHECK (letter OR state NOT IN ('concept', 'verstuurd'))
) STRICT;
CREATE INDEX notice_state ON notice (state, not_before);

-- A frozen mail: from here on its bytes never change.
CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  notice     INTEGER NOT NULL UNIQUE REFERENCES notice (id), -- one notice is one mail
  matter     TEXT NOT NULL REFERENCES matter (key),
  sender     TEXT NOT NULL,
  recipient  TEXT NOT NULL,
  message_id TEXT NOT NULL UNIQUE,
  mark       TEXT UNIQUE,            -- value of our header in it
  text_hash  TEXT NOT NULL,          -- of its normalised text
  date       TEXT NOT NULL,
  state      TEXT NOT NULL CHECK (state IN (
               'bezig', 'opnieuw', 'verzonden', 'geweigerd', 'onbekend', 'opgegeven', 'vervallen',
               'concept', 'verstuurd')),
  attempts   INTEGER NOT NULL CHECK (attempts >= 1),
  looks      INTEGER NOT NULL DEFAULT 0, -- how often an unknown one was searched for
  resent     INTEGER NOT NULL DEFAULT 0 CHECK (resent IN (0, 1)), -- once more, since nobody knew
  next_try   TEXT,
  give_up    TEXT,
  size       INTEGER NOT NULL CHECK (size >= 0),
  hash       TEXT NOT NULL DEFAULT '', -- SHA-256 of the bytes
  letter     INTEGER NOT NULL CHECK (letter IN (0, 1)),
  folder     TEXT NOT NULL,          -- where a letter was put
  fixed      TEXT NOT NULL DEFAULT '[]' CHECK (json_type(fixed) = 'array'), -- lines of a letter that must stay
  copy       INTEGER NOT NULL CHECK (copy IN (0, 1)), -- a copy goes to ourselves
  code       INTEGER NOT NULL DEFAULT 0,
  enhanced   TEXT NOT NULL DEFAULT '',
  reply      TEXT NOT NULL DEFAULT '',
  seen       TEXT,                   -- when a copy turned up in a folder: it was accepted
  bounced    TEXT,                   -- when a delivery report on it came in
  CHECK (letter OR state NOT IN ('concept', 'verstuurd'))
) STRICT;
CREATE INDEX outbox_state ON outbox (state, next_try);
CREATE INDEX outbox_date ON outbox (date);
CREATE INDEX outbox_matter ON outbox (matter);
CREATE INDEX outbox_text ON outbox (sender, text_hash);

CREATE TABLE outbox_raw (
  outbox INTEGER NOT NULL REFERENCES outbox (id),
  n      INTEGER NOT NULL CHECK (n >= 0),
  data   BLOB NOT NULL,
  PRIMARY KEY (outbox, n)
) STRICT;

-- Proof that somebody had that mail.
CREATE TABLE token (
  message_id TEXT PRIMARY KEY REFERENCES outbox (message_id),
  code       TEXT UNIQUE,
  secret     TEXT UNIQUE,
  matter     TEXT NOT NULL REFERENCES matter (key),
  role       TEXT NOT NULL,
  person     TEXT NOT NULL,
  shown      TEXT NOT NULL,
  local      TEXT NOT NULL,
  domain     TEXT NOT NULL,
  question   TEXT NOT NULL,
  template   TEXT NOT NULL,
  notice     INTEGER NOT NULL REFERENCES notice (id),
  expires    TEXT,
  spent      TEXT -- when the secret was first seen
) STRICT;
CREATE INDEX token_matter ON token (matter);

-- Other ids under which a mail of ours is known.
CREATE TABLE alias (
  alias      TEXT PRIMARY KEY,
  message_id TEXT NOT NULL REFERENCES outbox (message_id)
) STRICT;

-- The rest -------------------------------------------------------------------

CREATE TABLE job (
  name     TEXT PRIMARY KEY,
  last_run TEXT NOT NULL
) STRICT;

CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;
