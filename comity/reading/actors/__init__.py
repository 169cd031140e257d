"""Who is named: every mention of an actor, found, then given to the one it means (component `comity_actors`)."""
