-- Schema 6: statements that people coded by hand in another program, apart from what the machine read.

CREATE TABLE codings (
  key        INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,
  statement  INTEGER NOT NULL,
  coder      TEXT NOT NULL,
  kind       TEXT NOT NULL,
  document   TEXT NOT NULL,
  start      INTEGER NOT NULL,
  end        INTEGER NOT NULL,
  coded      TEXT NOT NULL
) STRICT;

CREATE INDEX codings_document ON codings (document);

CREATE INDEX codings_file ON codings (file);
