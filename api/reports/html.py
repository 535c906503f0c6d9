"""The report as one self-contained HTML page, rendered from the markdown report without any raw HTML."""

from html import escape

from markdown_it import MarkdownIt

from api.reports.markdown import write_markdown
from api.reports.outline import Outline

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --paper: #fff; --line: #d8dee6; --soft: #f4f6f9; --accent: #0b63c5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e9f0; --paper: #14181e; --line: #333c48; --soft: #1d232b; --accent: #7db4ff; }
}
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 54rem;
  margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin-bottom: .3rem; }
h2 { font-size: 1.1rem; margin-top: 1.8rem; border-bottom: 1px solid var(--line); padding-bottom: .2rem; }
code { background: var(--soft); padding: .1em .3em; border-radius: .25em; font-size: .92em; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
td, th { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
em { opacity: .75; }
"""


def write_html(report: Outline) -> str:
    """Write the page. It loads nothing from anywhere."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    body = markdown.render(write_markdown(report))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(report.title)}</title><style>{_STYLE}</style></head><body>\n{body}</body></html>\n"
    )
