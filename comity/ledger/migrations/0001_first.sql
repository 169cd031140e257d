-- Schema 1, frozen as it was; schema.sql explains the tables. A test builds a ledger from the migrations alone and compares.

CREATE TABLE documents (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  name       TEXT,
  title      TEXT,
  publisher  TEXT,
  url        TEXT,
  author     TEXT,
  published  TEXT,
  language   TEXT NOT NULL,
  licence    TEXT,
  text       TEXT NOT NULL
) STRICT;

CREATE INDEX documents_published ON documents (published);

CREATE INDEX documents_name ON documents (name);

CREATE TABLE readings (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  reader     TEXT NOT NULL,
  read_at    TEXT NOT NULL,
  digest     TEXT NOT NULL
) STRICT;

CREATE TABLE spans (
  key        INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  text       TEXT NOT NULL,
  UNIQUE (document, start, end),
  CHECK (0 <= start AND start <= end)
) STRICT;

CREATE TABLE actors (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,
  country    TEXT,
  code       TEXT,
  role       TEXT
) STRICT;

CREATE UNIQUE INDEX actors_as_seen
  ON actors (id, name, kind, ifnull('=' || country, ''), ifnull('=' || code, ''), ifnull('=' || role, ''));

CREATE INDEX actors_name ON actors (name COLLATE NOCASE);

CREATE TABLE mentions (
  key        INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  span       INTEGER NOT NULL REFERENCES spans,
  how        TEXT NOT NULL,
  certainty  REAL NOT NULL
) STRICT;

CREATE INDEX mentions_document ON mentions (document, n);

CREATE INDEX mentions_span ON mentions (span);

CREATE TABLE mention_actors (
  mention    INTEGER NOT NULL REFERENCES mentions ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  actor      INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (mention, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX mention_actors_actor ON mention_actors (actor);

CREATE TABLE statements (
  key          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  document     INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n            INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  source_type  TEXT NOT NULL,
  parent       INTEGER REFERENCES statements DEFERRABLE INITIALLY DEFERRED,
  said_value   TEXT,
  said_end     TEXT,
  said_how     TEXT,
  venue        TEXT,
  certainty    REAL NOT NULL,
  reader       TEXT NOT NULL
) STRICT;

CREATE INDEX statements_document ON statements (document, n);

CREATE INDEX statements_parent ON statements (parent);

CREATE TABLE statement_pieces (
  statement  INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  span       INTEGER NOT NULL REFERENCES spans,
  PRIMARY KEY (statement, role, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_pieces_span ON statement_pieces (span);

CREATE TABLE statement_speakers (
  statement  INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  actor      INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (statement, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX statement_speakers_actor ON statement_speakers (actor);

CREATE TABLE claims (
  key                   INTEGER PRIMARY KEY,
  id                    TEXT NOT NULL UNIQUE,
  document              INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n                     INTEGER NOT NULL,
  kind                  TEXT NOT NULL,
  statement             INTEGER REFERENCES statements,
  factuality_certainty  TEXT NOT NULL,
  factuality_polarity   TEXT NOT NULL,
  factuality_status     TEXT NOT NULL,
  certainty             REAL NOT NULL,
  reader                TEXT NOT NULL
) STRICT;

CREATE INDEX claims_document ON claims (document, n);

CREATE INDEX claims_kind ON claims (kind);

CREATE INDEX claims_statement ON claims (statement);

CREATE TABLE claim_spans (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  span       INTEGER NOT NULL REFERENCES spans,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_spans_span ON claim_spans (span);

CREATE TABLE claim_actors (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  actor      INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_actors_actor ON claim_actors (actor);

CREATE TABLE claim_words (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  word       TEXT NOT NULL,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_words_word ON claim_words (role, word);

CREATE TABLE events (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  type        TEXT NOT NULL,
  mode        TEXT,
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT,
  place       TEXT,
  magnitude   TEXT
) STRICT;

CREATE INDEX events_when ON events (when_value);

CREATE TABLE encounters (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  format      TEXT NOT NULL,
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT,
  place       TEXT
) STRICT;

CREATE INDEX encounters_when ON encounters (when_value);

CREATE TABLE encounter_events (
  encounter  INTEGER NOT NULL REFERENCES encounters ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  event      INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
  PRIMARY KEY (encounter, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX encounter_events_event ON encounter_events (event);

CREATE TABLE positions (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  matter      TEXT NOT NULL,
  theatre     TEXT,
  stance      INTEGER NOT NULL CHECK (stance IN (-1, 0, 1)),
  strength    REAL NOT NULL
) STRICT;

CREATE INDEX positions_matter ON positions (matter, theatre);

CREATE TABLE accords (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  status      TEXT NOT NULL,
  name        TEXT,
  known       TEXT,
  theatre     TEXT,
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT
) STRICT;

CREATE INDEX accords_known ON accords (known);

CREATE TABLE measures (
  claim           INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  accord          INTEGER NOT NULL REFERENCES accords ON DELETE CASCADE,
  n               INTEGER NOT NULL,
  matter          TEXT NOT NULL,
  number          TEXT,
  action          TEXT,
  deadline_value  TEXT,
  deadline_end    TEXT,
  deadline_how    TEXT,
  place           TEXT
) STRICT;

CREATE INDEX measures_accord ON measures (accord, n);

CREATE INDEX measures_matter ON measures (matter);

CREATE TABLE measure_order (
  accord         INTEGER NOT NULL REFERENCES accords ON DELETE CASCADE,
  n              INTEGER NOT NULL,
  left_measure   INTEGER NOT NULL REFERENCES measures ON DELETE CASCADE,
  relation       TEXT NOT NULL,
  right_measure  INTEGER NOT NULL REFERENCES measures ON DELETE CASCADE,
  slip           TEXT,
  certainty      REAL NOT NULL,
  PRIMARY KEY (accord, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX measure_order_left ON measure_order (left_measure);

CREATE INDEX measure_order_right ON measure_order (right_measure);

CREATE TABLE divergences (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  kind        TEXT NOT NULL,
  theatre     TEXT
) STRICT;

CREATE TABLE reports (
  claim        INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  status       TEXT NOT NULL,
  matter       TEXT NOT NULL,
  accord_name  TEXT,
  when_value   TEXT,
  when_end     TEXT,
  when_how     TEXT
) STRICT;

CREATE INDEX reports_matter ON reports (matter);

CREATE TABLE refusals (
  key         INTEGER PRIMARY KEY,
  source      TEXT NOT NULL UNIQUE,
  code        TEXT NOT NULL,
  reason      TEXT NOT NULL,
  refused_at  TEXT NOT NULL
) STRICT;

CREATE TABLE reviews (
  key          INTEGER PRIMARY KEY,
  document     TEXT NOT NULL,
  about        TEXT NOT NULL,
  reviewer     TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  correction   TEXT,
  note         TEXT,
  reviewed_at  TEXT NOT NULL
) STRICT;

CREATE INDEX reviews_about ON reviews (about);

CREATE INDEX reviews_document ON reviews (document);

CREATE VIEW statement_texts AS
SELECT statements.key,
       statements.document,
       ifnull((SELECT group_concat(name, ', ') FROM
         (SELECT actors.name FROM statement_speakers JOIN actors ON actors.key = actor
          WHERE statement = statements.key ORDER BY n)), '') AS speakers,
       ifnull((SELECT group_concat(text, ' … ') FROM
         (SELECT spans.text FROM statement_pieces JOIN spans ON spans.key = span
          WHERE statement = statements.key AND role = 'content' ORDER BY n)), '') AS content
FROM statements;

CREATE VIEW claim_texts AS
SELECT claims.key,
       claims.document,
       ifnull((SELECT group_concat(name, ', ') FROM
         (SELECT actors.name FROM claim_actors JOIN actors ON actors.key = actor
          WHERE claim = claims.key ORDER BY claim_actors.role, n)), '') AS actors,
       ifnull((SELECT spans.text FROM claim_spans JOIN spans ON spans.key = span
               WHERE claim = claims.key AND role = 'evidence' AND n = 0), '') AS quote
FROM claims;

CREATE VIRTUAL TABLE document_search USING fts5 (
  title, text, content = 'documents', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE statement_search USING fts5 (
  speakers, content, content = 'statement_texts', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');

CREATE VIRTUAL TABLE claim_search USING fts5 (
  actors, quote, content = 'claim_texts', content_rowid = 'key', tokenize = 'unicode61 remove_diacritics 2');
