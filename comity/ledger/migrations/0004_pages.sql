-- Schema 4: indexes for lists that are shown a page at a time.

CREATE INDEX sightings_first ON sightings (first, claim);

CREATE INDEX documents_publisher ON documents (publisher, published);
