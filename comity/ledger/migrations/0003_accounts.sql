-- Schema 3: appearances of a text, copies of one account, encounters joined across documents. What older ledgers hold is
-- taken in from `to_join` when they are opened for writing.

CREATE TABLE appearances (
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  n          INTEGER NOT NULL,
  name       TEXT,
  title      TEXT,
  publisher  TEXT,
  url        TEXT,
  author     TEXT,
  published  TEXT,
  licence    TEXT,
  PRIMARY KEY (document, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE signatures (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  shingles   INTEGER NOT NULL,
  signature  BLOB NOT NULL
) STRICT;

CREATE TABLE signature_bands (
  band       INTEGER NOT NULL,
  document   INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
  PRIMARY KEY (band, document)
) STRICT, WITHOUT ROWID;

CREATE INDEX signature_bands_document ON signature_bands (document);

CREATE TABLE copies (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  account    INTEGER NOT NULL REFERENCES documents,
  likeness   REAL NOT NULL
) STRICT;

CREATE INDEX copies_account ON copies (account);

CREATE TABLE sightings (
  claim      INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  grain      TEXT NOT NULL,
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  sighting   TEXT NOT NULL
) STRICT;

CREATE TABLE sighting_pairs (
  pair       TEXT NOT NULL,
  grain      TEXT NOT NULL,
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  claim      INTEGER NOT NULL REFERENCES sightings ON DELETE CASCADE,
  PRIMARY KEY (pair, grain, first, last, claim)
) STRICT, WITHOUT ROWID;

CREATE INDEX sighting_pairs_claim ON sighting_pairs (claim);

CREATE TABLE joined (
  claim      INTEGER PRIMARY KEY REFERENCES claims ON DELETE CASCADE,
  core       TEXT NOT NULL,
  encounter  TEXT NOT NULL,
  because    TEXT
) STRICT;

CREATE INDEX joined_core ON joined (core);

CREATE INDEX joined_encounter ON joined (encounter);

CREATE TABLE encounter_reviews (
  key          INTEGER PRIMARY KEY,
  verdict      TEXT NOT NULL,
  reviewer     TEXT NOT NULL,
  undoes       INTEGER REFERENCES encounter_reviews,
  note         TEXT,
  reviewed_at  TEXT NOT NULL
) STRICT;

CREATE TABLE encounter_review_claims (
  review       INTEGER NOT NULL REFERENCES encounter_reviews,
  claim        TEXT NOT NULL,
  document     TEXT NOT NULL,
  start        INTEGER NOT NULL,
  end          INTEGER NOT NULL,
  PRIMARY KEY (review, claim)
) STRICT, WITHOUT ROWID;

CREATE INDEX encounter_review_claims_document ON encounter_review_claims (document);

CREATE TABLE to_join (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE
) STRICT;

INSERT INTO to_join (document) SELECT key FROM documents;

INSERT INTO appearances (document, n, name, title, publisher, url, author, published, licence)
SELECT key, 0, name, title, publisher, url, author, published, licence FROM documents;
