"""Who did what to whom, when and where, and the encounters it makes up (`comity_events`, `comity_encounters`)."""
