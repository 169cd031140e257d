"""One file for each kind of page, each with a `router`; `create_app` finds them by itself."""
