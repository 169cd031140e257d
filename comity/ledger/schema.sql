-- The ledger: one SQLite file that holds what texts were read to say, and the texts themselves.
--
-- Two kinds of name for a row:
--   id    stable everywhere, made from content: the same text read again, anywhere, gives the same id
--   key   a handle inside this one file, for joins; it means nothing elsewhere and may change when a text is read again
--
-- A range of text is always half-open, [start, end), in Unicode code points of the document's text.
-- A date is ISO 8601, as precise as the text allows: a day, a month or a year (2015-11-15, 2015-11, 2015).
-- docs/data-model.md explains how the tables hang together; views.sql holds the readable side.

-- One text as read, in the canonical form that is fixed for ever (NFC, line ends as \n).
CREATE TABLE documents (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,   -- SHA-256 of the text in UTF-8, 64 hex digits
  name       TEXT,                   -- what it was called where it was read: a file's stem, a row's name
  title      TEXT,
  publisher  TEXT,
  url        TEXT,
  author     TEXT,
  published  TEXT,                   -- day of publication; NULL if unknown
  language   TEXT NOT NULL,          -- ISO 639-1
  licence    TEXT,
  text       TEXT NOT NULL           -- the whole text; nothing squeezed or trimmed
) STRICT;
CREATE INDEX documents_published ON documents (published);
CREATE INDEX documents_name ON documents (name);
CREATE INDEX documents_publisher ON documents (publisher, published);

-- The reading of a document that this ledger holds: one for each document, the latest.
CREATE TABLE readings (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  reader     TEXT NOT NULL,          -- program and pipeline with their versions
  read_at    TEXT NOT NULL,          -- when it was added, UTC
  digest     TEXT NOT NULL           -- SHA-256 over all that was read; `comity verify` works it out again
) STRICT;

-- A range of one document that something was read from.
CREATE TABLE spans (
  key        INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  text       TEXT NOT NULL,          -- the words that stand there; `comity verify` compares them
  UNIQUE (document, start, end),
  CHECK (0 <= start AND start <= end)
) STRICT;

-- Somebody or something that speaks or acts, as texts saw it at their date: an actor whose office changed has one row
-- for each office, all with the same id.
CREATE TABLE actors (
  key        INTEGER PRIMARY KEY,
  id         TEXT NOT NULL,          -- person/vladimir-putin, state/RUS, unnamed/a1b2c3/white-house-official
  name       TEXT NOT NULL,
  kind       TEXT NOT NULL,          -- person, state, seat, office, organisation, armed-group, alliance, media, people, unnamed
  country    TEXT,                   -- ISO 3166-1 alpha-3
  code       TEXT,                   -- CAMEO/PLOVER actor code: country and sector
  role       TEXT                    -- office held at the document's date
) STRICT;
CREATE UNIQUE INDEX actors_as_seen
  ON actors (id, name, kind, ifnull('=' || country, ''), ifnull('=' || code, ''), ifnull('=' || role, ''));
CREATE INDEX actors_name ON actors (name COLLATE NOCASE);

-- A span that names one actor, or a set of them ("both leaders").
CREATE TABLE mentions (
  key        INTEGER PRIMARY KEY,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n          INTEGER NOT NULL,       -- place among the document's mentions, in text order
  span       INTEGER NOT NULL REFERENCES spans,
  how        TEXT NOT NULL,          -- how it was resolved: name, title, metonym, demonym, nominal, pronoun, set, apposition
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

-- An attribution: a source said (cue) a content.
CREATE TABLE statements (
  key          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  document     INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n            INTEGER NOT NULL,     -- place among the document's statements, in text order
  kind         TEXT NOT NULL,        -- direct, indirect, mixed
  source_type  TEXT NOT NULL,        -- named person, named organisation, unnamed official, unnamed other, document, media
  parent       INTEGER REFERENCES statements DEFERRABLE INITIALLY DEFERRED,  -- the statement that relays this one
  said_value   TEXT,                 -- when it was said; the words for it are the piece with role `said`
  said_end     TEXT,                 -- end of a range
  said_how     TEXT,                 -- absolute, publication (worked out from its day), anchor (from a date in the text)
  venue        TEXT,
  certainty    REAL NOT NULL,        -- in [0, 1]
  reader       TEXT NOT NULL         -- rule or model, and version
) STRICT;
CREATE INDEX statements_document ON statements (document, n);
CREATE INDEX statements_parent ON statements (parent);

-- The words of a statement, by role: source, cue, content (more than one where a cue interrupts it), said.
CREATE TABLE statement_pieces (
  statement  INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  span       INTEGER NOT NULL REFERENCES spans,
  PRIMARY KEY (statement, role, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_pieces_span ON statement_pieces (span);

-- Who speaks; several speak together.
CREATE TABLE statement_speakers (
  statement  INTEGER NOT NULL REFERENCES statements ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  actor      INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (statement, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_speakers_actor ON statement_speakers (actor);

-- What every claim carries; the table named by `kind` (events, positions …) has a row with the rest.
CREATE TABLE claims (
  key                   INTEGER PRIMARY KEY,
  id                    TEXT NOT NULL UNIQUE,
  document              INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n                     INTEGER NOT NULL,  -- place among the document's claims
  kind                  TEXT NOT NULL,     -- event, encounter, position, accord, measure, divergence, report
  statement             INTEGER REFERENCES statements,  -- innermost statement it stands in; NULL: the outlet's own voice
  factuality_certainty  TEXT NOT NULL,     -- how sure the text is: certain, probable, possible
  factuality_polarity   TEXT NOT NULL,     -- affirmed, denied
  factuality_status     TEXT NOT NULL,     -- actual, planned, called-for, conditional
  certainty             REAL NOT NULL,     -- how sure the reader is, in [0, 1]
  reader                TEXT NOT NULL      -- rule or model, and version
) STRICT;
CREATE INDEX claims_document ON claims (document, n);
CREATE INDEX claims_kind ON claims (kind);
CREATE INDEX claims_statement ON claims (statement);
CREATE INDEX claims_certainty ON claims (certainty, key);

-- Every span a claim rests on, by role. All kinds: evidence (the whole clause first), cues (of factuality), when.
-- Events: trigger, place_span, actor_mentions, recipient_mentions, mentions. Encounters: duration, present, occasion.
-- Positions: about, cue. Measures: span, quantity, deadline, deadline_span, condition. Accords: cue, content, order (n is
-- that of measure_order). Divergences: cue, content, sides. Reports: about.
CREATE TABLE claim_spans (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  span       INTEGER NOT NULL REFERENCES spans,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_spans_span ON claim_spans (span);

-- Every actor in a claim, by role. Events: actors, recipients, third_parties. Encounters: participants, initiated_by.
-- Positions: actor. Accords: parties, mediators. Measures: obliged, beneficiaries. Divergences: between. Reports: actors.
CREATE TABLE claim_actors (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  actor      INTEGER NOT NULL REFERENCES actors,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_actors_actor ON claim_actors (actor);

-- Lists of words in a claim, by role. Events: contexts (PLOVER). Accords and divergences: matters. Divergences: words (the
-- two that part).
CREATE TABLE claim_words (
  claim      INTEGER NOT NULL REFERENCES claims ON DELETE CASCADE,
  role       TEXT NOT NULL,
  n          INTEGER NOT NULL,
  word       TEXT NOT NULL,
  PRIMARY KEY (claim, role, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_words_word ON claim_words (role, word);

-- Who did what to whom (PLOVER).
CREATE TABLE events (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  type        TEXT NOT NULL,         -- AGREE, CONSULT, SUPPORT, CONCEDE, COOPERATE, AID, RETREAT, REQUEST, ACCUSE, REJECT …
  mode        TEXT,
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT,                  -- absolute, publication, anchor
  place       TEXT,
  magnitude   TEXT
) STRICT;
CREATE INDEX events_when ON events (when_value);
CREATE INDEX events_place ON events (place);
CREATE INDEX events_type ON events (type);

-- One meeting, call, summit or round of talks that events of one document speak of.
CREATE TABLE encounters (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  format      TEXT NOT NULL,         -- meeting, call, video call, summit, talks, visit, letter
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT,
  place       TEXT
) STRICT;
CREATE INDEX encounters_when ON encounters (when_value);
CREATE INDEX encounters_place ON encounters (place);

-- The events that make up an encounter.
CREATE TABLE encounter_events (
  encounter  INTEGER NOT NULL REFERENCES encounters ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  event      INTEGER NOT NULL REFERENCES events ON DELETE CASCADE,
  PRIMARY KEY (encounter, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX encounter_events_event ON encounter_events (event);

-- Where one actor stands on one matter.
CREATE TABLE positions (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  matter      TEXT NOT NULL,         -- code from the list of matters
  theatre     TEXT,                  -- country or conflict that the matter is about
  stance      INTEGER NOT NULL CHECK (stance IN (-1, 0, 1)),  -- against, mixed or on conditions, for
  strength    REAL NOT NULL
) STRICT;
CREATE INDEX positions_matter ON positions (matter, theatre);

-- Something that actors agreed, one of them pledged, or that is in force between them.
CREATE TABLE accords (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  status      TEXT NOT NULL,         -- agreed, in-force, proposed, pledged, rejected, collapsed
  name        TEXT,                  -- as the text gives it
  known       TEXT,                  -- id among the known accords
  theatre     TEXT,
  when_value  TEXT,
  when_end    TEXT,
  when_how    TEXT
) STRICT;
CREATE INDEX accords_known ON accords (known);
CREATE INDEX accords_status ON accords (status);

-- One thing that an accord or pledge obliges somebody to do.
CREATE TABLE measures (
  claim           INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  accord          INTEGER NOT NULL REFERENCES accords ON DELETE CASCADE,
  n               INTEGER NOT NULL,  -- place among the accord's measures, as the text lists them
  matter          TEXT NOT NULL,
  number          TEXT,              -- as numbered in the accord
  action          TEXT,
  deadline_value  TEXT,
  deadline_end    TEXT,
  deadline_how    TEXT,
  place           TEXT
) STRICT;
CREATE INDEX measures_accord ON measures (accord, n);
CREATE INDEX measures_matter ON measures (matter);

-- Order between two measures of one accord: left before / after / if right.
CREATE TABLE measure_order (
  accord         INTEGER NOT NULL REFERENCES accords ON DELETE CASCADE,
  n              INTEGER NOT NULL,
  left_measure   INTEGER NOT NULL REFERENCES measures ON DELETE CASCADE,
  relation       TEXT NOT NULL,      -- before, after, if
  right_measure  INTEGER NOT NULL REFERENCES measures ON DELETE CASCADE,
  slip           TEXT,               -- the likely word where the text's own is likely a slip; the edge follows it
  certainty      REAL NOT NULL,
  PRIMARY KEY (accord, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX measure_order_left ON measure_order (left_measure);
CREATE INDEX measure_order_right ON measure_order (right_measure);

-- Something on which actors are said to differ, or two passages of one text do.
CREATE TABLE divergences (
  claim       INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  kind        TEXT NOT NULL,         -- reported, inconsistency
  theatre     TEXT
) STRICT;

-- A claim about the state of a measure: what is reported done, broken, delayed …
CREATE TABLE reports (
  claim        INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  status       TEXT NOT NULL,        -- pledged, begun, partial, fulfilled, delayed, violated, denied
  matter       TEXT NOT NULL,
  accord_name  TEXT,
  when_value   TEXT,
  when_end     TEXT,
  when_how     TEXT
) STRICT;
CREATE INDEX reports_matter ON reports (matter);

-- What could not be read, and why: never silence.
CREATE TABLE refusals (
  key         INTEGER PRIMARY KEY,
  source      TEXT NOT NULL UNIQUE,  -- the path or address as given; the latest refusal of it
  code        TEXT NOT NULL,         -- one word for the kind of reason
  reason      TEXT NOT NULL,
  refused_at  TEXT NOT NULL          -- UTC
) STRICT;

-- What people said of a claim or statement: a history, nothing is ever changed in it. Kept by id, so that reading a text
-- again does not touch it; what stands is laid over every new reading.
CREATE TABLE reviews (
  key          INTEGER PRIMARY KEY,
  document     TEXT NOT NULL,        -- documents.id
  about        TEXT NOT NULL,        -- id of the claim or statement judged, or of the one added
  kind         TEXT NOT NULL,        -- statement, or the claim's kind
  reviewer     TEXT NOT NULL,
  verdict      TEXT NOT NULL,        -- right, wrong, corrected, added, undone
  before       TEXT,                 -- the entry as it stood, as JSON
  after        TEXT,                 -- the entry put in its place or added, as JSON
  made         TEXT,                 -- id of that entry
  undoes       INTEGER REFERENCES reviews,  -- the judgement that this one takes back
  note         TEXT,
  reviewed_at  TEXT NOT NULL         -- UTC
) STRICT;
CREATE INDEX reviews_about ON reviews (about);
CREATE INDEX reviews_document ON reviews (document);
CREATE INDEX reviews_made ON reviews (made);
CREATE INDEX reviews_undoes ON reviews (undoes);

-- What the machine read of a document that somebody judged, as JSON: the other tables hold it as reviewers left it.
CREATE TABLE machine_readings (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  reading    TEXT NOT NULL
) STRICT;

-- Where a text appeared: the same text from two outlets is one document with two appearances. The first one stands in
-- `documents`, unless the user gave something else.
CREATE TABLE appearances (
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n          INTEGER NOT NULL,       -- in the order in which they came
  name       TEXT,
  title      TEXT,
  publisher  TEXT,
  url        TEXT,
  author     TEXT,
  published  TEXT,
  licence    TEXT,
  PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;

-- What a document is recognised by in edited copies: a MinHash signature over runs of words.
CREATE TABLE signatures (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  shingles   INTEGER NOT NULL,       -- how many runs of words it has
  signature  BLOB NOT NULL           -- 32-bit numbers, little-endian
) STRICT;

-- Pieces of signatures, hashed: documents that share one are compared.
CREATE TABLE signature_bands (
  band       INTEGER NOT NULL,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;
CREATE INDEX signature_bands_document ON signature_bands (document);

-- A document that is a copy of another, lightly edited or not: both are one account. The one published first stands for
-- all of them and has no row here.
CREATE TABLE copies (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  account    INTEGER NOT NULL REFERENCES documents,
  likeness   REAL NOT NULL           -- share of runs of words that both have, estimated
) STRICT;
CREATE INDEX copies_account ON copies (account);

-- What an encounter claim is compared with others by, worked out from it.
CREATE TABLE sightings (
  claim      INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  grain      TEXT NOT NULL,          -- day, range, month, year; told: no date but that of publication
  first      TEXT NOT NULL,          -- the days on which it may have been
  last       TEXT NOT NULL,
  sighting   TEXT NOT NULL           -- the rest, as JSON
) STRICT;
CREATE INDEX sightings_first ON sightings (first, claim);

-- What sightings are looked up by: each two of its sides.
CREATE TABLE sighting_pairs (
  pair       TEXT NOT NULL,
  grain      TEXT NOT NULL,
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  claim      INTEGER NOT NULL REFERENCES sightings ON DELETE CASCADE,
  PRIMARY KEY (pair, grain, first, last, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_pairs_claim ON sighting_pairs (claim);

-- Which encounter each encounter claim tells of, over all documents.
CREATE TABLE joined (
  claim      INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  core       TEXT NOT NULL,          -- its group before what reviewers said of it
  encounter  TEXT NOT NULL,          -- the least id among the encounter's claims
  because    TEXT                    -- why it was joined; NULL for the clearest claim of an encounter
) STRICT;
CREATE INDEX joined_core ON joined (core);
CREATE INDEX joined_encounter ON joined (encounter);

-- What people said of encounters: a history, nothing is ever changed in it.
CREATE TABLE encounter_reviews (
  key          INTEGER PRIMARY KEY,
  verdict      TEXT NOT NULL,        -- merged, split, undone
  reviewer     TEXT NOT NULL,
  undoes       INTEGER REFERENCES encounter_reviews,  -- the judgement that this one takes back
  note         TEXT,
  reviewed_at  TEXT NOT NULL         -- UTC
) STRICT;

-- The claims that a judgement of encounters names: by id, and by place for a later reading that gives another id.
CREATE TABLE encounter_review_claims (
  review       INTEGER NOT NULL REFERENCES encounter_reviews,
  claim        TEXT NOT NULL,        -- claims.id
  document     TEXT NOT NULL,        -- documents.id
  start        INTEGER NOT NULL,
  end          INTEGER NOT NULL,
  PRIMARY KEY (review, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX encounter_review_claims_document ON encounter_review_claims (document);

-- Documents whose copies and encounters are still to be looked for: those of an older ledger.
CREATE TABLE to_join (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE
) STRICT;

-- A statement that a person coded by hand in another program, as its file has it; apart from what the machine read.
-- It may be of a text that this ledger does not hold.
CREATE TABLE codings (
  key        INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,          -- name of the file that it came from; imported again, it takes the place of its own
  statement  INTEGER NOT NULL,       -- its number there
  coder      TEXT NOT NULL,
  kind       TEXT NOT NULL,          -- the type of statement there
  document   TEXT NOT NULL,          -- documents.id of its text
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  coded      TEXT NOT NULL           -- variables and what they were given, as a JSON object
) STRICT;
CREATE INDEX codings_document ON codings (document);
CREATE INDEX codings_file ON codings (file);

-- What full-text search of statements looks at.
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

-- What full-text search of claims looks at: the actors, and the clause a claim was read from.
CREATE VIEW claim_texts AS
SELECT claims.key,
       claims.document,
       ifnull((SELECT group_concat(name, ', ') FROM
         (SELECT actors.name FROM claim_actors JOIN actors ON actors.key = actor
          WHERE claim = claims.key ORDER BY claim_actors.role, n)), '') AS actors,
       ifnull((SELECT spans.text FROM claim_spans JOIN spans ON spans.key = span
               WHERE claim = claims.key AND role = 'evidence' AND n = 0), '') AS quote
FROM claims;

-- Full-text search; each index keeps no copy of the words.
CREATE VIRTUAL TABLE document_search USING fts5 (
  title, text, content = 'documents', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE statement_search USING fts5 (
  speakers, content, content = 'statement_texts', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE claim_search USING fts5 (
  actors, quote, content = 'claim_texts', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');
