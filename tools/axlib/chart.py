# SPDX-License-Identifier: BSD-2-Clause
"""Charts as SVG text."""

from html import escape

ROW, BAR, LABEL, WIDTH = 22, 14, 430, 900


def bars(title, entries):
    """A bar for each (label, value), as long as its value."""
    most = max((value for _, value in entries), default=0) or 1
    height = ROW * (len(entries) + 2)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif"'
             ' font-size="12">',
             '<rect width="100%" height="100%" fill="white"/>',
             f'<text x="10" y="{ROW - 6}" font-size="14">{escape(title)}</text>']
    for i, (label, value) in enumerate(entries, 1):
        y = i * ROW + (ROW - BAR) / 2
        length = max(1, (WIDTH - LABEL - 70) * value / most)
        lines += [f'<text x="{LABEL - 8}" y="{y + 11}" text-anchor="end">{escape(label)}</text>',
                  f'<rect x="{LABEL}" y="{y}" width="{length:.1f}" height="{BAR}" fill="#4878a8"/>',
                  f'<text x="{LABEL + length + 5:.1f}" y="{y + 11}">{value}</text>']
    return "\n".join([*lines, "</svg>", ""])
