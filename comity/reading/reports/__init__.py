"""What a text claims of how a measure stands (component `comity_reports`)."""
