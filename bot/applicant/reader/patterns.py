"""A small pattern language over tagged tokens.

Covers: compiling patterns. Does not cover the text they are searched in (clauses.Message.find) or
any single fact.

A message is searched as one line: each token as its word and its tags, with one space after it.
Patterns are regular expressions over that line with these shorthands:
- a plain word, "#2" or "@1" stands for itself, whatever its tags;
- `<fail>` is any token with that tag; `<step:exam>` also captures the tag's value as group "exam";
  `<usce=hands_on>` asks for one value; `<a|b>` is one of several words;
- `<#n>` and `<@n>` are a number and an ordinal, captured; `<#>` any number;
- `<n.3>` is up to three tokens without a mark between; `<any.3>` may cross commas and parentheses.
Every element is followed by a space, also inside groups. All gaps are bounded, so that a search is
linear in the length of the message.
"""

import re

_TAIL = r"(?:~\\S+)?"


def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern of this language. Raises re.error when it is not well formed."""
    parts = re.split(r"(<[^<>\s]*>)", source)
    parts[::2] = [
        re.sub(r"(?<![\w~\\])([a-z_']+|[#@]\d+)(?=[ |)])", rf"\1{_TAIL}", part) for part in parts[::2]
    ]
    source = re.sub(r"<([^<>\s]*\|[^<>\s]*)>", rf"(?:\1){_TAIL}", "".join(parts))
    source = re.sub(r"<(n|any)\.(\d+)>", _gap, source)
    source = re.sub(r"<#(\w*)>", lambda found: _group("#", found[1], r"\d+(?:\.\d+)?"), source)
    source = re.sub(r"<@(\w*)>", lambda found: _group("@", found[1], r"\d+"), source)
    source = re.sub(r"<(\w+)=(\w+)>", r"[^\\s~]+\\S*~\1:\2(?![^\\s~])\\S*", source)
    source = re.sub(r"<(\w+):(\w+)>", r"[^\\s~]+\\S*~\1:(?P<\2>[^\\s~]+)\\S*", source)
    source = re.sub(r"(?<!\?P)<(\w+)>", r"[^\\s~]+\\S*~\1(?![^\\s~:])\\S*", source)
    return re.compile(r"(?<!\S)(?:" + source + ")")


def _gap(found: re.Match[str]) -> str:
    barred = r"\s,;.?()" if found[1] == "n" else r"\s;.?"
    return rf"(?:[^{barred}]\S* ){{0,{found[2]}}}?"


def _group(mark: str, name: str, inner: str) -> str:
    opening = f"(?P<{name}>" if name else "(?:"
    return f"{mark}{opening}{inner})(?:~\\S+)?"
