"""Knowledge (经验成果, 2.4.4): the archive list with kind, level, retention and digest, found by search. Thin for now."""
