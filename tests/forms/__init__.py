"""Bad input on every form (must-hold 7 of the first issue): the forms are found by walking, none is listed by hand."""
