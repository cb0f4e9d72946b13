"""What never leaves this machine: pure rules for texts and lines, of no kind of transcript in particular.

Whoever reads a transcript asks ``withheld`` which of its lines were for one person only, before reading them, and
``commands.typed_to_one`` of each text that somebody says; ``addresses`` and ``events`` take addresses, numbers, hosts
and real names out of the rest, and ``labels`` puts labels for people who are to stay unnamed.
Where a form is unknown but may be private, the line is left out and counted.
"""
