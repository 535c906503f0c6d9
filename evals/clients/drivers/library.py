"""Uses atlassian-python-api: reads one page. Arguments: URL, kind (basic, bearer), user, secret, page id."""

import sys

from atlassian import Confluence


def main() -> None:
    """Print the title of the page; what the library raises is left to Python to print."""
    url, kind, user, secret, page_id = sys.argv[1:]
    if kind == "bearer":
        confluence = Confluence(url=url, token=secret)
    else:
        confluence = Confluence(url=url, username=user, password=secret)
    page = confluence.get(f"rest/api/content/{page_id}")
    sys.stdout.write(f"title: {page['title']}\n")


if __name__ == "__main__":
    main()
