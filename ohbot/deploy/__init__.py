"""Scheduled jobs: the files that schedulers read, their rules, and whether the runs go well. Pure, no I/O."""
