"""One reading for transcripts and pages: labels, people, days and times. Pure, and of neither in particular."""
