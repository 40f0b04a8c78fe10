"""Documents, thin: files on anything, kept by their content, given out to those who see what they are about."""
