"""The duty list (职责清单, clauses 1.2.2 and 1.2.3): rows × units × kinds, its test for overlaps and gaps, its confirmation."""
