"""Evaluation (协作评价, chapter 6, and 2.2.7, 2.4): parties asked, four dimensions from the record, lessons. Thin for now."""
