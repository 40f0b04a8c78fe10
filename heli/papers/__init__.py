"""Papers (文书): numbers of things and, later, printed forms."""
