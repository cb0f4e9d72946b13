"""A throw-away real MediaWiki on loopback."""
