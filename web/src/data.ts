// The data of a page, as 'ohmscope report' writes it and 'ohmscope serve' answers: names and numbers of `chain --json`,
// each array of numbers a place in `curves`.

export interface OnePort {
  kind: "R" | "L" | "C" | "series" | "parallel" | "measured";
  value?: number | "inf" | "-inf";
  parts?: OnePort[];
  file?: string;
}

/** Bytes of the deck. */
export interface Place {
  offset: number;
  length: number;
}

export interface Parameter {
  name: string;
  text: string;
  place: Place | null;
  value: OnePort | number | string | null;
}

export interface Line {
  name: string;
  type: string;
  count: number;
  is_array: boolean;
  line: number;
  place: Place | null;
  parameters: Parameter[];
  opamp?: Record<string, number | "inf">;
  uses_other_rule?: boolean;
  own_rule?: { zin?: string; zout?: string } | null;
}

interface Pair {
  zin: number;
  zout: number;
}

export interface Stage {
  name: string;
  type: string;
  line: number;
  local: Pair;
  overall: Pair;
  voltage: number;
}

/** A value of the sweep and its frequency in Hz. */
export interface Extreme {
  value: number | "inf" | "-inf" | null;
  frequency: number;
}

export interface Interface {
  from: string;
  to: string;
  verdict: "bridged" | "matched" | "loaded" | "undetermined";
  rule: string;
  ratio: Extreme;
  loss: Extreme;
  transfer: Extreme;
  damping: Extreme;
  least_response: Extreme;
  greatest_response: Extreme;
  ripple: number | "inf" | null;
}

export interface Chain {
  name: string;
  has_sensor: boolean;
  frequencies: number;
  stages: Stage[];
  interfaces: Interface[];
  lines: Line[];
}

export interface Rule {
  when?: string;
  zin: string;
  zout: string;
  [definition: string]: string | undefined;
}

export interface TypeParameter {
  name: string;
  kind: "Z" | "number" | "op-amp" | "word";
  unit: string;
  default: string | null;
  required: boolean;
  doc: string;
}

export interface StageType {
  name: string;
  doc: string;
  circuit: string;
  parameters: TypeParameter[];
  rule: Rule;
  other_rule?: Rule;
}

export interface Check {
  passed: boolean;
  tolerance: number;
  max_relative_error: number | "inf";
  chains: { name: string; stages: { name: string; type: string; errors: Record<string, number | "inf" | null> }[] }[];
}

interface DiagnosticPlace {
  file: string;
  line: number;
  column: number;
  text: string;
}

export interface Diagnostic {
  severity: "error" | "warning" | "note";
  code: string;
  message: string;
  hint: string;
  place: DiagnosticPlace | null;
  notes: { message: string; place: DiagnosticPlace | null }[];
  included_from: DiagnosticPlace[];
}

export interface PageData {
  program: string;
  made: string;
  title: string;
  deck: { name: string; text: string };
  form?: "exact" | "packed";
  curves?: string[];
  chains?: Chain[];
  types?: StageType[];
  check?: Check;
  compared?: number;
  skipped?: number;
  netlist?: { text: string; ideal_gain: number } | null;
  diagnostics: Diagnostic[];
}

/** The four impedances of a stage, in the order of the page. */
export const quantities = ["local.zin", "local.zout", "overall.zin", "overall.zout"] as const;
export type Quantity = (typeof quantities)[number];

/** A complex quantity along the sweep: infinite as (Infinity, 0), undefined as NaN. */
export interface Curve {
  re: Float64Array;
  im: Float64Array;
}

function bytesOf(text: string): Uint8Array {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let k = 0; k < letters.length; ++k) bytes[k] = letters.charCodeAt(k);
  return bytes;
}

/** The double whose bits, without the last 28, the integer is; see app/page/curves.hpp. */
function doubleOf(integer: number, view: DataView): number {
  const magnitude = Math.abs(integer);
  view.setUint32(0, Math.floor(magnitude / 16));
  view.setUint32(4, (magnitude % 16) * 2 ** 28);
  return integer < 0 ? -view.getFloat64(0) : view.getFloat64(0);
}

/** Reads numbers written as differences of some order, from `at` on; returns where they end. */
function unpack(bytes: Uint8Array, at: number, values: Float64Array): number {
  const view = new DataView(new ArrayBuffer(8));
  const order = bytes[at++];
  const sums = [0, 0, 0];
  for (let k = 0; k < values.length; ++k) {
    let zigzag = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[at++];
      zigzag += (byte & 127) * scale;
      if (byte < 128) break;
      scale *= 128;
    }
    let number = zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2;
    for (let n = order - 1; n >= 0; --n) number = sums[n] += number;
    values[k] = doubleOf(number, view);
  }
  return at;
}

/** The curves of a page, decoded when they are first asked for. */
export class Curves {
  private readonly known = new Map<number, Curve>();
  constructor(private readonly data: PageData) {}

  /** Of `size` points. */
  complex(place: number, size: number): Curve {
    const known = this.known.get(place);
    if (known) return known;
    const re = new Float64Array(size);
    const im = new Float64Array(size);
    this.read(place, [re, im]);
    const curve = { re, im };
    this.known.set(place, curve);
    return curve;
  }

  frequencies(chain: Chain): Float64Array {
    const text = this.data.curves![chain.frequencies];
    const bytes = bytesOf(text);
    if (this.data.form === "exact") return new Float64Array(bytes.buffer);
    let count = 0;
    for (let k = 1; k < bytes.length; ++k) count += bytes[k] < 128 ? 1 : 0;
    const values = new Float64Array(count);
    unpack(bytes, 0, values);
    return values;
  }

  of(chain: Chain, stage: Stage, quantity: Quantity): Curve {
    const [place, side] = quantity.split(".") as ["local" | "overall", "zin" | "zout"];
    return this.complex(stage[place][side], this.size(chain));
  }

  voltage(chain: Chain, stage: Stage): Curve {
    return this.complex(stage.voltage, this.size(chain));
  }

  private readonly sizes = new Map<number, number>();
  private size(chain: Chain): number {
    let size = this.sizes.get(chain.frequencies);
    if (size === undefined) {
      size = this.frequencies(chain).length;
      this.sizes.set(chain.frequencies, size);
    }
    return size;
  }

  private read(place: number, parts: Float64Array[]): void {
    const bytes = bytesOf(this.data.curves![place]);
    if (this.data.form === "exact") {
      const all = new Float64Array(bytes.buffer);
      parts.forEach((part, k) => part.set(all.subarray(k * part.length, (k + 1) * part.length)));
      return;
    }
    let at = 0;
    for (const part of parts) at = unpack(bytes, at, part);
  }
}

export function isInfinite(re: number, im: number): boolean {
  return Math.abs(re) === Infinity || Math.abs(im) === Infinity;
}

/** A number of JSON that may be written as a word. */
export function numberOf(value: number | "inf" | "-inf" | null | undefined): number {
  if (value === "inf") return Infinity;
  if (value === "-inf") return -Infinity;
  return value ?? NaN;
}
