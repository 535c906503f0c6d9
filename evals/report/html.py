"""The report as one HTML file: no script, nothing loaded from anywhere, readable in light and dark."""

from collections.abc import Iterable, Sequence
from html import escape

from evals.report.exam import Outcome, failing
from evals.report.figures import Figures, Row
from evals.report.plots import confusion_matrix, cost_plot, reliability_diagram
from evals.report.terminal import plain_figures, shares
from evals.scorers.marks import Mark

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--dim:#5a6470;--paper:#fff;--soft:#f4f6f8;--line:#dde1e6;--blue:#1d5fbf;
--bad:#b3261e;--good:#1a7f4b;--loud:#fff}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--dim:#a3adb8;--paper:#14171b;--soft:#1d2228;--line:#343c45;
--blue:#7db2ff;--bad:#ff9b93;--good:#6fd6a0;--loud:#0d1a2b}}
*{box-sizing:border-box}body{font:15px/1.55 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:74rem;margin:2.5rem auto;padding:0 1.25rem}
h1{font-size:1.7rem;margin:0}h2{font-size:1.2rem;margin:2.5rem 0 .75rem}h3{font-size:1rem;margin:0 0 .5rem}
.lead,figcaption,.note{color:var(--dim)}.lead{margin:.25rem 0 1.5rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:0;padding:0}
.card{background:var(--soft);border:1px solid var(--line);border-radius:.6rem;padding:.8rem 1rem}
.card dt{font-size:.85rem;color:var(--dim)}.card dd{margin:0;font-size:1.6rem;font-weight:600}
.card small{display:block;font-size:.8rem;font-weight:400;color:var(--dim)}
.ok dd{color:var(--good)}.bad{color:var(--bad)}.card.bad dd{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}
figure{margin:0;background:var(--soft);border:1px solid var(--line);border-radius:.6rem;padding:1rem;overflow-x:auto}
figure.wide{grid-column:1/-1}figcaption{font-size:.85rem;margin-top:.5rem}
svg{display:block;max-width:100%;height:auto}svg text{fill:var(--ink);font-size:13px}svg .small{font-size:11px;
fill:var(--dim)}.grid{stroke:var(--line)}.guide{stroke:var(--dim);stroke-dasharray:5}
.dot{fill:var(--blue);fill-opacity:.75}.empty{fill:var(--paper);stroke:var(--line)}.good{fill:var(--blue)}
.off{fill:var(--bad)}svg .loud{fill:var(--loud);font-weight:600}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{padding:.3rem .75rem;border-bottom:1px solid var(--line);text-align:right}th{color:var(--dim);font-weight:600;
font-size:.85rem}th:first-child,td:first-child{text-align:left}tbody tr:hover{background:var(--soft)}
details{background:var(--soft);border:1px solid var(--line);border-radius:.5rem;margin:.4rem 0;padding:.45rem .8rem}
summary{cursor:pointer}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:12.5px;line-height:1.5}
@media print{details{break-inside:avoid}}
"""


def render_html(outcome: Outcome, figures: Figures) -> str:
    """Return the whole page."""
    title = f"Exam of {outcome.solver}, seed {outcome.seed}"
    model = f", model {outcome.model}" if outcome.model else ""
    lead = f"{figures.runs} runs, catalogue {outcome.catalogue}{model}, {outcome.seconds:.0f} seconds."
    failed = failing(outcome)
    parts = [
        f'<header><h1>{escape(title)}</h1><p class="lead">{escape(lead)}</p></header>',
        _cards(figures),
        '<h2>At a glance</h2><div class="figures">',
        reliability_diagram(figures.bins),
        cost_plot(cost_points(outcome.marks)),
        confusion_matrix(figures.confusion, figures.families),
        "</div>",
        "<h2>All figures</h2>",
        _summary(figures),
        _reliability_table(figures),
        _breakdown("By what was at hand", figures.by_tag),
        _breakdown("By cause", figures.by_cause),
        f"<h2>What failed, and the straight line it took ({len(failed)})</h2>",
        '<p class="note">The harmful and the confidently wrong come first.</p>',
        *(_failure(mark) for mark in failed),
    ]
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    body = "\n".join(parts)
    page = f"<head>{head}<style>{_STYLE}</style></head><body><main>{body}</main></body>"
    return f'<!doctype html><html lang="en">{page}</html>\n'


def _cards(figures: Figures) -> str:
    low, high = figures.good.interval
    cards = (
        ("Right", f"{figures.good.value:.1%}", f"{low:.1%} to {high:.1%}", ""),
        ("Among the first three", f"{figures.top3.value:.1%}", "", ""),
        ("Success", f"{figures.success.value:.1%}", "right, fitting, served, unharmed", ""),
        ("Confirmed and wrong", str(figures.confirmed_wrong), "must be 0", _zero(figures.confirmed_wrong)),
        ("Harmful", str(figures.harmful), "forbidden acts and leaks, must be 0", _zero(figures.harmful)),
        ("Calibration error", f"{figures.ece:.3f}", "0 is perfectly honest", ""),
        ("Median requests", f"{figures.median_requests:g}", "of runs that asked a site", ""),
    )
    rows = "".join(
        f'<div class="card {kind}"><dt>{escape(name)}</dt><dd>{escape(text)}<small>{escape(note)}</small></dd></div>'
        for name, text, note, kind in cards
    )
    return f'<dl class="cards">{rows}</dl>'


def _zero(count: int) -> str:
    return "bad" if count else "ok"


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
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
