"""Three-way merge of sessions, pure."""
