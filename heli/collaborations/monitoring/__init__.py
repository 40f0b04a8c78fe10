"""Monitoring (执行监控, clause 2.2.5): progress checks by rhythm, problems registered to a person and solved or left over."""
