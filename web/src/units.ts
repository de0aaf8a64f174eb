// Numbers as engineers write them.

const prefixes = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T"];

/** `digits` significant digits with a prefix: "4.70 kΩ", "0 Ω", "∞", "–" where there is no value. */
export function engineering(value: number, unit: string, digits = 4): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  if (value === 0) return unit ? `0 ${unit}` : "0";
  const rounded = Number(Math.abs(value).toPrecision(digits));
  let group = Math.floor(Math.floor(Math.log10(rounded) + 1e-12) / 3);
  group = Math.max(-5, Math.min(4, group));
  const scaled = Number((rounded / 10 ** (3 * group)).toPrecision(digits));
  const text = scaled >= 1e4 || scaled < 1e-3 ? scaled.toExponential(digits - 1) : String(scaled);
  const label = prefixes[group + 5] + unit;
  return (value < 0 ? "−" : "") + text + (label ? ` ${label}` : "");
}

export function ohms(value: number, digits = 4): string {
  return engineering(value, "Ω", digits);
}

export function hertz(value: number, digits = 4): string {
  return engineering(value, "Hz", digits);
}

export function plain(value: number, digits = 4): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

export function degrees(value: number): string {
  return Number.isNaN(value) ? "–" : `${(Math.abs(value) < 0.05 ? 0 : value).toFixed(1).replace("-", "−")}°`;
}

export function decibels(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value < 0 ? "−∞ dB" : "∞ dB";
  const size = Math.abs(value);
  const text = size < 1e-6 ? "0" : size < 0.01 ? String(Number(value.toPrecision(2))) : value.toFixed(2);
  return `${text.replace("-", "−")} dB`;
}

/** "×213": how often the load has the source in it. */
export function times(value: number): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return "× ∞";
  return value >= 1000 || value < 0.01 ? `× ${engineering(value, "", 2).replace(" ", " ")}` : `× ${plain(value, 3)}`;
}

/** A magnitude and an angle: "127 Ω ∠ −87.4°". */
export function polar(re: number, im: number, unit: string, digits = 4): string {
  if (Number.isNaN(re) || Number.isNaN(im)) return "–";
  if (Math.abs(re) === Infinity || Math.abs(im) === Infinity) return "∞";
  const size = Math.hypot(re, im);
  if (size === 0) return `0 ${unit}`;
  return `${engineering(size, unit, digits)} ∠ ${degrees((Math.atan2(im, re) * 180) / Math.PI)}`;
}

const scales: [string, number][] = [
  ["meg", 1e6],
  ["mil", 25.4e-6],
  ["t", 1e12],
  ["g", 1e9],
  ["k", 1e3],
  ["m", 1e-3],
  ["u", 1e-6],
  ["µ", 1e-6],
  ["n", 1e-9],
  ["p", 1e-12],
  ["f", 1e-15],
];

/** A number as SPICE reads it ("4.7k", "10meg"), without what stands behind; null if it is none. */
export function parseSpice(text: string): number | null {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-zµ]*)$/i.exec(text.trim());
  if (!match) return null;
  const suffix = match[2].toLowerCase();
  const scale = scales.find(([name]) => suffix.startsWith(name));
  return Number(match[1]) * (scale ? scale[1] : 1);
}

/** A number as SPICE reads it, with three digits unless told: "4.7k", "10meg". */
export function spice(value: number, digits = 3): string {
  if (value === 0) return "0";
  const rounded = Number(Math.abs(value).toPrecision(digits));
  const group = Math.max(-5, Math.min(4, Math.floor(Math.floor(Math.log10(rounded) + 1e-12) / 3)));
  const scaled = Number((rounded / 10 ** (3 * group)).toPrecision(digits));
  return (value < 0 ? "-" : "") + String(scaled) + ["f", "p", "n", "u", "m", "", "k", "meg", "g", "t"][group + 5];
}
