"""What two sequences have in common, for whoever compares: merge, lens, file patches and reports. Pure."""
