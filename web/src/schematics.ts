// The schematic of each stage type: between `in` at the left edge and `out` at the right one, both at the height of the
// signal's wire, so that cells side by side join up.

import type { Line, StageType } from "./data";
import { s } from "./dom";
import { type Body, type Point, bodyOf, dot, ground, label, onePort, opamp, shortValue, source, wire } from "./symbols";

/** The height of the signal's wire, of the ground, and of all. */
export const signal = 84;
const floor = 140;
export const height = 196;

/** A stage's values, to be drawn. */
class Values {
  constructor(
    private readonly line: Line,
    private readonly type?: StageType,
  ) {}

  private find(name: string) {
    return this.line.parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase());
  }
  text(name: string): string {
    return shortValue(this.find(name)?.value ?? null, unitOf(this.type, name));
  }
  has(name: string): boolean {
    return (this.find(name)?.value ?? null) !== null;
  }
  body(name: string, kind: Body = "R"): Body {
    return bodyOf(this.find(name)?.value ?? null, kind);
  }
  /** What a value needs beyond the room that most have. */
  room(name: string): number {
    return Math.max(0, Math.min(16, this.text(name).length) - 7) * 7;
  }
  /** The part called `name` from a to b. */
  part(a: Point, b: Point, name: string, kind: Body = "R", side: 1 | -1 = 1): SVGElement {
    return onePort(a, b, name, this.body(name, kind), this.text(name), side);
  }
  /** The same to ground. */
  shunt(a: Point, name: string, kind: Body = "R", side: 1 | -1 = 1, bottom = floor): SVGElement {
    return s("g", {}, this.part(a, [a[0], bottom], name, kind, side), ground([a[0], bottom]));
  }
}

function unitOf(type: StageType | undefined, name: string): string {
  const unit = type?.parameters.find((parameter) => parameter.name.toLowerCase() === name.toLowerCase())?.unit ?? "";
  return unit.replace("ohm", "Ω").replace(/V or A|[AV]\/[AV]/, "");
}

interface Schematic {
  width: number;
  parts: SVGElement[];
}

type Draw = (values: Values) => Schematic;

const y = signal;

function sensor(v: Values): Schematic {
  if (v.text("kind") === "current") {
    return {
      width: 150,
      parts: [
        source([30, y], [30, floor], true),
        ground([30, floor]),
        wire([30, y], [150, y]),
        dot([86, y]),
        v.shunt([86, y], "Z"),
      ],
    };
  }
  return {
    width: 136,
    parts: [source([26, y], [26, floor], false), ground([26, floor]), v.part([26, y], [136, y], "Z")],
  };
}

const series: Draw = (v) => ({ width: 100, parts: [v.part([0, y], [100, y], "Z")] });
const shunt: Draw = (v) => ({
  width: 116 + v.room("Z"),
  parts: [wire([0, y], [116 + v.room("Z"), y]), dot([44, y]), v.shunt([44, y], "Z")],
});
const load: Draw = (v) => ({ width: 116 + v.room("Z"), parts: [wire([0, y], [44, y]), v.shunt([44, y], "Z")] });

function divided(a: string, kindA: Body, b: string, kindB: Body): Draw {
  return (v) => ({
    width: 156 + v.room(b),
    parts: [
      v.part([0, y], [88, y], a, kindA),
      wire([88, y], [156 + v.room(b), y]),
      dot([88, y]),
      v.shunt([88, y], b, kindB),
    ],
  });
}

const tee: Draw = (v) => ({
  width: 184,
  parts: [v.part([0, y], [84, y], "Za"), dot([84, y]), v.shunt([84, y], "Zb"), v.part([84, y], [184, y], "Zc")],
});

const pi: Draw = (v) => ({
  width: 214,
  parts: [
    wire([0, y], [22, y]),
    dot([22, y]),
    v.shunt([22, y], "Za"),
    v.part([22, y], [142, y], "Zb"),
    dot([142, y]),
    v.shunt([142, y], "Zc"),
    wire([142, y], [214, y]),
  ],
});

const bandpass: Draw = (v) => ({
  width: 216,
  parts: [
    v.part([0, y], [80, y], "R"),
    wire([80, y], [216, y]),
    dot([84, y]),
    v.shunt([84, y], "L", "L"),
    dot([150, y]),
    v.shunt([150, y], "C", "C"),
  ],
});

const bandreject: Draw = (v) => ({
  width: 156,
  parts: [
    v.part([0, y], [88, y], "R"),
    wire([88, y], [156, y]),
    dot([88, y]),
    v.part([88, y], [88, 124], "L", "L"),
    v.shunt([88, 124], "C", "C", 1, 166),
  ],
});

function twint(v: Values): Schematic {
  const [R, C] = [v.text("R"), v.text("C")];
  const [upper, lower] = [40, 132];
  return {
    width: 216,
    parts: [
      wire([0, y], [14, y]),
      wire([14, upper], [14, lower]),
      wire([202, upper], [202, lower]),
      wire([202, y], [216, y]),
      dot([14, y]),
      dot([202, y]),
      onePort([14, upper], [108, upper], "R", "R", R),
      onePort([108, upper], [202, upper], "R", "R", R),
      dot([108, upper]),
      onePort([108, upper], [108, 84], "2C", "C", "", 1),
      ground([108, 84]),
      onePort([14, lower], [108, lower], "C", "C", C, -1),
      onePort([108, lower], [202, lower], "C", "C", C, -1),
      dot([108, lower]),
      onePort([108, lower], [108, 172], "R/2", "R", "", 1),
      ground([108, 172]),
    ],
  };
}

/** What leads from an op-amp's output at (x, y + 20) to the right edge. */
function out(x: number, width: number): SVGElement[] {
  return [wire([x, y + 20], [x + 14, y + 20], [x + 14, y], [width, y]), dot([x + 14, y + 20])];
}

const follower: Draw = () => ({
  width: 150,
  parts: [
    wire([0, y], [60, y]),
    opamp([106, y + 20], true),
    wire([120, y + 20], [120, y + 58], [46, y + 58], [46, y + 40], [60, y + 40]),
    ...out(106, 150),
  ],
});

const noninverting: Draw = (v) => ({
  width: 196,
  parts: [
    wire([0, y], [96, y]),
    opamp([142, y + 20], true),
    wire([96, y + 40], [80, y + 40], [80, y + 62]),
    dot([80, y + 62]),
    v.part([80, y + 62], [156, y + 62], "Rf", "R", -1),
    wire([156, y + 62], [156, y + 20]),
    v.shunt([80, y + 62], "Rg", "R", -1, 176),
    ...out(142, 196),
  ],
});

function inverts(input: string, feedback: string, kind: Body): Draw {
  return (v) => ({
    width: 196,
    parts: [
      v.part([0, y], [74, y], input),
      wire([74, y], [96, y]),
      dot([80, y]),
      opamp([142, y + 20], false),
      wire([96, y + 40], [80, y + 40]),
      ground([80, y + 40]),
      wire([80, y], [80, 38]),
      v.part([80, 38], [156, 38], feedback, kind),
      wire([156, 38], [156, y + 20]),
      ...out(142, 196),
    ],
  });
}

const invertingt: Draw = (v) => ({
  width: 256,
  parts: [
    v.part([0, y], [74, y], "R1"),
    wire([74, y], [136, y]),
    dot([80, y]),
    opamp([182, y + 20], false),
    wire([136, y + 40], [116, y + 40]),
    ground([116, y + 40]),
    wire([80, y], [80, 28]),
    v.part([80, 28], [140, 28], "R2"),
    dot([140, 28]),
    v.part([140, 28], [196, 28], "R4"),
    wire([196, 28], [196, y + 20]),
    onePort([140, 28], [140, 58], "R3", v.body("R3"), v.text("R3")),
    ground([140, 58]),
    ...out(182, 256),
  ],
});

function sallenKey(one: "R" | "C", other: "R" | "C"): Draw {
  return (v) => ({
    width: 256,
    parts: [
      v.part([0, y], [64, y], `${one}1`, one),
      dot([64, y]),
      v.part([64, y], [128, y], `${one}2`, one),
      dot([132, y]),
      wire([128, y], [156, y]),
      v.shunt([132, y], `${other}2`, other, -1),
      opamp([202, y + 20], true),
      wire([156, y + 40], [148, y + 40], [148, y + 62], [216, y + 62], [216, y + 20]),
      wire([64, y], [64, 38]),
      v.part([64, 38], [216, 38], `${other}1`, other),
      wire([216, 38], [216, y + 20]),
      ...out(202, 256),
    ],
  });
}

const amplifier: Draw = (v) => ({
  width: 206,
  parts: [
    wire([0, y], [92, y]),
    dot([22, y]),
    v.shunt([22, y], "Zin"),
    s("path", { d: `M92 ${y - 27}L134 ${y}L92 ${y + 27}Z`, class: "part" }),
    label([113, y + 42], `× ${v.text("gain")}`),
    v.part([134, y], [206, y], "Zout"),
  ],
});

function coil(x: number, bulge: 1 | -1): SVGElement {
  const turn = `a6 5.5 0 0 ${bulge === 1 ? 1 : 0} 0 11`;
  return s("path", { d: `M${x} ${y + 8}${turn.repeat(4)}`, class: "part" });
}

const transformer: Draw = (v) => ({
  width: 156,
  parts: [
    wire([0, y], [58, y], [58, y + 8]),
    coil(58, 1),
    wire([58, y + 52], [58, floor]),
    ground([58, floor]),
    s("path", { d: `M75 ${y + 6}v48M81 ${y + 6}v48`, class: "part" }),
    wire([156, y], [98, y], [98, y + 8]),
    coil(98, -1),
    wire([98, y + 52], [98, floor]),
    ground([98, floor]),
    v.has("Lp")
      ? [
          label([48, y + 26], "Lp", "end", "name"),
          label([48, y + 38], v.text("Lp"), "end"),
          label([108, y + 26], "Ls", "start", "name"),
          label([108, y + 38], v.text("Ls"), "start"),
          label([78, y - 8], `k = ${v.text("k") || "1"}`),
        ]
      : [label([78, y - 8], `${v.text("n") || "1"} : 1`)],
  ].flat(),
});

const line: Draw = (v) => ({
  width: 166,
  parts: [
    wire([0, y], [22, y]),
    wire([144, y], [166, y]),
    s("path", { d: `M30 ${y - 12}h106a7 12 0 0 1 0 24h-106a7 12 0 0 1 0 -24a7 12 0 0 1 0 24`, class: "part" }),
    wire([30, y], [22, y]),
    wire([83, y + 12], [83, y + 26]),
    ground([83, y + 26]),
    ...(v.has("Z0")
      ? [label([83, y - 32], "Z0, td", "middle", "name"), label([83, y - 20], `${v.text("Z0")}, ${v.text("td")}`)]
      : [label([83, y - 32], "length", "middle", "name"), label([83, y - 20], v.text("len"))]),
  ],
});

function transistor(x: number): SVGElement {
  return s(
    "g",
    {},
    s("path", {
      d: `M${x} ${y - 14}v28M${x} ${y - 6}L${x + 20} ${y - 20}M${x} ${y + 6}L${x + 20} ${y + 20}`,
      class: "part",
    }),
    s("path", { d: `M${x + 17} ${y + 18}l-7.5 -1 4.5 -6.5z`, class: "filled" }),
    s("circle", { cx: x + 8, cy: y, r: 24, class: "part thin" }),
  );
}

/** AC ground, as a supply is drawn. */
function supply([x, top]: Point): SVGElement {
  return s("g", {}, s("path", { d: `M${x - 9} ${top}h18`, class: "wire" }), s("title", {}, "AC ground"));
}

const emitterfollower: Draw = (v) => ({
  width: 166,
  parts: [
    wire([0, y], [46, y]),
    transistor(46),
    wire([66, y - 20], [66, 46]),
    supply([66, 46]),
    label([58, y + 38], `gm ${v.text("gm")}`, "end"),
    label([58, y + 50], `β ${v.text("beta")}`, "end"),
    wire([66, y + 20], [66, y + 32]),
    dot([66, y + 32]),
    wire([66, y + 32], [134, y + 32], [134, y], [166, y]),
    v.shunt([66, y + 32], "Re", "R", 1, 166),
  ],
});

const commonemitter: Draw = (v) => ({
  width: 176,
  parts: [
    wire([0, y], [46, y]),
    transistor(46),
    wire([66, y - 20], [66, 58]),
    dot([66, 58]),
    v.part([66, 58], [66, 16], "Rc", "R", -1),
    supply([66, 16]),
    wire([66, 58], [134, 58], [134, y], [176, y]),
    label([58, y + 38], `gm ${v.text("gm")}`, "end"),
    label([58, y + 50], `β ${v.text("beta")}`, "end"),
    wire([66, y + 20], [66, y + 32]),
    v.shunt([66, y + 32], "Re", "R", 1, 166),
  ],
});

function box(title: string): Schematic {
  const width = Math.max(130, Math.min(220, title.length * 8 + 60));
  return {
    width,
    parts: [
      wire([0, y], [24, y]),
      wire([width - 24, y], [width, y]),
      s("rect", { x: 24, y: y - 26, width: width - 48, height: 52, rx: 4, class: "part" }),
      label([width / 2, y + 4], title, "middle", "sign"),
      wire([width / 2, y + 26], [width / 2, y + 38]),
      ground([width / 2, y + 38]),
    ],
  };
}

const drawings: Record<string, Draw> = {
  sensor,
  series,
  shunt,
  load,
  tee,
  pi,
  bandpass,
  bandreject,
  twint,
  follower,
  noninverting,
  invertingt,
  amplifier,
  transformer,
  line,
  emitterfollower,
  commonemitter,
  divider: divided("Za", "R", "Zb", "R"),
  lowpass: divided("R", "R", "C", "C"),
  highpass: divided("C", "C", "R", "R"),
  inverting: inverts("Rg", "Rf", "R"),
  integrator: inverts("R", "C", "C"),
  sallenkeylp: sallenKey("R", "C"),
  sallenkeyhp: sallenKey("C", "R"),
};

/** The schematic of a stage; a box with its type's name where that is a user's. */
export function schematic(line: Line, type?: StageType): SVGElement {
  const draw = type ? drawings[line.type] : undefined;
  const { width, parts } = draw ? draw(new Values(line, type)) : box(line.type);
  return s(
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height, class: "schematic", "aria-hidden": "true" },
    parts,
  );
}

/** Before the first stage where that is no sensor: an ideal source, zeroed. */
export function sourceEnd(): SVGElement {
  return s(
    "svg",
    { viewBox: `0 0 76 ${height}`, width: 76, height, class: "schematic end", "aria-hidden": "true" },
    wire([76, y], [36, y]),
    source([36, y], [36, floor], false),
    ground([36, floor]),
  );
}

/** Behind the last stage: an open circuit, the infinite load. */
export function loadEnd(): SVGElement {
  return s(
    "svg",
    { viewBox: `0 0 56 ${height}`, width: 56, height, class: "schematic end", "aria-hidden": "true" },
    wire([0, y], [22, y]),
    s("circle", { cx: 25, cy: y, r: 3, class: "part" }),
    s("circle", { cx: 25, cy: floor, r: 3, class: "part" }),
    ground([25, floor + 3]),
    s("text", { x: 25, y: (y + floor) / 2 + 8, "text-anchor": "middle", class: "infinite" }, "∞"),
  );
}
