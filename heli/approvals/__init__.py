"""Approvals (审批): chains of steps that belong to posts, decided by persons, and that cannot hang (2.2.3, 2.2.a, B14)."""
