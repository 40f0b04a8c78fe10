"""The repository's commands: set-up, start and stop, the test runner."""
