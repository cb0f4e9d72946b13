"""The settings of the sandbox wiki: PHP text, made from plain values."""

SETTINGS_FILE = "settings.php"
SWITCHES = "switches.php"
EXTENSIONS = ("AbuseFilter", "Cite", "ParserFunctions", "Poem", "SpamBlacklist", "TemplateData", "TitleBlacklist")

SETTINGS = """<?php
# Written anew at each start of the sandbox. Put your own settings into switches.php beside this file.
$wgServer = 'http://127.0.0.1:{port}';
$wgArticlePath = '/index.php?title=$1';
$wgUsePathInfo = false;

# Nothing leaves this machine.
$wgEnableEmail = false;
$wgPingback = false;
$wgUseInstantCommons = false;
$wgAllowExternalImages = false;
$wgBlacklistSettings = [ 'spam' => [ 'files' => [] ], 'email' => [ 'files' => [] ] ];
$wgTitleBlacklistSources = [];

# A wiki for tests: no waiting, no surprises. Caches live in the database, so that maintenance scripts and the
# server see the same.
$wgRateLimits = [];
$wgEnableUploads = false;
$wgMainCacheType = CACHE_DB;
$wgSessionCacheType = CACHE_DB;
$wgLocalisationCacheConf['store'] = 'array';
$wgCacheDirectory = __DIR__ . '/cache';
$wgShowExceptionDetails = true;
$wgEnableBotPasswords = true;
$wgAbuseFilterEmergencyDisableThreshold['default'] = 1;
$wgAbuseFilterEmergencyDisableCount['default'] = 1000000;
$wgGroupPermissions['sysop']['deleterevision'] = true;
$wgGroupPermissions['sysop']['deletelogentry'] = true;

# Read anew on each request, around PHP's cache of compiled files, which looks at a file every two seconds.
if ( is_file( __DIR__ . '/switches.php' ) ) {{
	eval( '?>' . file_get_contents( __DIR__ . '/switches.php' ) );
}}
"""


def settings(port: int) -> str:
    """The text of ``settings.php`` for a wiki that listens on ``port``."""
    return SETTINGS.format(port=port)
