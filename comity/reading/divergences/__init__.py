"""Where sides differ and where a text does not fit together (component `comity_divergences`)."""
