"""The only door to the wiki (and to pywikibot): batched reads, one safe save, errors by class, login.

Everything that comes out is a value of `ohbot.model`, everything that fails is an error of `ohbot.errors`.
pywikibot is imported by `connect` and not before.
"""

from ohbot.wiki.connect import connect
from ohbot.wiki.credentials import Credentials, Redaction, credentials_from, wikis_from
from ohbot.wiki.door import Wiki
from ohbot.wiki.exclusion import may_edit
from ohbot.wiki.texts import check_title
from ohbot.wiki.trust import is_loopback
from ohbot.wiki.values import SiteFacts
