"""One pure reader per kind of transcript."""
