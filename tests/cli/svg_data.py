"""Reads a plot of ohmscope back into numbers, as someone with a ruler would.

    svg_data.py FILE.svg

Parses the file as XML, finds the frame of each panel and the texts at its ticks, and from these the values of every
curve. Prints JSON: {"title", "size", "texts", "panels": [{"curves": {name: [[x, y], ...]}}]}. Exit status 1, and why,
if the file is not what it should be.
"""

import json
import math
import re
import sys
import xml.etree.ElementTree as tree

SVG = "{http://www.w3.org/2000/svg}"
SCALES = {"": 1, "G": 1e9, "M": 1e6, "k": 1e3, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "T": 1e12}


def number(text):
    """The value of a tick's text; None if it is another text."""
    match = re.fullmatch(r"(-?[\d.]+(?:e[+-]?\d+)?)([GMkmunpfT]?)°?", text.strip())
    return float(match[1]) * SCALES[match[2]] if match else None


def points(path):
    """The lines of a path: a list of lists of points."""
    lines = []
    for command, x, y in re.findall(r"([ML])\s*(-?[\d.]+),(-?[\d.]+)", path.get("d")):
        if command == "M":
            lines.append([])
        lines[-1].append((float(x), float(y)))
    return lines


def frames(root):
    """Closed rectangles of lines alone: (left, top, right, bottom)."""
    found = []
    for path in root.iter(SVG + "path"):
        if not path.get("d", "").rstrip().endswith("Z") or path.get("fill", "none") != "none":
            continue
        corners = sum(points(path), [])
        xs, ys = sorted({x for x, _ in corners}), sorted({y for _, y in corners})
        if len(corners) == 5 and len(xs) == 2 and len(ys) == 2:
            box = (xs[0], ys[0], xs[1], ys[1])
            if box not in found:
                found.append(box)
    return sorted(found, key=lambda box: box[1])


def texts(root):
    """All texts with their places: (x, y, anchor, text)."""
    found = []
    for group in root.iter(SVG + "g"):
        match = re.match(r"translate\((-?[\d.]+),(-?[\d.]+)\)(?! rotate)", group.get("transform", ""))
        for text in group.findall(SVG + "text") if match else []:
            found.append((float(match[1]), float(match[2]), group.get("text-anchor"), "".join(text.itertext())))
    return found


def scale(ticks):
    """From a pixel to a value, by ticks of (pixel, value)."""
    ticks = sorted(set(ticks))
    (p, a), (q, b) = ticks[0], ticks[-1]

    def straight(transform):
        return lambda pixel: transform(a) + (pixel - p) / (q - p) * (transform(b) - transform(a))

    linear = straight(lambda value: value)
    if any(value <= 0 for _, value in ticks):
        return linear
    logarithmic = straight(math.log)
    error = max(abs(linear(pixel) - value) / abs(b - a) for pixel, value in ticks)
    log_error = max(abs(logarithmic(pixel) - math.log(value)) / abs(math.log(b / a)) for pixel, value in ticks)
    if log_error <= error:
        return lambda pixel: math.exp(logarithmic(pixel))
    return linear


def ticks_of(box, words, side, all_boxes):
    left, top, right, bottom = box
    if side == "below":  # the texts stand below the last panel
        lowest = max(b[3] for b in all_boxes)
        return [(x, number(t)) for x, y, anchor, t in words
                if anchor == "middle" and lowest < y < lowest + 30 and number(t) is not None]
    found = []
    for x, y, anchor, text in words:
        beside = (anchor == "end" and left - 30 < x < left) if side == "left" else (anchor == "start" and right < x < right + 30)
        middle = y - 4.55  # half the height of a digit
        if beside and top - 3 <= middle <= bottom + 3 and number(text) is not None:
            found.append((middle, number(text)))
    return found


def main(name):
    root = tree.parse(name).getroot()
    boxes, words = frames(root), texts(root)
    panels = []
    for group in root.iter(SVG + "g"):
        match = re.fullmatch(r"gnuplot_plot_(\d+)([a-z]*)", group.get("id", ""))
        title = group.find(SVG + "title").text if match else "frame"
        if title == "frame":
            continue
        k = ord(match[2][-1]) - ord("a") if match[2] else 0
        while len(panels) <= k:
            panels.append({"curves": {}, "marks": {}})
        if title.endswith(" (marks)"):
            uses = list(group.iter(SVG + "use"))
            panels[k]["marks"][title[:-8]] = len(uses)
            continue
        if not boxes:
            panels[k]["curves"][title] = sum((sum(points(p), []) for p in group.iter(SVG + "path")), [])
            continue
        side = "right" if title == "current at 1 V" and ticks_of(boxes[k], words, "right", boxes) else "left"
        to_x = scale(ticks_of(boxes[k], words, "below", boxes))
        to_y = scale(ticks_of(boxes[k], words, side, boxes))
        lines = sum((points(path) for path in group.iter(SVG + "path")), [])
        panels[k]["curves"].setdefault(title, [])
        panels[k]["curves"][title] += [[to_x(x), to_y(y)] for line in lines for x, y in line]
    size = [float(root.get("width")), float(root.get("height"))]
    print(json.dumps({"title": root.find(SVG + "title").text, "size": size, "texts": [t for *_, t in words],
                      "panels": panels}))


try:
    main(sys.argv[1])
except (tree.ParseError, OSError, IndexError, ValueError, KeyError) as error:
    sys.exit(f"{sys.argv[1]}: {type(error).__name__}: {error}")
