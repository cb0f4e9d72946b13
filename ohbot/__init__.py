"""ohbot keeps office hours: transcripts become wiki pages, and pages and archive stay in sync, both ways.

One word for one thing, everywhere:

session       one meeting: its facts (title, start, people, recordings ...) and its body
session file  the session as YAML in the archive, written by people and by ohbot
archive       a folder of session files with one ``ohbot.toml``
page          the wiki page that shows a session; its *text* is wikitext
exchange      one question and its answers
message       one line of a chat log (say, action, event)
prose         wikitext that ohbot keeps as it is and does not interpret
shape         a way in which pages lay out exchanges or messages
lens          ``get``: text -> session; ``put``: session, old text -> new text; ``create``: session -> text
base          the page revision last synced
local         the session file now
remote        the page now
plan          what a sync will do, as plain values; an action is one step of it
conflict      a place where both sides changed the same thing
"""

__version__ = "0.1.0"
