# ruff: noqa: F821 - pywikibot runs this file with the names `usernames` and `authenticate` already there
"""How to log in with pywikibot's own configuration; two ways, take one.

You need this file only if you have, or want, a configuration that pywikibot's scripts share. ohbot by itself takes
the account from the environment: OHBOT_USERNAME with OHBOT_PASSWORD (a bot password: Name@suffix), or the four of
OAuth, PWB_CONSUMER_TOKEN, PWB_CONSUMER_SECRET, PWB_ACCESS_TOKEN and PWB_ACCESS_SECRET. They go before this file.

To use it: copy it to user-config.py, fill it in, let nobody else write or read it (chmod 600), and name it in
ohbot.toml as `user_config = "/home/me/.pywikibot/user-config.py"` under [wiki]. It is a program, so ohbot runs it
only where the environment says that it is yours: PYWIKIBOT_DIR names the folder that it is in, with its full path.
The login goes to the wiki that OHBOT_WIKI names, as in OHBOT_WIKI=meta.wikimedia.org, and to no other. Git ignores
user-config.py: never commit it.
"""

# The wiki, and the account that edits there.
family = "meta"
mylang = "meta"
usernames["meta"]["meta"] = "Example bot"

# A wiki that is only named by its `api` in ohbot.toml has no family; for it write:
# usernames["*"]["*"] = "Example bot"


# Way 1: a bot password
#
# Make it on Special:BotPasswords of the wiki, as the bot account, with the grants "Basic rights", "High-volume (bot)
# access", "Edit existing pages" and "Create, edit, and move pages". Then write one line into a file user-password.py
# beside this one (chmod 600), where "ohbot" is the bot password's name and not a part of the account's:
#
#     ("Example bot", BotPassword("ohbot", "the 32 letters and digits that the wiki showed"))

password_file = "user-password.py"


# Way 2: OAuth, with an owner-only consumer
#
# Propose one on Special:OAuthConsumerRegistration/propose of Meta: version OAuth 1.0a, "This consumer is for use
# only by ..." ticked, and the same grants as above (without "High-volume (bot) access" the bot flag is dropped in
# silence).
# The four values are shown once; take the address of your wiki for the key, and remove `password_file` above:
#
# authenticate["meta.wikimedia.org"] = (
#     "consumer token",
#     "consumer secret",
#     "access token",
#     "access secret",
# )
