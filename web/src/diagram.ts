// The chain as a block diagram: stages with their schematics, and between them what each side sees at one frequency.

import type { Curve, Interface } from "./data";
import { numberOf } from "./data";
import { h, s } from "./dom";
import { type Choice, type Model, verdicts } from "./model";
import { height, loadEnd, schematic, signal, sourceEnd } from "./schematics";
import { hertz, ohms, times } from "./units";

function sizeAt(curve: Curve, point: number): string {
  return ohms(Math.hypot(curve.re[point], curve.im[point]), 3);
}

/** Draws the chain into `element`; `choose` is called with what the user clicks. */
export class Diagram {
  readonly element = h("div", { class: "chain", role: "group", "aria-label": "the chain, signal from left to right" });
  private readonly frequency = h("output", { class: "frequency" });
  private readonly slider = h("input", {
    type: "range",
    min: 0,
    "aria-label": "frequency of the numbers in the diagram",
  });
  readonly control = h("div", { class: "frequency-control" }, h("span", {}, "at"), this.frequency, this.slider);
  private model!: Model;
  private updates: (() => void)[] = [];
  private shown: (string | null)[] = []; // all that each cell shows; null: what changes with every answer

  constructor(
    private readonly choose: (choice: Choice) => void,
    select: (point: number) => void,
  ) {
    this.slider.addEventListener("input", () => select(Number(this.slider.value)));
  }

  show(model: Model): void {
    this.model = model;
    this.updates = [];
    const { stages, interfaces } = model.chain;
    let place = 0;
    // A cell that shows the same stays: to draw all schematics again is most of the time that an edit takes.
    const put = (what: unknown[] | null, draw: () => HTMLElement) => {
      const shows =
        what && JSON.stringify(what, (name, value) => (name === "line" || name === "place" ? undefined : value));
      if (shows === null || this.shown[place] !== shows) this.put(place, draw());
      this.shown[place++] = shows;
    };
    if (!model.chain.has_sensor) put([], () => this.end(sourceEnd(), "ideal source", "zeroed for OutZ: 0 Ω"));
    stages.forEach((stage, index) => {
      put([index, stage.name, stage.type, model.line(stage)], () => this.cell(index));
      if (index < interfaces.length) put(null, () => this.junction(index));
    });
    put([], () => this.end(loadEnd(), "open", "infinite load"));
    while (this.element.children.length > place) this.element.lastChild!.remove();
    this.shown.length = place;
    this.element.classList.toggle("is-long", stages.length > 24);
    this.slider.max = String(model.frequencies.length - 1);
    this.mark();
    this.select(model.point);
  }

  // One that is of the same stage or interface as before takes the new one's contents, so that the focus stays.
  private put(place: number, cell: HTMLElement): void {
    const before = this.element.children[place] as HTMLElement | undefined;
    if (!before) this.element.append(cell);
    else if (!cell.dataset.key || before.dataset.key !== cell.dataset.key) before.replaceWith(cell);
    else {
      for (const { name, value } of cell.attributes) before.setAttribute(name, value);
      before.replaceChildren(...cell.childNodes);
    }
  }

  /** Shows which stage or interface is chosen. */
  mark(): void {
    const { kind, index } = this.model.choice;
    for (const button of this.element.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.key === `${kind}-${index}`));
  }

  select(point: number): void {
    this.slider.value = String(point);
    this.frequency.textContent = hertz(this.model.frequencies[point]);
    this.slider.setAttribute("aria-valuetext", hertz(this.model.frequencies[point]));
    for (const update of this.updates) update();
  }

  private end(picture: SVGElement, name: string, about: string): HTMLElement {
    return h(
      "div",
      { class: "cell is-end" },
      picture,
      h("span", { class: "name" }, name),
      h("span", { class: "type" }, about),
    );
  }

  private cell(index: number): HTMLElement {
    const stage = this.model.chain.stages[index];
    const line = this.model.line(stage);
    const isSensor = stage.type === "sensor";
    return h(
      "button",
      {
        class: "cell",
        type: "button",
        "data-key": `stage-${index}`,
        "data-stage": stage.name,
        "aria-label": `stage ${stage.name}, ${stage.type}`,
        onclick: () => this.choose({ kind: "stage", index }),
      },
      schematic(line, this.model.type(stage)),
      h("span", { class: "name" }, stage.name),
      h("span", { class: "type" }, stage.type, isSensor ? h("em", {}, " zeroed for OutZ") : null),
    );
  }

  private junction(index: number): HTMLElement {
    const between = this.model.chain.interfaces[index];
    const outz = h("span", { class: "side" });
    const inz = h("span", { class: "side" });
    this.updates.push(() => {
      outz.textContent = `← ${sizeAt(this.model.zout(index), this.model.point)}`;
      inz.textContent = `${sizeAt(this.model.zin(index + 1), this.model.point)} →`;
    });
    return h(
      "button",
      {
        class: `junction is-${between.verdict}`,
        type: "button",
        "data-key": `interface-${index}`,
        "aria-label": label(between),
        onclick: () => this.choose({ kind: "interface", index }),
      },
      s(
        "svg",
        {
          viewBox: `0 0 82 ${height}`,
          width: 82,
          height,
          class: "schematic",
          preserveAspectRatio: "none",
          "aria-hidden": "true",
        },
        s("path", { d: `M0 ${signal}h82`, class: "wire" }),
        s("circle", { cx: 41, cy: signal, r: 4.5, class: "mark" }),
      ),
      h(
        "span",
        { class: "verdict" },
        h("span", { class: "sign", "aria-hidden": "true" }, verdicts[between.verdict].mark),
        between.verdict,
      ),
      h("span", { class: "ratio" }, times(numberOf(between.ratio.value))),
      h("span", { class: "sides" }, outz, inz),
    );
  }
}

function label(between: Interface): string {
  return `interface of ${between.from} and ${between.to}: ${between.verdict}`;
}
