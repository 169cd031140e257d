-- The steps that keep copies, appearances and joined encounters; see steps.sql.

-- step: add_appearance
INSERT INTO appearances (document, n, name, title, publisher, url, author, published, licence)
VALUES (:document, :n, :name, :title, :publisher, :url, :author, :published, :licence)

-- step: update_appearance
UPDATE appearances SET name = coalesce(:name, name), title = coalesce(:title, title),
  publisher = coalesce(:publisher, publisher), url = coalesce(:url, url), author = coalesce(:author, author),
  published = coalesce(:published, published), licence = coalesce(:licence, licence)
WHERE document = :document AND n = :n

-- step: appearances
SELECT * FROM appearances WHERE document IN (SELECT value FROM json_each(:documents)) ORDER BY document, n

-- step: awaited
SELECT document FROM to_join ORDER BY document LIMIT 200

-- step: awaited_in_all
SELECT count(*) AS n FROM to_join

-- step: arrived
DELETE FROM to_join WHERE document = :document

-- step: encounter_claims
SELECT claims.key FROM claims WHERE document = :document AND kind = 'encounter' ORDER BY n

-- step: document_head
SELECT id, publisher, published FROM documents WHERE key = :key

-- step: add_sighting
INSERT OR REPLACE INTO sightings (claim, grain, first, last, sighting)
VALUES (:claim, :grain, :first, :last, :sighting)

-- step: add_sighting_pair
INSERT OR IGNORE INTO sighting_pairs (pair, grain, first, last, claim)
VALUES (:pair, :grain, :first, :last, :claim)

-- step: sightings_of_document
SELECT sightings.sighting FROM sightings JOIN claims ON claims.key = claim WHERE claims.document = :document

-- step: remove_sightings
DELETE FROM sightings WHERE claim IN (SELECT key FROM claims WHERE document = :document)

-- step: remove_joined
DELETE FROM joined WHERE claim IN (SELECT key FROM claims WHERE document = :document)

-- step: cores_of_document
SELECT DISTINCT core FROM joined JOIN claims ON claims.key = claim WHERE claims.document = :document

-- step: sightings_of_days
SELECT DISTINCT sightings.sighting FROM sighting_pairs JOIN sightings USING (claim)
WHERE pair IN (SELECT value FROM json_each(:pairs)) AND sighting_pairs.grain = 'day'
  AND sighting_pairs.first BETWEEN :first AND :last

-- step: inexact_sightings
SELECT DISTINCT sightings.sighting FROM sighting_pairs JOIN sightings USING (claim)
WHERE pair IN (SELECT value FROM json_each(:pairs)) AND sighting_pairs.grain = :grain
  AND sighting_pairs.first BETWEEN :earliest AND :latest AND sighting_pairs.last >= :since

-- step: sightings_as_inexact
SELECT DISTINCT sightings.sighting FROM sighting_pairs JOIN sightings USING (claim)
WHERE pair IN (SELECT value FROM json_each(:pairs)) AND sighting_pairs.grain = :grain
  AND sighting_pairs.first = :first AND sighting_pairs.last = :last

-- step: exact_sightings_of_cores
SELECT joined.core, sightings.sighting FROM joined JOIN sightings USING (claim)
WHERE core IN (SELECT value FROM json_each(:cores)) AND grain = 'day'

-- step: cores_of_claims
SELECT claims.id, joined.core FROM claims JOIN joined ON joined.claim = claims.key
WHERE claims.id IN (SELECT value FROM json_each(:claims))

-- step: set_core
INSERT INTO joined (claim, core, encounter) SELECT key, :core, :core FROM claims WHERE id = :claim
ON CONFLICT (claim) DO UPDATE SET core = excluded.core

-- step: sightings_of_cores
SELECT joined.core, joined.encounter, joined.because, sightings.sighting FROM joined JOIN sightings USING (claim)
WHERE core IN (SELECT value FROM json_each(:cores))

-- step: set_encounter
UPDATE joined SET encounter = :encounter, because = :because WHERE claim = (SELECT key FROM claims WHERE id = :claim)

-- step: encounter_reviews_of_documents
SELECT DISTINCT review FROM encounter_review_claims WHERE document IN (SELECT value FROM json_each(:documents))
  AND review NOT IN (SELECT undoes FROM encounter_reviews WHERE undoes IS NOT NULL)

-- step: encounter_review_claims
SELECT encounter_review_claims.*, verdict, reviewer, reviewed_at
FROM encounter_review_claims JOIN encounter_reviews ON key = review
WHERE review IN (SELECT value FROM json_each(:reviews)) ORDER BY review, claim

-- step: claims_at
SELECT claims.id, joined.core FROM claims
JOIN documents ON documents.key = claims.document
JOIN joined ON joined.claim = claims.key
JOIN claim_spans ON claim_spans.claim = claims.key AND role = 'evidence' AND claim_spans.n = 0
JOIN spans ON spans.key = span
WHERE documents.id = :document AND claims.kind = 'encounter' AND spans.start < :end AND spans.end > :start
ORDER BY claims.n LIMIT 1

-- step: add_encounter_review
INSERT INTO encounter_reviews (verdict, reviewer, undoes, note, reviewed_at)
VALUES (:verdict, :reviewer, :undoes, :note, :reviewed_at)

-- step: add_encounter_review_claim
INSERT INTO encounter_review_claims (review, claim, document, start, end)
VALUES (:review, :claim, :document, :start, :end)

-- step: encounter_reviews
SELECT encounter_reviews.*, key NOT IN (SELECT undoes FROM encounter_reviews WHERE undoes IS NOT NULL) AS standing
FROM encounter_reviews ORDER BY key

-- step: encounters_like
SELECT DISTINCT encounter FROM joined JOIN claims ON claims.key = claim
WHERE claims.id = :word OR claims.id = 'encounter_' || lower(:word)
   OR (length(:word) >= 6 AND claims.id >= 'encounter_' || lower(:word)
       AND claims.id < 'encounter_' || lower(:word) || 'g')

-- step: encounters_by_claim
SELECT claims.id, encounter FROM joined JOIN claims ON claims.key = claim
WHERE claims.id IN (SELECT value FROM json_each(:claims))

-- step: encounters_of_claims
SELECT DISTINCT encounter FROM joined WHERE claim IN (SELECT value FROM json_each(:claims))

-- step: claims_of_encounters
SELECT claim, encounter, because FROM joined WHERE encounter IN (SELECT value FROM json_each(:encounters))

-- step: add_signature
INSERT INTO signatures (document, shingles, signature) VALUES (:document, :shingles, :signature)

-- step: add_signature_band
INSERT OR IGNORE INTO signature_bands (band, document) VALUES (:band, :document)

-- step: alike_in_bands
SELECT DISTINCT documents.key, documents.id, documents.published, shingles, signature
FROM signature_bands JOIN signatures USING (document) JOIN documents ON documents.key = signature_bands.document
WHERE band IN (SELECT value FROM json_each(:bands)) AND signature_bands.document <> :document

-- step: bands_of_document
SELECT band FROM signature_bands WHERE document = :document

-- step: signature_of_document
SELECT documents.key, documents.id, documents.published, shingles, signature
FROM signatures JOIN documents ON documents.key = document WHERE document = :document

-- step: account_of
SELECT account FROM copies WHERE document = :document

-- step: signatures_of_account
SELECT documents.key, documents.id, documents.published, shingles, signature
FROM signatures JOIN documents ON documents.key = signatures.document
WHERE documents.key = :account OR documents.key IN (SELECT document FROM copies WHERE account = :account)

-- step: copies_of
SELECT document FROM copies WHERE account = :account

-- step: remove_copies
DELETE FROM copies WHERE document IN (SELECT value FROM json_each(:documents))

-- step: remove_signature
DELETE FROM signatures WHERE document = :document

-- step: remove_signature_bands
DELETE FROM signature_bands WHERE document = :document

-- step: add_copy
INSERT INTO copies (document, account, likeness) VALUES (:document, :account, :likeness)

-- step: copies
SELECT documents.key, documents.id, documents.name, documents.title, documents.publisher, documents.url,
       documents.published, copies.account, copies.likeness
FROM copies JOIN documents ON documents.key = copies.document
ORDER BY documents.published IS NULL, documents.published, documents.id

-- step: first_of_copies
SELECT key, id, name, title, publisher, url, published FROM documents WHERE key IN (SELECT account FROM copies)
ORDER BY published IS NULL, published, id

-- step: account_of_id
SELECT firsts.key, firsts.id, firsts.name, firsts.title, firsts.publisher, firsts.url, firsts.published
FROM copies JOIN documents ON documents.key = copies.document JOIN documents AS firsts ON firsts.key = copies.account
WHERE documents.id = :id

-- step: misplaced_claims
SELECT claims.id FROM encounters JOIN claims ON claims.key = encounters.claim
LEFT JOIN joined ON joined.claim = encounters.claim
LEFT JOIN (SELECT encounter, min(claims.id) AS least FROM joined JOIN claims ON claims.key = joined.claim GROUP BY encounter)
  AS leasts ON leasts.encounter = joined.encounter
WHERE claims.document NOT IN (SELECT document FROM to_join)
  AND (joined.claim IS NULL OR joined.encounter IS NOT leasts.least)
LIMIT 50
