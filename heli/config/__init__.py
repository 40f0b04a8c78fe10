"""Django's configuration: `base` for running, `testing` for the tests. Rooms never import from here."""
