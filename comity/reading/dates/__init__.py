"""When: the dates of a text, worked out against its day of publication (component `comity_dates`)."""
