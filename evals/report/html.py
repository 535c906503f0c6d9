"""The report as one HTML file: no script, nothing loaded from anywhere, readable in light and dark."""

from collections.abc import Iterable, Sequence
from html import escape

from evals.report.exam import Outcome, failing
from evals.report.figures import Figures, Row
from evals.report.plots import confusion_matrix, cost_plot, reliability_diagram
from evals.report.terminal import plain_figures, shares
from evals.scorers.marks import Mark

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#f1f3f5;--line:#c9ced6;--blue:#1d5fbf;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15181c;--soft:#20252b;--line:#434b55;--blue:#7db2ff;
--bad:#ff9b93}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;
padding:0 1rem}
table{border-collapse:collapse;margin:0 0 2rem}th,td{padding:.25rem .7rem;border-bottom:1px solid var(--line);
text-align:right}th:first-child,td:first-child{text-align:left}
.plots{display:flex;flex-wrap:wrap;gap:2rem;align-items:flex-start}svg{max-width:100%;height:auto}
svg text{fill:var(--ink);font-size:12px}.small{font-size:10px}
.axis{stroke:var(--ink);fill:none}.guide{stroke:var(--line);stroke-dasharray:4}
.dot{fill:var(--blue);fill-opacity:.75}.cell{fill:var(--blue);stroke:var(--line)}
details{background:var(--soft);margin:.4rem 0;padding:.4rem .8rem;border-radius:.4rem}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:12.5px}.bad{color:var(--bad)}
"""


def render_html(outcome: Outcome, figures: Figures) -> str:
    """Return the whole page."""
    title = f"Exam of {outcome.solver}, seed {outcome.seed}"
    parts = [
        f"<h1>{escape(title)}</h1>",
        f"<p>{figures.runs} runs, catalogue {escape(outcome.catalogue)}, {outcome.seconds:.0f} s.</p>",
        _summary(figures),
        '<div class="plots">',
        reliability_diagram(figures.bins),
        cost_plot(cost_points(outcome.marks)),
        confusion_matrix(figures.confusion, figures.families),
        "</div>",
        _reliability_table(figures),
        _breakdown("By what was at hand", figures.by_tag),
        _breakdown("By cause", figures.by_cause),
        "<h2>What failed, and the straight line it took</h2>",
        *(_failure(mark) for mark in failing(outcome)),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "\n".join(parts)
    return f'<!doctype html><html lang="en"><head>{head}<style>{_STYLE}</style></head><body>{body}</body></html>\n'


def cost_points(marks: Sequence[Mark]) -> list[tuple[str, float, float]]:
    """Return (what reached the product, mean requests, share that is right)."""
    points = []
    for mode in ("probe", "both", "look", "paste", "talk"):
        same = [mark for mark in marks if mode in mark.tags]
        if same:
            requests = sum(mark.requests for mark in same) / len(same)
            points.append((mode, requests, sum(mark.is_good for mark in same) / len(same)))
    return points


def _summary(figures: Figures) -> str:
    rows = [
        (name, f"{share.value:.1%}", f"{share.interval[0]:.1%} to {share.interval[1]:.1%}")
        for name, share in shares(figures)
    ]
    rows += [(name, text, "") for name, text in plain_figures(figures)]
    return _table(("What", "Figure", "95 % interval"), rows)


def _reliability_table(figures: Figures) -> str:
    rows = [
        (f"{row.low:.1f} to {row.high:.1f}", str(row.count), f"{row.said:.2f}", f"{row.was:.2f}")
        for row in figures.bins
    ]
    return "<h2>Reliability</h2>" + _table(("Said", "Answers", "Mean said", "True"), rows)


def _breakdown(title: str, rows: Sequence[Row]) -> str:
    cells = [
        (
            row.name,
            str(row.good.total),
            f"{row.good.value:.0%}",
            f"{row.exact.value:.0%}",
            f"{row.success.value:.0%}",
            str(row.confident_and_wrong or ""),
        )
        for row in rows
    ]
    columns = ("", "Runs", "Right", "Exact", "Success", "Confirmed and wrong")
    return f"<h2>{escape(title)}</h2>" + _table(columns, cells)


def _failure(mark: Mark) -> str:
    grave = ' class="bad"' if mark.confirmed_wrong or mark.harm else ""
    told = f"{mark.scenario}: expected {mark.expected}, answered {mark.answered or 'nothing'} ({mark.verdict})"
    lines = "\n".join([*mark.harm, *mark.trail])
    return f"<details><summary{grave}>{escape(told)}</summary><pre>{escape(lines)}</pre></details>"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
