"""The seven stages (clause 2.2): entering, leaving through a gate, suspending, resuming, cancelling, closing."""
