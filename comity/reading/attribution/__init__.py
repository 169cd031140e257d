"""Who says what, through whom: rules and a trained network, joined (component `comity_attribution`)."""
