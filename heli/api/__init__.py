"""REST on the registries: one endpoint per act, cards, timelines, and the reads that rooms offer. No business rule."""
