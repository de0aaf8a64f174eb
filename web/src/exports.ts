// Pictures and numbers to take away.

import { quantities } from "./data";
import { download } from "./dom";
import type { Model } from "./model";
import type { Plot } from "./plot";

function csvNumber(value: number): string {
  return Number.isNaN(value) ? "" : Number.isFinite(value) ? String(value) : value < 0 ? "-inf" : "inf";
}

/** The impedances and the voltage of one stage. */
export function saveCsv(model: Model, index: number): void {
  const stage = model.chain.stages[index];
  const columns = [
    ...quantities.map((quantity) => [quantity, model.curves.of(model.chain, stage, quantity), "ohm"] as const),
    ["voltage", model.curves.voltage(model.chain, stage), "V"] as const,
  ];
  const heads = [
    "frequency (Hz)",
    ...columns.flatMap(([name, , unit]) => [`re ${name} (${unit})`, `im ${name} (${unit})`]),
  ];
  const rows = Array.from(model.frequencies, (frequency, k) =>
    [frequency, ...columns.flatMap(([, curve]) => [curve.re[k], curve.im[k]])].map(csvNumber).join(","),
  );
  download(`${model.chain.name}.${stage.name}.csv`, [heads.join(","), ...rows, ""].join("\n"), "text/csv");
}

/** Plots below one another, with their titles, as one picture. */
export function savePicture(name: string, title: string, plots: Plot[]): void {
  const drawn = plots.filter((plot) => plot.picture);
  if (drawn.length === 0) return;
  const scale = devicePixelRatio || 1;
  const head = 26 * scale;
  const width = Math.max(...drawn.map((plot) => plot.picture!.width));
  const height = drawn.reduce((sum, plot) => sum + plot.picture!.height + head, head);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(document.body);
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.color;
  context.font = `600 ${14 * scale}px system-ui, sans-serif`;
  context.fillText(title, 12 * scale, 18 * scale);
  let top = head;
  for (const plot of drawn) {
    context.font = `${12 * scale}px system-ui, sans-serif`;
    context.fillText(plot.title, 12 * scale, top + 17 * scale);
    context.drawImage(plot.picture!, 0, top + head);
    top += head + plot.picture!.height;
  }
  canvas.toBlob((blob) => blob && download(`${name}.png`, blob));
}
