// The forms in which a quantity is drawn and told.

import type { Plot } from "./plot";
import { decibels, degrees, engineering } from "./units";

/** A form in which a quantity is drawn. */
export interface Form {
  name: string;
  label: string;
  about: string;
  colour: string; // a CSS variable
  dash: number[];
  scale: "size" | "phase" | "current" | "decibels";
  unit: string;
  value: (re: number, im: number) => number;
}

const size = (re: number, im: number) => Math.hypot(re, im);
const phase = (re: number, im: number) => (Math.atan2(im, re) * 180) / Math.PI;

/** Of an impedance. */
export const forms: Form[] = [
  {
    name: "magnitude",
    label: "|Z|",
    about: "magnitude",
    colour: "--magnitude",
    dash: [],
    scale: "size",
    unit: "Ω",
    value: size,
  },
  {
    name: "resistance",
    label: "R",
    about: "resistance, the real part",
    colour: "--resistance",
    dash: [9, 5],
    scale: "size",
    unit: "Ω",
    value: (re) => re,
  },
  {
    name: "reactance",
    label: "X",
    about: "reactance, the imaginary part",
    colour: "--reactance",
    dash: [10, 4, 2, 4],
    scale: "size",
    unit: "Ω",
    value: (_re, im) => im,
  },
  {
    name: "phase",
    label: "phase",
    about: "angle of Z",
    colour: "--phase",
    dash: [2, 4],
    scale: "phase",
    unit: "°",
    value: phase,
  },
  {
    name: "current",
    label: "current",
    about: "what 1 V would drive",
    colour: "--current",
    dash: [16, 5],
    scale: "current",
    unit: "A",
    value: (re, im) => 1 / size(re, im),
  },
];

/** Of a voltage. */
export const voltageForms: Form[] = [
  {
    name: "level",
    label: "level",
    about: "dB of 1 V",
    colour: "--magnitude",
    dash: [],
    scale: "decibels",
    unit: "dB",
    value: (re, im) => 20 * Math.log10(size(re, im)),
  },
  {
    name: "voltage-phase",
    label: "phase",
    about: "angle of V",
    colour: "--phase",
    dash: [2, 4],
    scale: "phase",
    unit: "°",
    value: phase,
  },
];

export function valueText(form: Form, value: number): string {
  if (form.scale === "phase") return degrees(value);
  return form.scale === "decibels" ? decibels(value) : engineering(value, form.unit, 5);
}

export interface Scales {
  isLog: boolean; // sizes
  isLogX: boolean;
}

/** What several plots share: the frequency in hand and the part of the sweep that is shown. */
export interface Shared {
  select: (index: number) => void;
  zoom: (range: [number, number] | null, from: Plot) => void;
}
