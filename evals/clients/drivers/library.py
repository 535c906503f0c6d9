"""Uses atlassian-python-api: reads one page. Arguments: URL, kind (basic, bearer), user, secret, page id."""

import sys
from typing import Any

import atlassian

_CLIENT: Any = atlassian.Confluence


def main() -> None:
    """Print the title of the page; what the library raises is left to Python to print."""
    url, kind, user, secret, page_id = sys.argv[1:]
    given = {"token": secret} if kind == "bearer" else {"username": user, "password": secret}
    page = _CLIENT(url=url, **given).get(f"rest/api/content/{page_id}")
    sys.stdout.write(f"title: {page['title']}\n")


if __name__ == "__main__":
    main()
