"""The only door to pywikibot."""
