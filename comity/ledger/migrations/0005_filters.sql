-- Schema 5: indexes for lists of events by type and place, and of accords by status.

CREATE INDEX events_type ON events (type);

CREATE INDEX accords_status ON accords (status);

CREATE INDEX events_place ON events (place);

CREATE INDEX encounters_place ON encounters (place);
