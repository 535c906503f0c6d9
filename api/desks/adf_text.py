"""The words of an Atlassian Document Format value, as Jira Cloud sends descriptions and comments.

https://developer.atlassian.com/cloud/jira/platform/apis/document/structure
"""

from collections.abc import Iterator, Mapping
from typing import Any

_BLOCKS = frozenset({"paragraph", "heading", "codeBlock", "listItem", "tableRow", "blockquote", "rule", "hardBreak"})
_DEEPEST = 40


def text_of(value: Any) -> str:
    """Return the words of a description or comment: a string as it is, a document's text with a line for each block."""
    if isinstance(value, str):
        return value
    return "".join(_pieces(value, _DEEPEST)).strip()


def _pieces(node: Any, depth: int) -> Iterator[str]:
    if not isinstance(node, Mapping) or depth == 0:
        return
    text = node.get("text")
    if isinstance(text, str):
        yield text
    attributes = node.get("attrs")
    if node.get("type") in {"inlineCard", "blockCard"} and isinstance(attributes, Mapping):
        yield str(attributes.get("url", ""))
    content = node.get("content")
    for child in content if isinstance(content, list) else ():
        yield from _pieces(child, depth - 1)
    if node.get("type") in _BLOCKS:
        yield "\n"
