// Axes: their ranges, ticks and labels.

import type { Form, Scales } from "./forms";
import { engineering, plain } from "./units";

export function tickText(scale: Form["scale"], value: number): string {
  if (scale === "phase") return `${plain(value, 4)}°`;
  if (scale === "decibels") return plain(value, 4);
  return engineering(value, "", 4).replace(" ", " ");
}

export function padded(min: number, max: number, isLog: boolean): [number, number] {
  if (!Number.isFinite(min) || !Number.isFinite(max)) return isLog ? [1, 10] : [0, 1];
  if (isLog) return max / min < 1.3 ? [min / 2, max * 2] : [min / 1.25, max * 1.25];
  const pad = max === min ? Math.abs(max) * 0.1 || 1 : (max - min) * 0.06;
  return [min - pad, max + pad];
}

export function isLogScale(form: Form, scales: Scales): boolean {
  return scales.isLog && form.scale === "size" && form.name !== "magnitude";
}

/** Ticks of a logarithmic axis: 1 to 9 of each decade; round steps where it spans less than half a one. */
export function logTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  if (!(min > 0) || !(max > min)) return ticks;
  if (max / min < 4) {
    const size = 10 ** Math.floor(Math.log10((max - min) / 4));
    const step = size * ((max - min) / size > 20 ? 5 : (max - min) / size > 8 ? 2 : 1);
    for (let k = Math.ceil(min / step); k * step <= max; ++k) ticks.push(k * step);
    return ticks;
  }
  const isLong = max / min > 1e12;
  for (let decade = Math.floor(Math.log10(min)); 10 ** decade <= max; ++decade) {
    for (let k = 1; k <= (isLong ? 1 : 9); ++k) {
      const tick = k * 10 ** decade;
      if (tick >= min * 0.999999 && tick <= max * 1.000001) ticks.push(tick);
    }
  }
  return ticks;
}

/** Of these, those that get a label, so that there is room for `most`. */
export function labelled(ticks: number[], most: number): (number | null)[] {
  const leading = (tick: number) => Math.round(tick / 10 ** Math.floor(Math.log10(tick) + 1e-9));
  const isDecade = (tick: number) => Math.abs(leading(tick) - 1) < 1e-6;
  const span = ticks.length > 1 ? ticks[ticks.length - 1] / ticks[0] : 1;
  if (span < 4) return ticks;
  const decades = ticks.filter(isDecade);
  if (decades.length * 3 <= most) return ticks.map((tick) => ([1, 2, 5].includes(leading(tick)) ? tick : null));
  const every = Math.ceil(decades.length / most);
  return ticks.map((tick) => (isDecade(tick) && Math.round(Math.log10(tick)) % every === 0 ? tick : null));
}

export function phaseRange(min: number, max: number): [number, number] {
  const step = max - min > 100 ? 90 : max - min > 20 ? 30 : 5;
  const low = Math.floor(min / step - 0.05) * step;
  const high = Math.ceil(max / step + 0.05) * step;
  return [Math.max(-180, low), Math.min(180, high)];
}

// A level of -600 dB says as much as one of -200 dB; a ripple of 0.001 dB is none.
export function decibelRange(min: number, max: number): [number, number] {
  const low = Math.max(min, max - 200);
  const pad = Math.max((max - low) * 0.08, 0.5);
  return [low - pad, max + pad];
}

export function heightFor(width: number): number {
  return Math.round(Math.min(300, Math.max(210, width * 0.5)));
}
