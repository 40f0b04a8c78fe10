"""Access: levels and audiences on information, conditions that read them, and the register of exits."""
