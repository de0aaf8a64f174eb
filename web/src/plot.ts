// One plot over the frequency: an impedance, or a voltage, in the forms that are switched on.

import uPlot from "uplot";
import { decibelRange, heightFor, isLogScale, labelled, logTicks, padded, phaseRange, tickText } from "./axes";
import type { Curve } from "./data";
import { isInfinite } from "./data";
import { h } from "./dom";
import { type Form, type Scales, type Shared, valueText } from "./forms";
import { hertz } from "./units";

/** A canvas with a read-out below it. */
export class Plot {
  readonly element: HTMLElement;
  private readonly canvas = h("div", { class: "canvas" });
  private readonly note = h("p", { class: "note" });
  private readonly readout = h("dl", { class: "readout" });
  private plot: uPlot | null = null;
  private order: number[] = []; // of the points, by frequency
  private shown: Form[] = [];
  private curve: Curve = { re: new Float64Array(), im: new Float64Array() };
  private frequencies: Float64Array = new Float64Array();
  private index = 0;
  private range: [number, number] | null = null;
  private drawnAs = "";
  private isSeen = true;
  private late: (() => void) | null = null; // draws what came while it was out of sight

  constructor(
    readonly title: string,
    about: string,
    private readonly shared: Shared,
  ) {
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute("role", "img");
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.element = h(
      "figure",
      { class: "plot" },
      h("figcaption", {}, h("b", {}, title), h("span", { class: "about" }, about)),
      this.canvas,
      this.note,
      this.readout,
    );
    new ResizeObserver(() => this.fit()).observe(this.canvas);
    new IntersectionObserver((entries) => {
      this.isSeen = entries.at(-1)!.isIntersecting;
      if (this.isSeen) this.catchUp();
    }).observe(this.element);
  }

  /** Shows a curve in these forms. */
  show(frequencies: Float64Array, curve: Curve, shown: Form[], scales: Scales): void {
    this.frequencies = frequencies;
    this.curve = curve;
    this.shown = shown;
    const order = Array.from(frequencies.keys()).filter((k) => !scales.isLogX || frequencies[k] > 0);
    this.order = order.sort((a, b) => frequencies[a] - frequencies[b]);
    this.say(scales);
    const isEmpty = this.element.classList.contains("is-constant");
    const as = [shown.map((f) => f.name), scales.isLog, scales.isLogX, this.order.length].join();
    if (isEmpty) this.destroy();
    else if (this.plot && as === this.drawnAs) {
      this.late = () => this.plot?.setData(this.data(scales));
      if (this.isSeen) this.catchUp();
    } else this.draw(scales, as);
    this.select(this.index);
  }

  private catchUp(): void {
    const draw = this.late;
    this.late = null;
    draw?.();
  }

  /** Draws again, in colours that may be others. */
  redraw(scales: Scales): void {
    this.destroy();
    this.show(this.frequencies, this.curve, this.shown, scales);
  }

  /** Moves the cursor to a point and tells its values. */
  select(index: number): void {
    this.index = Math.min(index, this.frequencies.length - 1);
    const [re, im] = [this.curve.re[this.index], this.curve.im[this.index]];
    this.readout.replaceChildren(
      h("div", { class: "at" }, h("dt", {}, "at"), h("dd", {}, hertz(this.frequencies[this.index]))),
      ...this.shown.map((form) => {
        const value =
          isInfinite(re, im) && form.scale === "size"
            ? form.name === "magnitude"
              ? Infinity
              : NaN
            : form.value(re, im);
        return h(
          "div",
          { style: `--colour: var(${form.colour})`, "data-form": form.name },
          h("dt", {}, form.label),
          h("dd", {}, valueText(form, value)),
        );
      }),
    );
    queueMicrotask(() => this.placeCursor()); // uPlot lays out in one too, before this
  }

  private placeCursor(): void {
    if (!this.plot) return;
    const left = this.plot.valToPos(this.frequencies[this.index], "x");
    this.plot.setCursor({ left, top: left >= 0 ? 0 : -10 }, false);
  }

  zoom(range: [number, number] | null): void {
    this.range = range;
    if (!this.plot) return;
    const xs = this.plot.data[0];
    this.plot.setScale("x", range ? { min: range[0], max: range[1] } : { min: xs[0], max: xs[xs.length - 1] });
    this.select(this.index);
  }

  /** The canvas itself, for pictures; null where a sentence stands in its place. */
  get picture(): HTMLCanvasElement | null {
    this.catchUp();
    return this.plot?.ctx.canvas ?? null;
  }

  private destroy(): void {
    this.plot?.destroy();
    this.plot = null;
    this.late = null;
    this.drawnAs = "";
  }

  private fit(): void {
    const width = this.canvas.clientWidth;
    if (this.plot && width > 0 && width !== this.plot.width) {
      this.plot.setSize({ width, height: heightFor(width) });
      this.select(this.index);
    }
  }

  // What a curve cannot show: values that are infinite, undefined, or exactly 0.
  private say(scales: Scales): void {
    const { re, im } = this.curve;
    const count = re.length;
    let [infinite, undefined_, zero] = [0, 0, 0];
    for (let k = 0; k < count; ++k) {
      if (Number.isNaN(re[k]) || Number.isNaN(im[k])) ++undefined_;
      else if (isInfinite(re[k], im[k])) ++infinite;
      else if (re[k] === 0 && im[k] === 0) ++zero;
    }
    const whole =
      infinite === count
        ? ["∞", "open at every frequency"]
        : undefined_ === count
          ? ["–", "undefined: nothing fixes it"]
          : zero === count
            ? ["0", "exactly 0 at every frequency"]
            : null;
    this.element.classList.toggle("is-constant", whole !== null);
    this.canvas.setAttribute(
      "aria-label",
      `${this.title}: ${whole ? whole[1] : `curve of ${this.shown.map((f) => f.about).join(", ")}; arrow keys move the cursor, + and - zoom, 0 shows all`}`,
    );
    this.canvas.dataset.constant = whole ? `${whole[0]}` : "";
    this.canvas.dataset.reason = whole ? whole[1] : "";
    const some = [
      infinite && `∞ at ${infinite}`,
      undefined_ && `undefined at ${undefined_}`,
      zero && `0 at ${zero}`,
    ].filter(Boolean);
    this.note.textContent = whole || some.length === 0 ? "" : `${some.join(", ")} of ${count} frequencies`;
    const hidden =
      scales.isLog && !whole
        ? this.shown.filter(
            (form) => isLogScale(form, scales) && this.values(form).some((value) => value !== null && value < 0),
          )
        : [];
    if (hidden.length)
      this.note.append(
        `${this.note.textContent ? "; " : ""}where ${hidden.map((form) => form.label).join(" and ")} is negative its size is dotted`,
      );
  }

  private values(form: Form): (number | null)[] {
    const { re, im } = this.curve;
    return this.order.map((k) => {
      const value = form.value(re[k], im[k]);
      return Number.isFinite(value) ? value : null;
    });
  }

  // On a logarithmic axis a form of both signs is two series: what is positive, and the size of what is negative.
  private data(scales: Scales): uPlot.AlignedData {
    const columns: (number | null)[][] = [this.order.map((k) => this.frequencies[k])];
    for (const form of this.shown) {
      const values = this.values(form);
      if (!isLogScale(form, scales)) columns.push(values);
      else {
        columns.push(values.map((v) => (v !== null && v > 0 ? v : null)));
        columns.push(values.map((v) => (v !== null && v < 0 ? -v : null)));
      }
    }
    return columns as unknown as uPlot.AlignedData;
  }

  private draw(scales: Scales, as: string): void {
    this.destroy();
    const style = getComputedStyle(this.element);
    const colour = (name: string) => style.getPropertyValue(name).trim();
    const width = this.canvas.clientWidth || 480;
    const single = this.order.length === 1;
    const series: uPlot.Series[] = [{}];
    for (const form of this.shown) {
      const base = {
        label: form.label,
        scale: form.scale,
        stroke: colour(form.colour),
        width: 2,
        points: { show: single, size: 7 },
        spanGaps: false,
      };
      series.push({ ...base, dash: form.dash });
      if (isLogScale(form, scales)) series.push({ ...base, width: 1.2, dash: [1, 5], label: `−${form.label}` });
    }
    const axes = this.axes(colour, scales, width);
    const options: uPlot.Options = {
      width,
      height: heightFor(width),
      legend: { show: false },
      cursor: { y: false, drag: { x: true, y: false }, points: { size: 7 } },
      scales: this.scaleOptions(scales),
      axes,
      series,
      hooks: { setScale: [(u, key) => this.scaled(u, key)] },
    };
    this.plot = new uPlot(options, this.data(scales), this.canvas);
    this.plot.over.addEventListener("pointermove", (event) => this.moved(event));
    this.plot.over.addEventListener("mouseleave", () => this.select(this.index));
    this.drawnAs = as;
  }

  private scaleOptions(scales: Scales): uPlot.Scales {
    const range =
      (isLog: boolean): uPlot.Range.Function =>
      (_u, min, max) =>
        padded(min ?? NaN, max ?? NaN, isLog);
    return {
      x: {
        time: false,
        distr: scales.isLogX ? 3 : 1,
        range: (_u, min, max) => (min === max ? padded(min, max, scales.isLogX) : [min, max]),
      },
      size: { distr: scales.isLog ? 3 : 1, range: range(scales.isLog) },
      current: { distr: scales.isLog ? 3 : 1, range: range(scales.isLog) },
      phase: { range: (_u, min, max) => phaseRange(min ?? 0, max ?? 0) },
      decibels: { range: (_u, min, max) => decibelRange(min ?? 0, max ?? 0) },
    };
  }

  private axes(colour: (name: string) => string, scales: Scales, width: number): uPlot.Axis[] {
    const font = "11px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
    const common = { stroke: colour("--muted"), font, ticks: { show: false }, gap: 6 };
    const grid = { stroke: colour("--grid"), width: 1 };
    const logAxis = (room: number) => ({
      splits: (_u: uPlot, _axis: number, min: number, max: number) => logTicks(min, max),
      filter: (_u: uPlot, splits: number[]) => labelled(splits, room),
    });
    const axes: uPlot.Axis[] = [
      {
        ...common,
        scale: "x",
        grid,
        size: 28,
        space: 46,
        ...(scales.isLogX ? logAxis(width / 60) : {}),
        values: (_u, splits) => splits.map((v) => (v === null ? "" : tickText("size", v))),
      },
    ];
    const used = [...new Set(this.shown.map((form) => form.scale))];
    used.forEach((scale, k) => {
      const isLog = (scale === "size" || scale === "current") && scales.isLog;
      axes.push({
        ...common,
        scale,
        side: k === 0 ? 3 : 1,
        size: width < 380 ? 46 : 54,
        space: 34,
        ...(isLog ? logAxis(8) : {}),
        grid: k === 0 ? grid : { show: false },
        stroke: k === 0 ? colour("--muted") : colour(this.shown.find((f) => f.scale === scale)!.colour),
        values: (_u, splits) => splits.map((v) => (v === null ? "" : tickText(scale, v))),
        ...(scale === "phase" ? { incrs: [1, 2, 5, 10, 15, 30, 45, 90, 180] } : {}),
      });
    });
    return axes;
  }

  private moved(event: PointerEvent): void {
    const u = this.plot!;
    this.shared.select(this.order[u.posToIdx(event.clientX - u.over.getBoundingClientRect().left)]);
  }

  private scaled(u: uPlot, key: string): void {
    if (key !== "x") return;
    const { min, max } = u.scales.x;
    const xs = u.data[0];
    const isAll =
      min === undefined || max === undefined || xs.length < 2 || (min! <= xs[0] && max! >= xs[xs.length - 1]);
    const range: [number, number] | null = isAll ? null : [min!, max!];
    if (String(range) === String(this.range)) return; // it was told so
    this.range = range;
    this.shared.zoom(range, this);
  }

  private key(event: KeyboardEvent): void {
    const at = this.order.indexOf(this.index);
    const step = event.shiftKey ? 10 : 1;
    const to = (k: number) => this.shared.select(this.order[Math.max(0, Math.min(this.order.length - 1, k))]);
    const actions: Record<string, () => void> = {
      ArrowLeft: () => to(at - step),
      ArrowRight: () => to(at + step),
      Home: () => to(0),
      End: () => to(this.order.length - 1),
      "+": () => this.zoomAround(0.5),
      "=": () => this.zoomAround(0.5),
      "-": () => this.zoomAround(2),
      "0": () => this.shared.zoom(null, this),
      Escape: () => this.shared.zoom(null, this),
    };
    const action = actions[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  }

  private zoomAround(factor: number): void {
    const u = this.plot;
    if (!u) return;
    const isLog = u.scales.x.distr === 3;
    const [to, from] = isLog ? [Math.log, Math.exp] : [(v: number) => v, (v: number) => v];
    const xs = u.data[0];
    const [first, last] = [to(xs[0]), to(xs[xs.length - 1])];
    const middle = to(this.frequencies[this.index]);
    const min = Math.max(first, middle - (middle - to(u.scales.x.min!)) * factor);
    const max = Math.min(last, middle + (to(u.scales.x.max!) - middle) * factor);
    const isAll = min <= first && max >= last;
    this.shared.zoom(isAll || !(max > min) ? null : [from(min), from(max)], this);
  }
}
