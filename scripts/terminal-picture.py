#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# usage: terminal-picture.py TITLE < TEXT > PICTURE.svg
# Draws what a terminal showed, colours (SGR) included, as an SVG that needs no font of its own.
import html
import re
import sys

WIDTH, LINE, LEFT, TOP, SIZE = 8.43, 19, 18, 58, 14  # pixels; the first is a monospaced character at SIZE
FOREGROUND, BACKGROUND, BAR = "#d6deeb", "#10161f", "#1b2533"
COLOURS = {"31": "#ff6b6b", "32": "#7bd88f", "33": "#ffd166", "34": "#6cb6ff", "36": "#5ccfe6"}
CONTROL = re.compile(r"\x1b\[([0-9;]*)m")


def spans(line, style):
    """(text, style) for each run of one style, and the style that the next line begins with."""
    runs, at = [], 0
    for match in CONTROL.finditer(line):
        runs.append((line[at:match.start()], dict(style)))
        at = match.end()
        for code in (match.group(1) or "0").split(";"):
            if code in ("0", ""):
                style = {}
            elif code == "1":
                style["font-weight"] = "bold"
            elif code == "2":
                style["opacity"] = "0.6"
            elif code in COLOURS:
                style["fill"] = COLOURS[code]
    runs.append((line[at:], dict(style)))
    return [run for run in runs if run[0]], style


def prompt_style(line):
    """Commands stand out, as they do where the prompt is coloured."""
    stripped = line.lstrip()
    if stripped.startswith("$ "):
        return {"fill": COLOURS["32"], "font-weight": "bold"}
    return {"fill": COLOURS["31"]} if stripped.startswith("refused") else {}


def draw(lines, title):
    width = max([len(CONTROL.sub("", line)) for line in lines] + [60]) * WIDTH + 2 * LEFT
    height = TOP + LINE * len(lines) + 4
    yield f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height}" role="img">'
    yield f"<title>{html.escape(title)}</title>"
    yield f'<rect width="100%" height="100%" rx="9" fill="{BACKGROUND}"/>'
    yield f'<path d="M0 9a9 9 0 0 1 9-9h{width - 18:.0f}a9 9 0 0 1 9 9v23h-{width:.0f}z" fill="{BAR}"/>'
    for x, colour in ((20, "#ff5f57"), (40, "#febc2e"), (60, "#28c840")):
        yield f'<circle cx="{x}" cy="16" r="6" fill="{colour}"/>'
    yield f'<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{SIZE}" fill="{FOREGROUND}" style="white-space:pre" xml:space="preserve">'
    yield f'<text x="{width / 2:.0f}" y="21" text-anchor="middle" opacity="0.7">{html.escape(title)}</text>'
    style = {}
    for number, line in enumerate(lines):
        runs, style = spans(line, style)
        parts = []
        for text, look in runs:
            look = look or prompt_style(line)
            attributes = "".join(f' {name}="{value}"' for name, value in look.items())
            parts.append(f"<tspan{attributes}>{html.escape(text)}</tspan>")
        yield f'<text x="{LEFT}" y="{TOP + LINE * number}">{"".join(parts)}</text>'
    yield "</g></svg>"


def main():
    lines = [line.rstrip("\r\n") for line in sys.stdin]
    while lines and not lines[-1]:
        lines.pop()
    print("\n".join(draw(lines, sys.argv[1])))


main()
