"""The lens between wikitext and sessions: pure, and the only door to mwparserfromhell."""
