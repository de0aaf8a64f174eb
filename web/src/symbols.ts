// Schematic symbols in SVG: each draws between two points of the signal's path, in a stroke of the text's colour.

import { s } from "./dom";
import type { OnePort, Parameter } from "./data";
import { numberOf } from "./data";
import { engineering } from "./units";

export type Point = [number, number];

const units = { R: "Ω", L: "H", C: "F" } as const;

/** "10 kΩ", "1 µF", "47 kΩ ∥ 220 pF": a value short enough for a schematic. */
export function shortValue(value: Parameter["value"], unit = ""): string {
  if (value === null) return "";
  if (typeof value === "number") return engineering(value, unit, 3);
  if (typeof value === "string") return value === "inf" ? "∞" : value;
  return onePortText(value);
}

function onePortText(port: OnePort, inner = false): string {
  if (port.kind === "measured") return port.file!.replace(/^.*[\\/]/, "");
  if (!port.parts) return engineering(numberOf(port.value as number | "inf"), units[port.kind as "R" | "L" | "C"], 3);
  const text = port.parts.map((part) => onePortText(part, true)).join(port.kind === "series" ? " + " : " ∥ ");
  return inner && port.kind === "series" ? `(${text})` : text;
}

export function wire(...points: Point[]): SVGElement {
  return s("polyline", { points: points.map((p) => p.join(",")).join(" "), class: "wire" });
}

export function dot([x, y]: Point): SVGElement {
  return s("circle", { cx: x, cy: y, r: 2.6, class: "node" });
}

export function ground([x, y]: Point): SVGElement {
  return s(
    "g",
    {},
    wire([x, y], [x, y + 7]),
    s("path", { d: `M${x - 9} ${y + 7}h18M${x - 5.5} ${y + 11}h11M${x - 2} ${y + 15}h4`, class: "wire" }),
  );
}

export function label(
  [x, y]: Point,
  text: string,
  anchor: "start" | "middle" | "end" = "middle",
  kind = "value",
): SVGElement {
  const most = 16;
  const shown = text.length > most ? text.slice(0, most - 1) + "…" : text;
  return s("text", { x, y, "text-anchor": anchor, class: kind }, shown, shown === text ? null : s("title", {}, text));
}

/** What a one-port looks like. */
export type Body = "R" | "L" | "C" | "Z" | "short" | "open" | "measured";

export function bodyOf(value: Parameter["value"], kind: Body = "R"): Body {
  if (value === null || typeof value !== "object") {
    const number = typeof value === "string" ? numberOf(value as "inf") : value;
    return kind === "R" && number === Infinity ? "open" : kind === "R" && number === 0 ? "short" : kind;
  }
  if (value.kind === "series" || value.kind === "parallel") return "Z";
  if (value.kind === "measured") return "measured";
  return value.kind === "R" ? bodyOf(value.value as number, "R") : value.kind;
}

/** Drawn along the x axis around 0, 36 long. */
function bodyAlongX(body: Body): SVGElement {
  switch (body) {
    case "R":
      return s("path", { d: "M-18 0h2l3-6 6 12 6-12 6 12 6-12 3 6h4", class: "part", transform: "translate(-1 0)" });
    case "L":
      return s("path", { d: "M-18 0a4.5 5 0 0 1 9 0a4.5 5 0 0 1 9 0a4.5 5 0 0 1 9 0a4.5 5 0 0 1 9 0", class: "part" });
    case "C":
      return s("path", { d: "M-18 0h15M3 0h15M-3 -9v18M3 -9v18", class: "part" });
    case "short":
      return s("path", { d: "M-18 0h36", class: "part" });
    case "open":
      return s("path", { d: "M-18 0h9M9 0h9", class: "part" }, s("title", {}, "open"));
    case "measured":
      return s(
        "g",
        {},
        s("rect", { x: -18, y: -9, width: 36, height: 18, rx: 2, class: "part" }),
        s("path", { d: "M-13 4c5 0 6 -9 10 -9s5 6 8 6 4 -3 8 -4", class: "part thin" }),
      );
    case "Z":
      return s("rect", { x: -18, y: -7, width: 36, height: 14, rx: 2, class: "part" });
  }
}

/** A one-port from `a` to `b`, in line with an axis, its name and value beside it. */
export function onePort(a: Point, b: Point, name: string, body: Body, value: string, side: 1 | -1 = 1): SVGElement {
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const isUpright = a[0] === b[0];
  const length = isUpright ? Math.abs(b[1] - a[1]) : Math.abs(b[0] - a[0]);
  const half = Math.min(18, length / 2);
  const scale = half / 18;
  const turn = isUpright ? " rotate(90)" : "";
  const start: Point = isUpright ? [x, y - half] : [x - half, y];
  const end: Point = isUpright ? [x, y + half] : [x + half, y];
  const [first, last] = (isUpright ? a[1] < b[1] : a[0] < b[0]) ? [a, b] : [b, a];
  const texts = isUpright
    ? [
        label([x + 13 * side, y - 2], name, side === 1 ? "start" : "end", "name"),
        label([x + 13 * side, y + 10], value, side === 1 ? "start" : "end"),
      ]
    : [
        label([x, side === 1 ? y - 26 : y + 22], name, "middle", "name"),
        label([x, side === 1 ? y - 14 : y + 33], value),
      ];
  return s(
    "g",
    {},
    wire(first, start),
    wire(end, last),
    s("g", { transform: `translate(${x} ${y})${turn} scale(${scale})` }, bodyAlongX(body)),
    texts,
  );
}

/** An op-amp with its output at `out`: - above + unless `isPlusAbove`. Its inputs are 20 above and below, 46 to the left. */
export function opamp([x, y]: Point, isPlusAbove: boolean): SVGElement {
  const [above, below] = isPlusAbove ? ["+", "−"] : ["−", "+"];
  return s(
    "g",
    {},
    s("path", { d: `M${x - 46} ${y - 29}L${x} ${y}L${x - 46} ${y + 29}Z`, class: "part" }),
    s("text", { x: x - 36, y: y - 8, "text-anchor": "middle", class: "sign" }, above),
    s("text", { x: x - 36, y: y + 17, "text-anchor": "middle", class: "sign" }, below),
  );
}

/** A source between two points one above the other: a circle with a sine, or an arrow for a current. */
export function source(top: Point, bottom: Point, isCurrent: boolean): SVGElement {
  const [x, y] = [top[0], (top[1] + bottom[1]) / 2];
  return s(
    "g",
    {},
    wire(top, [x, y - 13]),
    wire([x, y + 13], bottom),
    s("circle", { cx: x, cy: y, r: 13, class: "part" }),
    isCurrent
      ? s("path", { d: `M${x} ${y + 8}v-14m-4 5l4 -6 4 6`, class: "part" })
      : s("path", { d: `M${x - 7} ${y}c2 -7 5 -7 7 0s5 7 7 0`, class: "part" }),
  );
}
