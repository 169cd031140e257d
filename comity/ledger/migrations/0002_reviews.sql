-- Schema 2: the history of judgements, and what the machine read of documents that somebody judged. Nothing wrote reviews
-- before.

DROP TABLE reviews;

CREATE TABLE reviews (
  key          INTEGER PRIMARY KEY,
  document     TEXT NOT NULL,
  about        TEXT NOT NULL,
  kind         TEXT NOT NULL,
  reviewer     TEXT NOT NULL,
  verdict      TEXT NOT NULL,
  before       TEXT,
  after        TEXT,
  made         TEXT,
  undoes       INTEGER REFERENCES reviews,
  note         TEXT,
  reviewed_at  TEXT NOT NULL
) STRICT;

CREATE INDEX reviews_about ON reviews (about);

CREATE INDEX reviews_document ON reviews (document);

CREATE INDEX reviews_made ON reviews (made);

CREATE INDEX reviews_undoes ON reviews (undoes);

CREATE TABLE machine_readings (
  document   INTEGER PRIMARY KEY REFERENCES documents ON DELETE CASCADE,
  reading    TEXT NOT NULL
) STRICT;

CREATE INDEX claims_certainty ON claims (certainty, key);
