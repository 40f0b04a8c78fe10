"""The walk: one matter, launching 企业开办一件事, from need to closing, by any way of doing deeds."""
