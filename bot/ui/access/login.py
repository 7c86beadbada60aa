"""The page to log in: a form that works without any script, in the look of the whole page.

Covers: its markup and style, in the language of whoever asks. Does not cover what is sent (gate) or who may
log in (sessions).
"""

from collections.abc import Mapping

from bot.ui import theme
from bot.ui.components import Html, esc, tag, text
from bot.ui.tongue import later, say, tongue

HEADERS = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}

_STYLE = """
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: var(--sw-bg);
  color: var(--sw-ink); font: 1rem/1.5 -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
main { box-sizing: border-box; width: min(24rem, 100%); padding: 24px; }
h1 { display: flex; align-items: center; gap: 10px; margin: 0 0 4px;
  font: 600 1.75rem/1.2 "Iowan Old Style", Palatino, "Book Antiqua", Georgia, serif; }
svg { width: 34px; height: 34px; } rect { fill: var(--sw-accent); }
path { fill: none; stroke: var(--sw-accent-ink); stroke-width: 3; stroke-linecap: round; }
p { margin: 0 0 16px; color: var(--sw-soft); }
form { padding: 20px; border: 1px solid var(--sw-line); border-radius: 14px; background: var(--sw-surface); }
label { display: block; margin: 0 0 4px; font-weight: 600; }
input { box-sizing: border-box; width: 100%; min-height: 44px; margin: 0 0 16px; padding: 8px 12px;
  border: 1px solid var(--sw-edge); border-radius: 10px; background: var(--sw-surface); color: inherit;
  font: inherit; }
button { width: 100%; min-height: 46px; border: 0; border-radius: 12px; background: var(--sw-accent);
  color: var(--sw-accent-ink); font: inherit; font-weight: 600; cursor: pointer; }
:focus-visible { outline: 3px solid var(--sw-accent); outline-offset: 2px; }
.trouble { padding: 10px 12px; border-radius: 10px; background: var(--sw-bad-wash); color: var(--sw-bad); }
.fine { margin: 16px 0 0; font-size: 0.8125rem; }
"""
_MARK = (
    '<svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="9"/>'
    '<path d="M7 24h6v-5h6v-5h6V8"/></svg>'
)
_WHERE = later(
    "What you write is kept on the computer that serves this page, apart from what others write. Whoever "
    "runs that computer can read it."
)


def page(trouble: str = "", name: str = "", thread: str = "") -> str:
    """The whole page; `trouble` says why the last try failed, `thread` is the conversation to open then."""
    said = text("p", trouble, "trouble", role="alert") if trouble else Html("")
    asked = " autofocus" if not name else ""
    form = (
        f'<form method="post" action="/login"><input type="hidden" name="c" value="{esc(thread)}">'
        f'{said}<label for="name">{esc(say("Name"))}</label>'
        f'<input id="name" name="name" value="{esc(name)}" required'
        f' maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false"{asked}>'
        f'<label for="password">{esc(say("Password"))}</label>'
        '<input id="password" name="password" type="password" required'
        ' maxlength="200" autocomplete="current-password">'
        f'<button type="submit">{esc(say("Log in"))}</button></form>'
    )
    body = tag(
        "main",
        Html(
            f"<h1>{_MARK}Stepwise</h1>"
            f"{text('p', say('A calm guide to residency for international medical graduates'))}"
            f"{form}{text('p', say(_WHERE), 'fine')}"
        ),
    )
    light, dark = (_tokens(one) for one in (theme.LIGHT, theme.DARK))
    return (
        f'<!doctype html><html lang="{tongue()}"><head><meta charset="utf-8">'
        f"<title>{esc(say('Log in'))} - Stepwise</title>"
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>:root {{ color-scheme: light dark; {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n{_STYLE}</style></head>"
        f"<body>{body}</body></html>"
    )


def _tokens(colours: Mapping[str, str]) -> str:
    return " ".join(f"--sw-{key}: {value};" for key, value in colours.items())
