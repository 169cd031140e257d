-- The readable side of the ledger: one view for each question, without keys. Open the file with any SQLite tool.
-- Views hold no data: they are made anew when a ledger is opened for writing by another version.

-- From each statement up to the outlet: the speakers, then whom they told and who relayed them, joined by arrows.
CREATE VIEW source_chains AS
WITH RECURSIVE
  speakers (statement, names) AS (
    SELECT statements.key,
           ifnull((SELECT group_concat(name, ', ') FROM
             (SELECT CASE kind WHEN 'unnamed' THEN name || ' (unnamed)' ELSE name END AS name
              FROM statement_speakers JOIN actors ON actors.key = actor
              WHERE statement = statements.key ORDER BY n)), 'not said')
           || CASE WHEN venue LIKE 'to %'
              THEN ' → ' || substr(venue, 4, instr(venue || ',', ',') - 4) ELSE '' END
    FROM statements),
  up (statement, parent, chain, depth) AS (
    SELECT statements.key, statements.parent, speakers.names, 1
    FROM statements JOIN speakers ON speakers.statement = statements.key
    UNION ALL
    SELECT up.statement, statements.parent, up.chain || ' → ' || speakers.names, up.depth + 1
    FROM up
    JOIN statements ON statements.key = up.parent
    JOIN speakers ON speakers.statement = statements.key
    WHERE up.depth < 20)
SELECT up.statement,
       up.chain || ' → ' || coalesce(documents.publisher, documents.title, documents.name, 'this text') AS chain
FROM up
JOIN statements ON statements.key = up.statement
JOIN documents ON documents.key = statements.document
WHERE up.parent IS NULL;

-- Who said what, through whom.
CREATE VIEW who_said_what AS
SELECT documents.published,
       statement_texts.speakers,
       (SELECT spans.text FROM statement_pieces JOIN spans ON spans.key = span
        WHERE statement = statements.key AND role = 'cue') AS cue,
       statement_texts.content,
       statements.kind,
       statements.source_type,
       source_chains.chain,
       statements.said_value AS said,
       statements.venue,
       documents.title,
       documents.id AS document,
       (SELECT min(spans.start) FROM statement_pieces JOIN spans ON spans.key = span
        WHERE statement = statements.key AND role = 'content') AS start,
       statements.id AS statement
FROM statements
JOIN documents ON documents.key = statements.document
JOIN statement_texts ON statement_texts.key = statements.key
LEFT JOIN source_chains ON source_chains.statement = statements.key;

-- What every claim shares, in readable form: its quote, where the quote stands, who is behind it.
CREATE VIEW claim_lines AS
SELECT claims.key,
       claims.kind,
       spans.text AS quote,
       coalesce(source_chains.chain, documents.publisher, documents.title, documents.name, 'this text') AS chain,
       CASE WHEN claims.factuality_polarity = 'denied' THEN 'denied'
            WHEN claims.factuality_status <> 'actual' THEN claims.factuality_status
            WHEN claims.factuality_certainty <> 'certain' THEN claims.factuality_certainty
            ELSE 'stated' END AS told_as,
       claims.certainty,
       documents.published,
       documents.title,
       documents.id AS document,
       spans.start,
       spans.end,
       claims.id AS claim
FROM claims
JOIN documents ON documents.key = claims.document
LEFT JOIN claim_spans ON claim_spans.claim = claims.key AND claim_spans.role = 'evidence' AND claim_spans.n = 0
LEFT JOIN spans ON spans.key = claim_spans.span
LEFT JOIN source_chains ON source_chains.statement = claims.statement;

-- The actors of each claim and role, joined by commas.
CREATE VIEW claim_names AS
SELECT claim, role, group_concat(name, ', ') AS names
FROM (SELECT claim, claim_actors.role, CASE kind WHEN 'unnamed' THEN name || ' (unnamed)' ELSE name END AS name
      FROM claim_actors JOIN actors ON actors.key = actor ORDER BY claim, claim_actors.role, n)
GROUP BY claim, role;

-- The matter or matters of each claim that has any.
CREATE VIEW matters_of_claims AS
SELECT claim, matter FROM positions
UNION ALL SELECT claim, matter FROM measures
UNION ALL SELECT claim, matter FROM reports
UNION ALL SELECT claim, word FROM claim_words WHERE role = 'matters';

-- Who met, when, where, for how long, with whom present.
CREATE VIEW who_met AS
SELECT encounters.when_value AS date,
       (SELECT names FROM claim_names WHERE claim = encounters.claim AND role = 'participants') AS participants,
       encounters.format,
       encounters.place,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = encounters.claim AND role = 'duration') AS duration,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = encounters.claim AND role = 'present') AS present,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = encounters.claim AND role = 'occasion') AS occasion,
       (SELECT names FROM claim_names WHERE claim = encounters.claim AND role = 'initiated_by') AS initiated_by,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM encounters JOIN claim_lines ON claim_lines.key = encounters.claim;

-- Who met, each encounter once: how many accounts and documents tell of it, copies aside and included, and which outlets.
CREATE VIEW who_met_by_account AS
SELECT min(encounters.when_value) AS date,
       max(CASE WHEN joined.because IS NULL THEN claim_names.names END) AS participants,
       max(CASE WHEN joined.because IS NULL THEN encounters.format END) AS format,
       max(encounters.place) AS place,
       count(DISTINCT ifnull(copies.account, claims.document)) AS accounts,
       count(DISTINCT claims.document) AS documents,
       count(*) AS claims,
       group_concat(DISTINCT coalesce(documents.publisher, documents.title, documents.name, 'this text')) AS outlets,
       joined.encounter
FROM joined JOIN claims ON claims.key = joined.claim JOIN encounters ON encounters.claim = joined.claim
JOIN documents ON documents.key = claims.document
LEFT JOIN copies ON copies.document = claims.document
LEFT JOIN claim_names ON claim_names.claim = joined.claim AND claim_names.role = 'participants'
GROUP BY joined.encounter;

-- Each text that is a copy of another, and of which one: both are one account.
CREATE VIEW copied_texts AS
SELECT documents.published, documents.publisher, documents.title, copies.likeness, firsts.publisher AS first_publisher,
       firsts.title AS first_title, documents.id AS document, firsts.id AS account
FROM copies JOIN documents ON documents.key = copies.document JOIN documents AS firsts ON firsts.key = copies.account;

-- Who did what to whom.
CREATE VIEW who_did_what AS
SELECT events.when_value AS date,
       (SELECT names FROM claim_names WHERE claim = events.claim AND role = 'actors') AS actors,
       events.type,
       events.mode,
       (SELECT names FROM claim_names WHERE claim = events.claim AND role = 'recipients') AS recipients,
       events.place,
       events.magnitude,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM events JOIN claim_lines ON claim_lines.key = events.claim;

-- Where each actor stands on each matter.
CREATE VIEW positions_by_matter AS
SELECT positions.matter,
       positions.theatre,
       (SELECT names FROM claim_names WHERE claim = positions.claim AND role = 'actor') AS actor,
       CASE positions.stance WHEN 1 THEN 'support' WHEN -1 THEN 'oppose' ELSE 'mixed' END AS stance,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = positions.claim AND role = 'about') AS about,
       positions.strength,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM positions JOIN claim_lines ON claim_lines.key = positions.claim
ORDER BY positions.matter, positions.theatre, published;

-- What was agreed, by whom.
CREATE VIEW what_was_agreed AS
SELECT accords.when_value AS date,
       (SELECT names FROM claim_names WHERE claim = accords.claim AND role = 'parties') AS parties,
       accords.status,
       accords.name,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = accords.claim AND role = 'content') AS content,
       (SELECT group_concat(word, ', ') FROM claim_words WHERE claim = accords.claim AND role = 'matters') AS matters,
       accords.theatre,
       (SELECT names FROM claim_names WHERE claim = accords.claim AND role = 'mediators') AS mediators,
       (SELECT count(*) FROM measures WHERE accord = accords.claim) AS measures,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM accords JOIN claim_lines ON claim_lines.key = accords.claim;

-- What each accord obliges whom to do.
CREATE VIEW what_it_obliges AS
SELECT coalesce(accords.name, 'unnamed accord') AS accord,
       measures.n + 1 AS place_in_text,
       measures.number,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = measures.claim AND role = 'span') AS measure,
       measures.matter,
       (SELECT names FROM claim_names WHERE claim = measures.claim AND role = 'obliged') AS obliged,
       measures.deadline_value AS deadline,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = measures.claim AND role = 'condition') AS condition,
       told_as, quote, chain, published, document, start, end,
       (SELECT id FROM claims WHERE key = measures.accord) AS accord_claim,
       claim_lines.claim
FROM measures
JOIN accords ON accords.claim = measures.accord
JOIN claim_lines ON claim_lines.key = measures.claim;

-- In what order an accord's measures are to be done.
CREATE VIEW in_what_order AS
SELECT coalesce(accords.name, 'unnamed accord') AS accord,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = left_measure AND role = 'span') AS measure,
       measure_order.relation,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = right_measure AND role = 'span') AS other_measure,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = measure_order.accord AND role = 'order' AND claim_spans.n = measure_order.n) AS cue,
       measure_order.slip,
       measure_order.certainty,
       claim_lines.document,
       claim_lines.claim AS accord_claim
FROM measure_order
JOIN accords ON accords.claim = measure_order.accord
JOIN claim_lines ON claim_lines.key = measure_order.accord;

-- Where actors are said to differ, and where one text parts from itself.
CREATE VIEW where_accounts_part AS
SELECT divergences.kind,
       (SELECT names FROM claim_names WHERE claim = divergences.claim AND role = 'between') AS between_actors,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = divergences.claim AND role = 'content') AS content,
       (SELECT group_concat(word, ' / ') FROM claim_words
        WHERE claim = divergences.claim AND role = 'words') AS words,
       (SELECT group_concat(word, ', ') FROM claim_words
        WHERE claim = divergences.claim AND role = 'matters') AS matters,
       divergences.theatre,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM divergences JOIN claim_lines ON claim_lines.key = divergences.claim;

-- Whether it was done: what is reported of each measure, by whom.
CREATE VIEW was_it_done AS
SELECT coalesce(reports.when_value, published) AS date,
       (SELECT text FROM claim_spans JOIN spans ON spans.key = span
        WHERE claim = reports.claim AND role = 'about') AS measure,
       reports.status,
       reports.matter,
       reports.accord_name AS accord,
       (SELECT names FROM claim_names WHERE claim = reports.claim AND role = 'actors') AS actors,
       told_as, quote, chain, published, document, start, end, claim_lines.claim
FROM reports JOIN claim_lines ON claim_lines.key = reports.claim;
