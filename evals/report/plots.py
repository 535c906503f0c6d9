"""Plots as inline SVG, in the colours of the page, so that they read in light and dark alike."""

from collections.abc import Mapping, Sequence
from html import escape

from evals.report.statistics import Bin

_SIDE, _PAD = 320, 40


def reliability_diagram(bins: Sequence[Bin]) -> str:
    """Draw what was said against what was true; the area of a dot is the number of answers."""
    span = _SIDE - 2 * _PAD
    most = max((row.count for row in bins), default=1)
    dots = "".join(
        f'<circle cx="{_PAD + row.said * span:.1f}" cy="{_SIDE - _PAD - row.was * span:.1f}" '
        f'r="{3 + 11 * (row.count / most) ** 0.5:.1f}" class="dot"><title>said {row.said:.2f}, was {row.was:.2f}, '
        f"{row.count} answers</title></circle>"
        for row in bins
    )
    diagonal = f'<line x1="{_PAD}" y1="{_SIDE - _PAD}" x2="{_SIDE - _PAD}" y2="{_PAD}" class="guide"/>'
    return _framed("Reliability: said against true", "said", "true", diagonal + dots)


def cost_plot(points: Sequence[tuple[str, float, float]]) -> str:
    """Draw the share that is right against the requests that it took.

    Args:
        points: (name, mean requests, share that is right).
    """
    span = _SIDE - 2 * _PAD
    most = max((x for _, x, _ in points), default=1.0) or 1.0
    dots = "".join(
        f'<circle cx="{_PAD + x / most * span:.1f}" cy="{_SIDE - _PAD - y * span:.1f}" r="5" class="dot">'
        f"<title>{escape(name)}: {x:.1f} requests, {y:.0%} right</title></circle>"
        f'<text x="{_PAD + x / most * span + 8:.1f}" y="{_SIDE - _PAD - y * span + 4:.1f}">{escape(name)}</text>'
        for name, x, y in points
    )
    return _framed(f"Right against requests (up to {most:.1f})", "requests", "right", dots)


def confusion_matrix(counts: Mapping[tuple[str, str], int], names: Sequence[str]) -> str:
    """Draw which family was named for which; darker is more often."""
    cell, left, top = 46, 96, 60
    width, height = left + cell * len(names) + 10, top + cell * len(names) + 10
    parts = [_svg_open(width, height, "Confusion matrix of families")]
    for row, right in enumerate(names):
        y = top + row * cell
        parts.append(f'<text x="{left - 6}" y="{y + cell / 2 + 4}" text-anchor="end">{escape(right)}</text>')
        x0 = left + row * cell + cell / 2
        parts.append(f'<text x="{x0}" y="{top - 8}" text-anchor="middle" class="small">{escape(right[:7])}</text>')
        total = sum(counts.get((right, other), 0) for other in names) or 1
        for column, named in enumerate(names):
            count = counts.get((right, named), 0)
            x = left + column * cell
            parts.append(
                f'<rect x="{x}" y="{y}" width="{cell - 2}" height="{cell - 2}" class="cell" '
                f'fill-opacity="{count / total:.2f}">'
                f"<title>{escape(right)} named {escape(named)}: {count}</title></rect>"
            )
            parts.append(
                f'<text x="{x + cell / 2 - 1}" y="{y + cell / 2 + 4}" text-anchor="middle">{count or ""}</text>'
            )
    return "".join([*parts, "</svg>"])


def _framed(title: str, across: str, up: str, inner: str) -> str:
    low, high = _PAD, _SIDE - _PAD
    marks = ((share, high - share * (high - low) + 4) for share in (0, 0.5, 1))
    ticks = "".join(
        f'<text x="{low - 6}" y="{y:.0f}" text-anchor="end" class="small">{share:g}</text>' for share, y in marks
    )
    axes = f'<path d="M{low} {low} V{high} H{high}" class="axis"/>'
    labels = (
        f'<text x="{_SIDE / 2}" y="{_SIDE - 8}" text-anchor="middle">{escape(across)}</text>'
        f'<text x="12" y="{_SIDE / 2}" text-anchor="middle" transform="rotate(-90 12 {_SIDE / 2})">{escape(up)}</text>'
    )
    return _svg_open(_SIDE, _SIDE, title) + axes + ticks + labels + inner + "</svg>"


def _svg_open(width: float, height: float, title: str) -> str:
    return (
        f'<svg viewBox="0 0 {width:g} {height:g}" width="{width:g}" role="img" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title>"
    )
