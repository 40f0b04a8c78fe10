"""A room for tests only: the smallest thing that acts can be about. Never installed outside heli.config.testing."""
