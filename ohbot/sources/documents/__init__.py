"""Documents: blocks with questions, dialogue and facts, whatever markup they came in."""
