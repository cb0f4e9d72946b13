"""What prose tells in words: labels, people, days and times. Pure, and of no transcript or wiki in particular."""
