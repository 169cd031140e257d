-- Who stands where, for networks: whole columns of numbers, each joined to one text, which is far quicker than handing over a
-- million rows one by one; stands.py puts them together. What repeats (a matter, a day, a certainty) comes once, with the
-- keys of all rows that have it. OR is quicker here than IN.

-- step: claims_from
SELECT min(key) AS key FROM claims WHERE key > :after

-- What is denied, only called for or conditional is no stand that somebody took.
-- step: stand_claims
SELECT group_concat(key), group_concat(document)
FROM claims NOT INDEXED
WHERE key BETWEEN :first AND :last AND (kind = 'position' OR kind = 'accord' OR kind = 'divergence')
  AND factuality_polarity = 'affirmed' AND (factuality_status = 'actual' OR factuality_status = 'planned')

-- step: stand_stances
SELECT group_concat(claim), group_concat(stance) FROM positions WHERE claim BETWEEN :first AND :last

-- step: stand_actors_of
SELECT group_concat(claim), group_concat(actor)
FROM claim_actors
WHERE claim BETWEEN :first AND :last AND (role = 'actor' OR role = 'parties' OR role = 'between')

-- step: stand_positions
SELECT matter, theatre, count(*) AS n, group_concat(claim) AS keys FROM positions GROUP BY matter, theatre

-- Who is tied to whom: accords that are agreed or in force (kind 1), reported divergences (2).
-- step: stand_ties
SELECT 1 AS kind, theatre, count(*) AS n, group_concat(claim) AS keys
FROM accords WHERE status IN ('agreed', 'in-force') GROUP BY theatre
UNION ALL
SELECT 2, theatre, count(*), group_concat(claim) FROM divergences WHERE kind = 'reported' GROUP BY theatre

-- step: stand_tie_matters
SELECT word AS matter, count(*) AS n, group_concat(claim) AS keys FROM claim_words WHERE role = 'matters' GROUP BY word

-- step: stand_certainties
SELECT certainty, count(*) AS n, group_concat(key) AS keys FROM claims GROUP BY certainty

-- step: stand_days
SELECT published, count(*) AS n, group_concat(key) AS keys FROM documents GROUP BY published

-- step: stand_copies
SELECT group_concat(document), group_concat(account) FROM copies

-- step: stand_actors
SELECT key, id, name, kind, country FROM actors ORDER BY key
