"""Access: levels and audiences on information, and the conditions that read them."""
