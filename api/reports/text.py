"""The report as plain text: the terminal's drawing without colours."""

import io

from rich.console import Console

from api.reports.outline import Outline
from api.reports.terminal import print_report

WIDTH = 100


def write_text(report: Outline) -> str:
    """Write the report, 100 columns wide."""
    out = io.StringIO()
    print_report(report, Console(file=out, width=WIDTH, no_color=True, force_terminal=False))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip() + "\n"
