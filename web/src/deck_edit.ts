// Changes of a deck's text. Places count bytes of its UTF-8, as the server does.

import type { Line, Place, StageType } from "./data";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The text with `replacement` in the given place. */
export function splice(text: string, place: Place, replacement: string): string {
  const bytes = encoder.encode(text);
  const [before, after] = [bytes.subarray(0, place.offset), bytes.subarray(place.offset + place.length)];
  return decoder.decode(before) + replacement + decoder.decode(after);
}

export function textAt(text: string, place: Place): string {
  return decoder.decode(encoder.encode(text).subarray(place.offset, place.offset + place.length));
}

/** From the beginning of the place's first line to behind the end of its last one. */
function wholeLines(text: string, place: Place): Place {
  const bytes = encoder.encode(text);
  let begin = place.offset;
  let end = place.offset + place.length;
  while (begin > 0 && bytes[begin - 1] !== 10 && bytes[begin - 1] !== 13) --begin;
  while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) ++end;
  if (bytes[end] === 13 && bytes[end + 1] === 10) ++end;
  if (end < bytes.length) ++end;
  return { offset: begin, length: end - begin };
}

function ended(lines: string): string {
  return /[\n\r]$/.test(lines) ? lines : `${lines}\n`;
}

/** The value of a parameter set to `value`; it is added to the line if the line lacks it. */
export function setParameter(text: string, line: Line, name: string, value: string): string {
  const parameter = line.parameters.find((other) => other.name === name);
  if (parameter?.place) return splice(text, parameter.place, value);
  if (!line.place) return text;
  return splice(text, { offset: line.place.offset + line.place.length, length: 0 }, ` ${name}=${value}`);
}

export function removeLine(text: string, line: Line): string {
  return line.place ? splice(text, wholeLines(text, line.place), "") : text;
}

/** Two lines of a chain in each other's place. */
export function swapLines(text: string, one: Line, other: Line): string {
  if (!one.place || !other.place) return text;
  const [first, second] = one.place.offset < other.place.offset ? [one.place, other.place] : [other.place, one.place];
  const [a, b] = [wholeLines(text, first), wholeLines(text, second)];
  const [above, below] = [ended(textAt(text, a)), ended(textAt(text, b))];
  return splice(splice(text, b, above), a, below);
}

/** What a parameter that must be given is given at first. */
function firstValue(unit: string): string {
  return { ohm: "1k", F: "10n", H: "1m", S: "40m", "A/A": "200", s: "1n", Hz: "1k" }[unit] ?? "1";
}

const choices: Record<string, string> = { bandreject: "L=10m C=1u", line: "Z0=50 td=10n", sensor: "Z=50" };

/** A new stage's line, with a name that the chain lacks. */
export function newLine(type: StageType, taken: string[]): { name: string; text: string } {
  let number = 1;
  while (taken.some((name) => name.toLowerCase() === `${type.name}${number}`)) ++number;
  const name = `${type.name}${number}`;
  const values = type.parameters.filter((p) => p.required).map((p) => `${p.name}=${firstValue(p.unit)}`);
  return { name, text: [name, type.name, ...values, choices[type.name] ?? ""].join(" ").trim() };
}

/** `added` as a line of its own behind `line`, or before it. */
export function insertLine(text: string, line: Line, added: string, isBefore: boolean): string {
  if (!line.place) return text;
  const lines = wholeLines(text, line.place);
  const there = textAt(text, lines);
  return splice(text, lines, isBefore ? `${added}\n${there}` : `${ended(there)}${added}\n`);
}

/** The numbers in a value as written, "47k" of "R(47k)|C(220p)", with their places in it. */
export function numbersIn(value: string): { text: string; at: number }[] {
  return [...value.matchAll(/(?<![\w.{])(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[a-zµ]*/gi)].map((match) => ({
    text: match[0],
    at: match.index!,
  }));
}

/** How many lines of two texts differ, roughly: those that only one of them has. */
export function differingLines(one: string, other: string): number {
  const count = (text: string) => {
    const lines = new Map<string, number>();
    for (const line of text.split(/\r\n|\n|\r/)) lines.set(line, (lines.get(line) ?? 0) + 1);
    return lines;
  };
  const [a, b] = [count(one), count(other)];
  let [removed, added] = [0, 0];
  for (const [line, times] of a) removed += Math.max(0, times - (b.get(line) ?? 0));
  for (const [line, times] of b) added += Math.max(0, times - (a.get(line) ?? 0));
  return Math.max(removed, added);
}
