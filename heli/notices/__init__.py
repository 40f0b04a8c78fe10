"""Notices (通知) in the page: what the ledger says that a post is to be told, made into text when it is read."""
