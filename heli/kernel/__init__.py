"""Words that every floor speaks: errors, refs, actors, conditions, cards, time. Knows no room."""
