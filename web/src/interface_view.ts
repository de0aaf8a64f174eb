// One interface: what precedes as a source, what follows as its load.

import type { Curve, Extreme } from "./data";
import { numberOf } from "./data";
import { h } from "./dom";
import { type Model, verdicts } from "./model";
import type { Form, Scales, Shared } from "./forms";
import { Plot } from "./plot";
import { decibels, hertz, plain, polar, times } from "./units";

const ratioForms: Form[] = [
  {
    name: "source",
    label: "loss",
    about: "voltage lost to loading in dB",
    colour: "--reactance",
    dash: [],
    scale: "decibels",
    unit: "dB",
    value: (re) => re,
  },
];

/** Voltage lost by loading, dB, as the real part of a curve. */
function lossOf(source: Curve, load: Curve): Curve {
  const loss = source.re.map((sr, k) => {
    const [si, lr, li] = [source.im[k], load.re[k], load.im[k]];
    if ([sr, si, lr, li].some(Number.isNaN)) return NaN;
    if (Math.abs(lr) === Infinity) return Math.abs(sr) === Infinity ? NaN : 0;
    if (Math.abs(sr) === Infinity) return Infinity;
    const whole = Math.hypot(sr + lr, si + li);
    return -20 * Math.log10(Math.hypot(lr, li) / whole) + 0;
  });
  return { re: loss, im: new Float64Array(loss.length) };
}

function row(name: string, value: string, about: string, key: string): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { scope: "row" }, name),
    h("td", { class: "number", "data-number": key }, value),
    h("td", { class: "about" }, about),
  );
}

function where(extreme: Extreme): string {
  return Number.isFinite(numberOf(extreme.value)) ? `at ${hertz(extreme.frequency)}` : "";
}

export class InterfaceView {
  readonly element = h("section", { class: "interface-view", "aria-label": "interface" });
  private readonly head = h("div", { class: "view-head" });
  private readonly here = h("p", { class: "here" });
  private readonly numbers = h("table", { class: "numbers" });
  readonly plots: Plot[];
  private model!: Model;
  private index = 0;

  constructor(shared: Shared) {
    this.plots = [
      new Plot("Source", "OutZ of all that precedes", shared),
      new Plot("Load", "InZ of all that follows", shared),
      new Plot("Loss", "voltage lost to loading", shared),
    ];
    this.element.append(
      this.head,
      h(
        "div",
        { class: "columns" },
        h("div", { class: "facts" }, this.numbers, this.here),
        h("div", { class: "plots" }, ...this.plots.map((plot) => plot.element)),
      ),
    );
  }

  show(model: Model, index: number, forms: Form[], scales: Scales): void {
    this.model = model;
    this.index = index;
    const between = model.chain.interfaces[index];
    const verdict = verdicts[between.verdict];
    this.head.replaceChildren(
      h("h2", {}, between.from, h("span", { class: "arrow" }, " → "), between.to),
      h(
        "p",
        { class: `verdict-line is-${between.verdict}` },
        h("b", {}, h("span", { class: "sign", "aria-hidden": "true" }, verdict.mark), ` ${between.verdict}`),
        ` – ${between.rule}`,
      ),
    );
    this.numbers.replaceChildren(
      h("caption", {}, "worst over the sweep"),
      h(
        "tbody",
        {},
        row("|load| / |source|", times(numberOf(between.ratio.value)), where(between.ratio), "ratio"),
        row("voltage loss", decibels(numberOf(between.loss.value)), where(between.loss), "loss"),
        row("ripple of the loss", decibels(numberOf(between.ripple)), "over the sweep", "ripple"),
        row(
          "power transfer",
          percent(numberOf(between.transfer.value)),
          where(between.transfer) && `of the available power, ${where(between.transfer)}`,
          "transfer",
        ),
        row("damping factor", plain(numberOf(between.damping.value), 3), where(between.damping), "damping"),
      ),
    );
    const [source, load] = [model.zout(index), model.zin(index + 1)];
    this.plots[0].show(model.frequencies, source, forms, scales);
    this.plots[1].show(model.frequencies, load, forms, scales);
    this.plots[2].show(model.frequencies, lossOf(source, load), ratioForms, scales);
    this.select(model.point);
  }

  select(point: number): void {
    const [source, load] = [this.model.zout(this.index), this.model.zin(this.index + 1)];
    this.here.replaceChildren(
      h("b", {}, `At ${hertz(this.model.frequencies[point])}`),
      h("br"),
      `source ${polar(source.re[point], source.im[point], "Ω")}`,
      h("br"),
      `load ${polar(load.re[point], load.im[point], "Ω")}`,
    );
    for (const plot of this.plots) plot.select(point);
  }
}

function percent(value: number): string {
  return Number.isNaN(value) ? "–" : `${plain(value * 100, 3)} %`;
}
