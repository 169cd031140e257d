"""Where an actor stands on a matter, from the words that say so (component `comity_positions`)."""
