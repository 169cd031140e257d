"""What was agreed, pledged or proposed, with its measures and their order (component `comity_accords`)."""
