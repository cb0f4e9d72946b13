#!/usr/bin/env python3
"""Edit a page as a person would: log in, replace one piece of its text, save. Nothing but the standard library.

EDITOR_NAME=... EDITOR_PASSWORD=... scripts/_edit_page.py API TITLE PATTERN REPLACEMENT
"""

import json
import os
import re
import sys
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, ProxyHandler, build_opener


def main(api: str, title: str, pattern: str, replacement: str) -> None:
    """Make the edit, and print the new revision's id."""
    http = browser(api)
    token = call(http, api, action="query", meta="tokens", type="login")["query"]["tokens"]["logintoken"]
    who = {"lgname": os.environ["EDITOR_NAME"], "lgpassword": os.environ["EDITOR_PASSWORD"]}
    login = call(http, api, action="login", lgtoken=token, **who)["login"]
    if login["result"] != "Success":
        sys.exit(f"{who['lgname']} cannot log in to {api}: {login.get('reason', login['result'])}")
    page = call(http, api, action="parse", page=title, prop="wikitext|revid")["parse"]
    text, count = re.subn(pattern, replacement, page["wikitext"], count=1)
    if not count:
        sys.exit(f"{title} no longer has the words to replace: {pattern}")
    token = call(http, api, action="query", meta="tokens")["query"]["tokens"]["csrftoken"]
    words = {"title": title, "text": text, "baserevid": page["revid"], "summary": "a person's own edit"}
    print(call(http, api, action="edit", token=token, **words)["edit"]["newrevid"])


def browser(api: str) -> OpenerDirector:
    """Something that keeps cookies, and asks no proxy for this very machine."""
    loopback = urlsplit(api).hostname in ("127.0.0.1", "localhost")
    handlers = [HTTPCookieProcessor(CookieJar()), *([ProxyHandler({})] if loopback else [])]
    http = build_opener(*handlers)
    http.addheaders = [("User-Agent", "ohbot-quickstart/1 (a demonstration)")]
    return http


def call(http: OpenerDirector, api: str, **words: Any) -> Any:
    """The API's answer; ends the program with the API's own words when it refuses."""
    data = urlencode({"format": "json", "formatversion": 2, **words}).encode()
    with http.open(api, data, timeout=30) as response:
        answer = json.load(response)
    if "error" in answer:
        sys.exit(f"{api}: {answer['error'].get('info', answer['error'])}")
    return answer


if __name__ == "__main__":
    main(*sys.argv[1:])
