"""The index of sessions: tables of upcoming and past ones on pages that people edit, too (pure).

entry     a session as the index shows it
column    a column of a table whose heading (or microformat) tells which field it holds; all others belong to people
field     what a column tells of a session: its date, its topics ...
home      the table in which an entry belongs: that of upcoming sessions, or one of past ones
own       what ohbot's account wrote last; a cell that anybody else wrote last is theirs, and stays
"""

from ohbot.index.entries import IndexEntry, entry_of, of_plain, to_plain
from ohbot.index.history import OwnEdit
from ohbot.index.plan import Change, IndexPage, PagePlan, index_pages, plan_index
