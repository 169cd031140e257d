-- Every step that writes to a ledger or loads whole rows from it, by name. Values are bound, never pasted in. Lists of keys
-- are bound as JSON arrays. `comity … --explain` prints each step as it runs. What a question filters by is in find.py.

-- step: document_key
SELECT key FROM documents WHERE id = :id

-- step: add_document
INSERT INTO documents (id, name, title, publisher, url, author, published, language, licence, text)
VALUES (:id, :name, :title, :publisher, :url, :author, :published, :language, :licence, :text)

-- step: update_document
UPDATE documents SET name = coalesce(:name, name), title = :title, publisher = :publisher, url = :url, author = :author,
  published = :published, language = :language, licence = :licence
WHERE key = :key

-- step: index_document
INSERT INTO document_search (rowid, title, text) SELECT key, title, text FROM documents WHERE key = :key

-- step: unindex_document
INSERT INTO document_search (document_search, rowid, title, text)
SELECT 'delete', key, title, text FROM documents WHERE key = :key

-- step: add_reading
INSERT INTO readings (document, reader, read_at, digest) VALUES (:document, :reader, :read_at, :digest)

-- step: add_span
INSERT INTO spans (document, start, end, text) VALUES (:document, :start, :end, :text)

-- step: find_actor
SELECT key FROM actors
WHERE id = :id AND name = :name AND kind = :kind AND country IS :country AND code IS :code AND role IS :role

-- step: add_actor
INSERT INTO actors (id, name, kind, country, code, role) VALUES (:id, :name, :kind, :country, :code, :role)

-- step: add_mention
INSERT INTO mentions (document, n, span, how, certainty) VALUES (:document, :n, :span, :how, :certainty)

-- step: add_mention_actor
INSERT INTO mention_actors (mention, n, actor) VALUES (:mention, :n, :actor)

-- step: add_statement
INSERT INTO statements (id, document, n, kind, source_type, said_value, said_end, said_how, venue, certainty, reader)
VALUES (:id, :document, :n, :kind, :source_type, :said_value, :said_end, :said_how, :venue, :certainty, :reader)

-- step: set_parent
UPDATE statements SET parent = :parent WHERE key = :key

-- step: add_statement_piece
INSERT INTO statement_pieces (statement, role, n, span) VALUES (:owner, :role, :n, :span)

-- step: add_statement_speaker
INSERT INTO statement_speakers (statement, n, actor) VALUES (:owner, :n, :actor)

-- step: add_claim
INSERT INTO claims (id, document, n, kind, statement, factuality_certainty, factuality_polarity, factuality_status,
  certainty, reader)
VALUES (:id, :document, :n, :kind, :statement, :factuality_certainty, :factuality_polarity, :factuality_status,
  :certainty, :reader)

-- step: add_claim_span
INSERT INTO claim_spans (claim, role, n, span) VALUES (:owner, :role, :n, :span)

-- step: add_claim_actor
INSERT INTO claim_actors (claim, role, n, actor) VALUES (:owner, :role, :n, :actor)

-- step: add_claim_word
INSERT INTO claim_words (claim, role, n, word) VALUES (:owner, :role, :n, :word)

-- step: add_event
INSERT INTO events (claim, type, mode, when_value, when_end, when_how, place, magnitude)
VALUES (:claim, :type, :mode, :when_value, :when_end, :when_how, :place, :magnitude)

-- step: add_encounter
INSERT INTO encounters (claim, format, when_value, when_end, when_how, place)
VALUES (:claim, :format, :when_value, :when_end, :when_how, :place)

-- step: add_encounter_event
INSERT INTO encounter_events (encounter, n, event) VALUES (:encounter, :n, :event)

-- step: add_position
INSERT INTO positions (claim, matter, theatre, stance, strength) VALUES (:claim, :matter, :theatre, :stance, :strength)

-- step: add_accord
INSERT INTO accords (claim, status, name, known, theatre, when_value, when_end, when_how)
VALUES (:claim, :status, :name, :known, :theatre, :when_value, :when_end, :when_how)

-- step: add_measure
INSERT INTO measures (claim, accord, n, matter, number, action, deadline_value, deadline_end, deadline_how, place)
VALUES (:claim, :accord, :place_in_accord, :matter, :number, :action, :deadline_value, :deadline_end, :deadline_how, :place)

-- step: add_measure_order
INSERT INTO measure_order (accord, n, left_measure, relation, right_measure, slip, certainty)
VALUES (:accord, :n, :left_measure, :relation, :right_measure, :slip, :certainty)

-- step: add_divergence
INSERT INTO divergences (claim, kind, theatre) VALUES (:claim, :kind, :theatre)

-- step: add_report
INSERT INTO reports (claim, status, matter, accord_name, when_value, when_end, when_how)
VALUES (:claim, :status, :matter, :accord_name, :when_value, :when_end, :when_how)

-- step: index_statements
INSERT INTO statement_search (rowid, speakers, content)
SELECT key, speakers, content FROM statement_texts WHERE document = :document

-- step: index_claims
INSERT INTO claim_search (rowid, actors, quote) SELECT key, actors, quote FROM claim_texts WHERE document = :document

-- step: unindex_statements
INSERT INTO statement_search (statement_search, rowid, speakers, content)
SELECT 'delete', key, speakers, content FROM statement_texts WHERE document = :document

-- step: unindex_claims
INSERT INTO claim_search (claim_search, rowid, actors, quote)
SELECT 'delete', key, actors, quote FROM claim_texts WHERE document = :document

-- step: actors_of_document
SELECT actor FROM mention_actors JOIN mentions ON mentions.key = mention WHERE mentions.document = :document
UNION SELECT actor FROM statement_speakers JOIN statements ON statements.key = statement
  WHERE statements.document = :document
UNION SELECT actor FROM claim_actors JOIN claims ON claims.key = claim WHERE claims.document = :document

-- step: remove_mentions
DELETE FROM mentions WHERE document = :document

-- step: remove_claims
DELETE FROM claims WHERE document = :document

-- step: unlink_statements
UPDATE statements SET parent = NULL WHERE document = :document

-- step: remove_statements
DELETE FROM statements WHERE document = :document

-- step: remove_spans
DELETE FROM spans WHERE document = :document

-- step: remove_reading
DELETE FROM readings WHERE document = :document

-- step: remove_document
DELETE FROM documents WHERE key = :key

-- step: remove_reviews
DELETE FROM reviews WHERE document = :id

-- step: remove_unused_actors
DELETE FROM actors WHERE key IN (SELECT value FROM json_each(:actors))
  AND NOT EXISTS (SELECT 1 FROM mention_actors WHERE actor = actors.key)
  AND NOT EXISTS (SELECT 1 FROM statement_speakers WHERE actor = actors.key)
  AND NOT EXISTS (SELECT 1 FROM claim_actors WHERE actor = actors.key)

-- step: optimise_document_search
INSERT INTO document_search (document_search) VALUES ('optimize')

-- step: optimise_statement_search
INSERT INTO statement_search (statement_search) VALUES ('optimize')

-- step: optimise_claim_search
INSERT INTO claim_search (claim_search) VALUES ('optimize')

-- step: check_document_search
INSERT INTO document_search (document_search, rank) VALUES ('integrity-check', 1)

-- step: check_statement_search
INSERT INTO statement_search (statement_search, rank) VALUES ('integrity-check', 1)

-- step: check_claim_search
INSERT INTO claim_search (claim_search, rank) VALUES ('integrity-check', 1)

-- step: refuse
INSERT INTO refusals (source, code, reason, refused_at) VALUES (:source, :code, :reason, :refused_at)
ON CONFLICT (source) DO UPDATE SET code = excluded.code, reason = excluded.reason, refused_at = excluded.refused_at

-- step: remove_refusal
DELETE FROM refusals WHERE source = :source

-- step: refusals
SELECT source, code, reason, refused_at FROM refusals ORDER BY refused_at, key

-- step: document
SELECT documents.*, readings.reader, readings.read_at, readings.digest
FROM documents LEFT JOIN readings ON readings.document = documents.key
WHERE documents.key = :key

-- step: document_keys
SELECT key FROM documents ORDER BY key

-- step: documents
SELECT documents.key, documents.id, name, title, publisher, url, author, published, language, licence,
       length(text) AS characters, readings.reader, readings.read_at,
       (SELECT count(*) FROM statements WHERE document = documents.key) AS statements,
       (SELECT count(*) FROM claims WHERE document = documents.key) AS claims,
       (SELECT firsts.id FROM copies JOIN documents AS firsts ON firsts.key = copies.account
        WHERE copies.document = documents.key) AS copy_of,
       (SELECT group_concat(publisher, ', ') FROM (SELECT DISTINCT publisher FROM appearances
        WHERE appearances.document = documents.key AND publisher IS NOT documents.publisher AND publisher IS NOT NULL
        ORDER BY n)) AS also
FROM documents LEFT JOIN readings ON readings.document = documents.key
ORDER BY published IS NULL, published, documents.key

-- step: document_heads
SELECT documents.key, documents.id, name, title, publisher, url, published FROM documents
WHERE key IN (SELECT value FROM json_each(:documents))

-- step: documents_like
SELECT key, id, title, name FROM documents
WHERE (length(:word) >= 6 AND id LIKE lower(:word) || '%' AND NOT lower(:word) GLOB '*[^0-9a-f]*')
   OR name = :word OR url = :word OR title = :word COLLATE NOCASE

-- step: actors_like
SELECT key FROM actors
WHERE id = :actor OR instr(' ' || replace(lower(name), '-', ' ') || ' ', ' ' || replace(lower(:actor), '-', ' ') || ' ') > 0

-- step: spans
SELECT * FROM spans WHERE document = :document ORDER BY start, end

-- step: mentions
SELECT mentions.key, spans.start, spans.end, spans.text, mentions.how, mentions.certainty
FROM mentions JOIN spans ON spans.key = mentions.span
WHERE mentions.document = :document ORDER BY mentions.n

-- step: mention_actors
SELECT mention AS owner, actors.* FROM mention_actors
JOIN mentions ON mentions.key = mention JOIN actors ON actors.key = actor
WHERE mentions.document = :document ORDER BY mention, mention_actors.n

-- step: statements_of_document
SELECT key FROM statements WHERE document = :document ORDER BY n

-- step: claims_of_document
SELECT key FROM claims WHERE document = :document ORDER BY n

-- step: statements
SELECT statements.*, documents.id AS document_id, parents.id AS parent_id
FROM statements JOIN documents ON documents.key = statements.document
LEFT JOIN statements AS parents ON parents.key = statements.parent
WHERE statements.key IN (SELECT value FROM json_each(:keys))

-- step: statement_pieces
SELECT statement AS owner, role, spans.start, spans.end, spans.text
FROM statement_pieces JOIN spans ON spans.key = span
WHERE statement IN (SELECT value FROM json_each(:keys)) ORDER BY statement, role, n

-- step: statement_speakers
SELECT statement AS owner, 'speakers' AS as_role, actors.*
FROM statement_speakers JOIN actors ON actors.key = actor
WHERE statement IN (SELECT value FROM json_each(:keys)) ORDER BY statement, n

-- step: claims
SELECT claims.*, documents.id AS document_id, statements.id AS statement_id
FROM claims JOIN documents ON documents.key = claims.document
LEFT JOIN statements ON statements.key = claims.statement
WHERE claims.key IN (SELECT value FROM json_each(:keys))

-- step: claim_spans
SELECT claim AS owner, role, spans.start, spans.end, spans.text, n
FROM claim_spans JOIN spans ON spans.key = span
WHERE claim IN (SELECT value FROM json_each(:keys)) ORDER BY claim, role, n

-- step: claim_actors
SELECT claim AS owner, claim_actors.role AS as_role, actors.*
FROM claim_actors JOIN actors ON actors.key = actor
WHERE claim IN (SELECT value FROM json_each(:keys)) ORDER BY claim, claim_actors.role, n

-- step: claim_words
SELECT claim AS owner, role, word FROM claim_words
WHERE claim IN (SELECT value FROM json_each(:keys)) ORDER BY claim, role, n

-- step: events
SELECT * FROM events WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: encounters
SELECT * FROM encounters WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: encounter_events
SELECT encounter AS owner, claims.id AS event FROM encounter_events JOIN claims ON claims.key = event
WHERE encounter IN (SELECT value FROM json_each(:keys)) ORDER BY encounter, encounter_events.n

-- step: positions
SELECT * FROM positions WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: accords
SELECT * FROM accords WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: measures
SELECT measures.*, claims.id AS accord_id FROM measures JOIN claims ON claims.key = measures.accord
WHERE claim IN (SELECT value FROM json_each(:keys)) ORDER BY measures.accord, measures.n

-- step: measures_of_accords
SELECT claim FROM measures WHERE accord IN (SELECT value FROM json_each(:keys))

-- step: measure_order
SELECT measure_order.*, measure_order.accord AS owner, l.id AS left_id, r.id AS right_id
FROM measure_order JOIN claims AS l ON l.key = left_measure JOIN claims AS r ON r.key = right_measure
WHERE measure_order.accord IN (SELECT value FROM json_each(:keys)) ORDER BY measure_order.accord, measure_order.n

-- step: divergences
SELECT * FROM divergences WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: reports
SELECT * FROM reports WHERE claim IN (SELECT value FROM json_each(:keys))

-- step: chain_of_statements
WITH RECURSIVE up (key) AS (
  SELECT value FROM json_each(:keys)
  UNION SELECT (SELECT parent FROM statements WHERE statements.key = up.key) FROM up WHERE up.key IS NOT NULL)
SELECT up.key FROM up WHERE up.key IS NOT NULL

-- step: search_documents
SELECT 'document' AS kind, documents.key, documents.key AS document, bm25(document_search) AS rank,
       highlight(document_search, 1, :open, :close) AS marked,
       snippet(document_search, -1, :open, :close, '…', 24) AS snippet
FROM document_search JOIN documents ON documents.key = document_search.rowid
WHERE document_search MATCH :query ORDER BY rank LIMIT :limit

-- step: search_statements
SELECT 'statement' AS kind, statements.key, statements.document, bm25(statement_search) AS rank,
       snippet(statement_search, -1, :open, :close, '…', 24) AS snippet
FROM statement_search JOIN statements ON statements.key = statement_search.rowid
WHERE statement_search MATCH :query ORDER BY rank LIMIT :limit

-- step: search_claims
SELECT 'claim' AS kind, claims.key, claims.document, bm25(claim_search) AS rank,
       snippet(claim_search, -1, :open, :close, '…', 24) AS snippet
FROM claim_search JOIN claims ON claims.key = claim_search.rowid
WHERE claim_search MATCH :query ORDER BY rank LIMIT :limit

-- step: many_documents
SELECT 1 FROM document_search WHERE document_search MATCH :query LIMIT 1 OFFSET :most

-- step: latest_documents
SELECT 'document' AS kind, documents.key, documents.key AS document, 0.0 AS rank,
       highlight(document_search, 1, :open, :close) AS marked,
       snippet(document_search, -1, :open, :close, '…', 24) AS snippet
FROM document_search JOIN documents ON documents.key = document_search.rowid
WHERE document_search MATCH :query ORDER BY document_search.rowid DESC LIMIT :limit

-- step: many_statements
SELECT 1 FROM statement_search WHERE statement_search MATCH :query LIMIT 1 OFFSET :most

-- step: latest_statements
SELECT 'statement' AS kind, statements.key, statements.document, 0.0 AS rank,
       snippet(statement_search, -1, :open, :close, '…', 24) AS snippet
FROM statement_search JOIN statements ON statements.key = statement_search.rowid
WHERE statement_search MATCH :query ORDER BY statement_search.rowid DESC LIMIT :limit

-- step: many_claims
SELECT 1 FROM claim_search WHERE claim_search MATCH :query LIMIT 1 OFFSET :most

-- step: latest_claims
SELECT 'claim' AS kind, claims.key, claims.document, 0.0 AS rank,
       snippet(claim_search, -1, :open, :close, '…', 24) AS snippet
FROM claim_search JOIN claims ON claims.key = claim_search.rowid
WHERE claim_search MATCH :query ORDER BY claim_search.rowid DESC LIMIT :limit

-- step: refusals_of_source
SELECT source FROM refusals
WHERE source = :source OR source LIKE replace(replace(replace(:source, '\', '\\'), '%', '\%'), '_', '\_') || '/%' ESCAPE '\'
   OR source LIKE replace(replace(replace(:source, '\', '\\'), '%', '\%'), '_', '\_') || ':%' ESCAPE '\'

-- step: add_review
INSERT INTO reviews (document, about, kind, reviewer, verdict, before, after, made, undoes, note, reviewed_at)
VALUES (:document, :about, :kind, :reviewer, :verdict, :before, :after, :made, :undoes, :note, :reviewed_at)

-- step: review
SELECT reviews.*, key NOT IN (SELECT undoes FROM reviews WHERE undoes IS NOT NULL) AS standing
FROM reviews WHERE key = :key

-- step: reviews
SELECT reviews.*, key NOT IN (SELECT undoes FROM reviews WHERE undoes IS NOT NULL) AS standing
FROM reviews
WHERE (:document IS NULL OR document = :document)
  AND (:about IS NULL OR about IN (SELECT value FROM json_each(:about)))
ORDER BY key

-- step: last_review
SELECT reviews.*, key NOT IN (SELECT undoes FROM reviews WHERE undoes IS NOT NULL) AS standing
FROM reviews WHERE about = :about ORDER BY key DESC LIMIT 1

-- step: review_line
WITH RECURSIVE line (id) AS (
  SELECT :about
  UNION
  SELECT CASE WHEN reviews.about = line.id THEN reviews.made ELSE reviews.about END
  FROM line JOIN reviews ON line.id IN (reviews.about, reviews.made) WHERE reviews.made IS NOT NULL)
SELECT id FROM line

-- step: review_queue
SELECT claims.key, claims.certainty FROM claims
WHERE (claims.certainty, claims.key) > (:certainty, :key)
  AND (:least IS NULL OR claims.certainty >= :least)
  AND (:most IS NULL OR claims.certainty <= :most)
  AND (:kind IS NULL OR claims.kind = :kind)
  AND (:document IS NULL OR claims.document = :document)
  AND claims.reader NOT LIKE 'reviewer:%'
  AND NOT EXISTS (SELECT 1 FROM reviews WHERE about = claims.id AND verdict <> 'undone'
                  AND key NOT IN (SELECT undoes FROM reviews WHERE undoes IS NOT NULL))
ORDER BY claims.certainty, claims.key LIMIT :limit

-- step: keys_of_claims
SELECT key, id FROM claims WHERE id IN (SELECT value FROM json_each(:ids))

-- step: keys_of_statements
SELECT key, id FROM statements WHERE id IN (SELECT value FROM json_each(:ids))

-- step: entry_document
SELECT document FROM claims WHERE id = :id UNION ALL SELECT document FROM statements WHERE id = :id

-- step: actor_by_id
SELECT * FROM actors WHERE id = :id ORDER BY key DESC LIMIT 1

-- step: actor_by_name
SELECT * FROM actors WHERE name = :name COLLATE NOCASE ORDER BY key DESC LIMIT 1

-- step: keep_machine_reading
INSERT INTO machine_readings (document, reading) VALUES (:document, :reading)
ON CONFLICT (document) DO UPDATE SET reading = excluded.reading

-- step: machine_reading
SELECT reading FROM machine_readings WHERE document = :document

-- step: remove_machine_reading
DELETE FROM machine_readings WHERE document = :document

-- step: same_review
SELECT 1 FROM reviews WHERE document = :document AND about = :about AND reviewer = :reviewer AND verdict = :verdict
  AND reviewed_at = :at AND after IS :after

-- step: count_kinds
SELECT 'document' AS kind, count(*) AS n FROM documents
UNION ALL SELECT 'statement', count(*) FROM statements
UNION ALL SELECT 'refusal', count(*) FROM refusals
UNION ALL SELECT 'review', count(*) FROM reviews
UNION ALL SELECT kind, count(*) FROM claims GROUP BY kind

-- step: tally_documents
SELECT value AS key,
       (SELECT count(*) FROM statements WHERE document = value) AS statements,
       (SELECT count(*) FROM claims WHERE document = value) AS claims
FROM json_each(:documents)

-- step: entry_key
SELECT key, 0 AS is_statement FROM claims WHERE id = :id UNION ALL SELECT key, 1 FROM statements WHERE id = :id

-- step: statements_inside
SELECT key FROM statements WHERE parent = (SELECT key FROM statements WHERE id = :id) ORDER BY n LIMIT 200

-- step: claims_inside
SELECT key FROM claims WHERE statement = (SELECT key FROM statements WHERE id = :id) ORDER BY n LIMIT 200

-- step: actor_with_counts
SELECT id, name, kind, country, role,
       (SELECT count(DISTINCT claim) FROM claim_actors WHERE actor IN (SELECT key FROM actors WHERE id = :id)) AS claims,
       (SELECT count(DISTINCT statement) FROM statement_speakers
        WHERE actor IN (SELECT key FROM actors WHERE id = :id)) AS statements
FROM actors WHERE id = :id ORDER BY key DESC LIMIT 1

-- step: busiest_actors
WITH
  in_claims AS (SELECT actor, count(DISTINCT claim) AS n FROM claim_actors GROUP BY actor),
  in_statements AS (SELECT actor, count(DISTINCT statement) AS n FROM statement_speakers GROUP BY actor)
SELECT actors.id, actors.name, actors.kind, actors.country, max(actors.role) AS role,
       sum(ifnull(in_claims.n, 0)) AS claims, sum(ifnull(in_statements.n, 0)) AS statements
FROM actors LEFT JOIN in_claims ON in_claims.actor = actors.key LEFT JOIN in_statements ON in_statements.actor = actors.key
WHERE actors.kind <> 'unnamed'
GROUP BY actors.id ORDER BY claims + statements DESC, actors.id LIMIT :limit

-- step: actors_named
SELECT DISTINCT id, name, kind, country, NULL AS role FROM actors
WHERE instr(lower(name), lower(:words)) > 0 ORDER BY length(name), name LIMIT :limit

-- step: newest_stances_of_actor
SELECT DISTINCT claim FROM claim_actors
WHERE actor IN (SELECT key FROM actors WHERE id = :actor) AND role = 'actor'
  AND (:matter IS NULL OR EXISTS (SELECT 1 FROM positions
       WHERE positions.claim = claim_actors.claim AND matter = :matter AND (:theatre IS NULL OR theatre = :theatre)))
ORDER BY claim DESC LIMIT :limit

-- step: newest_stances_on_matter
SELECT claim FROM positions WHERE matter = :matter AND (:theatre IS NULL OR theatre = :theatre)
ORDER BY claim DESC LIMIT :limit

-- step: stances
SELECT claims.id, positions.matter, positions.theatre, positions.stance, positions.strength,
       documents.published, documents.id AS document, documents.publisher, actors.name AS actor, actors.id AS actor_id,
       (SELECT spans.text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = positions.claim AND claim_spans.role = 'about') AS about
FROM json_each(:claims) AS newest CROSS JOIN positions ON positions.claim = newest.value
JOIN claims ON claims.key = positions.claim JOIN documents ON documents.key = claims.document
JOIN claim_actors ON claim_actors.claim = positions.claim AND claim_actors.role = 'actor'
JOIN actors ON actors.key = claim_actors.actor
ORDER BY positions.claim DESC

-- step: matters_with_counts
SELECT matter, theatre, count(*) AS positions, sum(stance = 1) AS supporting, sum(stance = 0) AS mixed,
       sum(stance = -1) AS opposing
FROM positions GROUP BY matter, theatre ORDER BY matter, count(*) DESC

-- step: sources_with_counts
SELECT actors.id, actors.name, actors.kind, statements.source_type, count(*) AS statements,
       sum(statements.parent IS NOT NULL) AS relayed
FROM statement_speakers JOIN statements ON statements.key = statement JOIN actors ON actors.key = actor
GROUP BY actors.id, statements.source_type ORDER BY count(*) DESC, actors.id LIMIT 300

-- step: chain_depths
WITH RECURSIVE down (key, depth) AS (
  SELECT key, 1 FROM statements WHERE parent IS NULL
  UNION ALL SELECT statements.key, depth + 1 FROM down JOIN statements ON statements.parent = down.key)
SELECT depth, count(*) AS statements FROM down GROUP BY depth ORDER BY depth

-- step: outlets_with_counts
WITH busiest AS MATERIALIZED (
  SELECT publisher, count(*) AS documents, min(published) AS first, max(published) AS last
  FROM documents GROUP BY publisher ORDER BY count(*) DESC, publisher LIMIT 200)
SELECT ifnull(busiest.publisher, 'not named') AS publisher, busiest.publisher IS NOT NULL AS named, busiest.documents,
       busiest.first, busiest.last,
       (SELECT count(*) FROM documents CROSS JOIN claims ON claims.document = documents.key
        WHERE documents.publisher IS busiest.publisher) AS claims
FROM busiest ORDER BY busiest.documents DESC, busiest.publisher

-- step: page_of_encounters
SELECT joined.encounter, sightings.first AS day, sightings.claim AS key
FROM sightings JOIN joined ON joined.claim = sightings.claim
WHERE joined.because IS NULL AND (sightings.first, sightings.claim) < (:day, :key)
ORDER BY sightings.first DESC, sightings.claim DESC LIMIT :limit

-- step: page_of_encounters_of
WITH named AS MATERIALIZED (
  SELECT DISTINCT joined.encounter FROM claim_actors CROSS JOIN joined ON joined.claim = claim_actors.claim
  WHERE actor IN (SELECT value FROM json_each(:actors)) AND role = 'participants')
SELECT joined.encounter, sightings.first AS day, sightings.claim AS key
FROM named CROSS JOIN joined ON joined.encounter = named.encounter AND joined.because IS NULL
CROSS JOIN sightings ON sightings.claim = joined.claim
WHERE (sightings.first, sightings.claim) < (:day, :key)
ORDER BY sightings.first DESC, sightings.claim DESC LIMIT :limit

-- step: busy_actors
SELECT 1 FROM claim_actors WHERE actor IN (SELECT value FROM json_each(:actors)) LIMIT 1 OFFSET 4000

-- step: page_of_encounters_of_busy
SELECT joined.encounter, sightings.first AS day, sightings.claim AS key
FROM sightings CROSS JOIN joined ON joined.claim = sightings.claim
WHERE joined.because IS NULL AND (sightings.first, sightings.claim) < (:day, :key)
  AND EXISTS (SELECT 1 FROM joined AS other CROSS JOIN claim_actors ON claim_actors.claim = other.claim
    WHERE other.encounter = joined.encounter AND claim_actors.role = 'participants'
      AND claim_actors.actor IN (SELECT value FROM json_each(:actors)))
ORDER BY sightings.first DESC, sightings.claim DESC LIMIT :limit

-- step: many_stands
SELECT 1 FROM positions
CROSS JOIN claims ON claims.key = positions.claim CROSS JOIN documents ON documents.key = claims.document
WHERE (SELECT count(*) FROM positions) > :most
  AND (:matter IS NULL OR positions.matter = :matter) AND (:theatre IS NULL OR positions.theatre = :theatre)
  AND (:since IS NULL OR documents.published >= :since) AND (:until IS NULL OR documents.published <= :until || '~')
LIMIT 1 OFFSET :most

-- step: months
SELECT DISTINCT substr(published, 1, 7) AS month FROM documents WHERE published IS NOT NULL ORDER BY month

-- step: places_with_counts
SELECT place, count(*) AS n, sum(kind = 'encounter') AS encounters, sum(kind = 'event') AS events,
       min(day) AS first, max(day) AS last
FROM (SELECT place, 'event' AS kind, when_value AS day FROM events WHERE place IS NOT NULL
      UNION ALL SELECT place, 'encounter', when_value FROM encounters WHERE place IS NOT NULL)
WHERE (:kind IS NULL OR kind = :kind) AND (:month IS NULL OR substr(day, 1, length(:month)) = :month)
GROUP BY place ORDER BY n DESC, place LIMIT 300

-- step: timeline
SELECT substr(coalesce(when_value, documents.published), 1, 7) AS month, told.kind, count(*) AS n
FROM (SELECT claim, 'event' AS kind, when_value FROM events
      UNION ALL SELECT claim, 'encounter', when_value FROM encounters) AS told
JOIN claims ON claims.key = claim JOIN documents ON documents.key = claims.document
WHERE length(coalesce(when_value, documents.published)) >= 7
GROUP BY 1, 2 ORDER BY 1
