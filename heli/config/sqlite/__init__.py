"""Django's SQLite with writers that wait evenly for each other."""
