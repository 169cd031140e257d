-- The tables that a ledger hands over to statistics (Arrow, Parquet), by name; docs/networks.md lists their columns.
-- Each begins with the documents, so that a lake can be written year by year. Names ending in _json are lists or objects.

-- table: documents
SELECT documents.id AS document, accounts.id AS account, documents.name, documents.title, documents.publisher, documents.url, documents.author,
  documents.published, documents.language, documents.licence, readings.reader, documents.text
FROM documents LEFT JOIN readings ON readings.document = documents.key
LEFT JOIN copies ON copies.document = documents.key
JOIN documents AS accounts ON accounts.key = ifnull(copies.account, documents.key)

-- table: statements
SELECT statements.id AS statement, documents.id AS document, documents.published, documents.publisher,
  statements.kind, statements.source_type, parents.id AS parent, statements.said_value AS said, statements.said_end,
  (SELECT json_group_array(actors.id) FROM (SELECT actor FROM statement_speakers
    WHERE statement = statements.key ORDER BY n) JOIN actors ON actors.key = actor) AS speakers_json,
  (SELECT json_group_array(actors.name) FROM (SELECT actor FROM statement_speakers
    WHERE statement = statements.key ORDER BY n) JOIN actors ON actors.key = actor) AS speaker_names_json,
  (SELECT group_concat(text, ' … ') FROM (SELECT spans.text FROM statement_pieces JOIN spans ON spans.key = span
    WHERE statement = statements.key AND role = 'content' ORDER BY n)) AS content,
  (SELECT min(spans.start) FROM statement_pieces JOIN spans ON spans.key = span
    WHERE statement = statements.key AND role = 'content') AS start,
  (SELECT max(spans.end) FROM statement_pieces JOIN spans ON spans.key = span
    WHERE statement = statements.key AND role = 'content') AS end,
  statements.certainty, statements.reader
FROM documents CROSS JOIN statements ON statements.document = documents.key
LEFT JOIN statements AS parents ON parents.key = statements.parent

-- table: positions
SELECT {claim}, actors.id AS actor, actors.name AS actor_name, actors.kind AS actor_kind,
  actors.country AS actor_country, actors.role AS actor_role, positions.matter, positions.theatre, positions.stance,
  positions.strength,
  (SELECT text FROM claim_spans JOIN spans ON spans.key = span
    WHERE claim = claims.key AND role = 'about') AS about
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN positions ON positions.claim = claims.key
CROSS JOIN claim_actors ON claim_actors.claim = claims.key AND claim_actors.role = 'actor'
JOIN actors ON actors.key = claim_actors.actor
{evidence}

-- table: accords
SELECT {claim}, accords.status, accords.name, accords.known, accords.theatre, accords.when_value, accords.when_end,
  {parties} AS parties_json, {mediators} AS mediators_json, {matters} AS matters_json,
  (SELECT text FROM claim_spans JOIN spans ON spans.key = span
    WHERE claim = claims.key AND role = 'content') AS content
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN accords ON accords.claim = claims.key
{evidence}

-- table: measures
SELECT {claim}, owners.id AS accord, measures.n AS place_in_accord, measures.matter, measures.number, measures.action,
  measures.deadline_value, measures.deadline_end, measures.place, {obliged} AS obliged_json,
  {beneficiaries} AS beneficiaries_json,
  (SELECT text FROM claim_spans JOIN spans ON spans.key = span
    WHERE claim = claims.key AND role = 'span') AS measure
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN measures ON measures.claim = claims.key
JOIN claims AS owners ON owners.key = measures.accord
{evidence}

-- table: divergences
SELECT {claim}, divergences.kind, divergences.theatre, {between} AS between_json, {matters} AS matters_json,
  (SELECT text FROM claim_spans JOIN spans ON spans.key = span
    WHERE claim = claims.key AND role = 'content') AS content
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN divergences ON divergences.claim = claims.key
{evidence}

-- table: events
SELECT {claim}, events.type, events.mode, events.when_value, events.when_end, events.place, events.magnitude,
  {actors} AS actors_json, {recipients} AS recipients_json, {contexts} AS contexts_json
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN events ON events.claim = claims.key
{evidence}

-- table: encounters
SELECT {claim}, encounters.format, encounters.when_value, encounters.when_end, encounters.place,
  {participants} AS participants_json, {initiated_by} AS initiated_by_json
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN encounters ON encounters.claim = claims.key
{evidence}

-- table: reports
SELECT {claim}, reports.status, reports.matter, reports.accord_name, reports.when_value, reports.when_end,
  {actors} AS actors_json,
  (SELECT text FROM claim_spans JOIN spans ON spans.key = span
    WHERE claim = claims.key AND role = 'about') AS about
FROM documents CROSS JOIN claims ON claims.document = documents.key
CROSS JOIN reports ON reports.claim = claims.key
{evidence}

-- table: actors
SELECT actors.id AS actor, actors.name, actors.kind, actors.country, actors.code, actors.role FROM actors

-- part: claim
claims.id AS claim, documents.id AS document, accounts.id AS account, accounts.published AS told, documents.published,
  documents.publisher, statements.id AS statement,
  claims.factuality_certainty, claims.factuality_polarity, claims.factuality_status, claims.certainty, claims.reader,
  spans.start, spans.end, spans.text AS quote

-- part: evidence
LEFT JOIN copies ON copies.document = documents.key
JOIN documents AS accounts ON accounts.key = ifnull(copies.account, documents.key)
LEFT JOIN statements ON statements.key = claims.statement
LEFT JOIN claim_spans AS evidence ON evidence.claim = claims.key AND evidence.role = 'evidence' AND evidence.n = 0
LEFT JOIN spans ON spans.key = evidence.span

-- part: actors_of
(SELECT json_group_array(json_object('id', actors.id, 'name', actors.name, 'kind', actors.kind,
    'country', actors.country, 'role', actors.role))
  FROM (SELECT actor FROM claim_actors WHERE claim = claims.key AND role = '{role}' ORDER BY n)
  JOIN actors ON actors.key = actor)

-- part: words_of
(SELECT json_group_array(word) FROM (SELECT word FROM claim_words
  WHERE claim = claims.key AND role = '{role}' ORDER BY n))
