-- Schema 7: search by stems: a word finds its other forms.

DROP TABLE document_search;

CREATE VIRTUAL TABLE document_search USING fts5 (
  title, text, content = 'documents', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');

INSERT INTO document_search (document_search) VALUES ('rebuild');

DROP TABLE statement_search;

CREATE VIRTUAL TABLE statement_search USING fts5 (
  speakers, content, content = 'statement_texts', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');

INSERT INTO statement_search (statement_search) VALUES ('rebuild');

DROP TABLE claim_search;

CREATE VIRTUAL TABLE claim_search USING fts5 (
  actors, quote, content = 'claim_texts', content_rowid = 'key', tokenize = 'porter unicode61 remove_diacritics 2');

INSERT INTO claim_search (claim_search) VALUES ('rebuild');
