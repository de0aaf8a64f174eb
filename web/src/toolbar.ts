// What the plots show, and how.

import { h, s } from "./dom";
import { type Form, forms, type Scales } from "./forms";

/** A piece of a form's line. */
function sample(form: Form): SVGElement {
  return s(
    "svg",
    { viewBox: "0 0 30 8", width: 30, height: 8, "aria-hidden": "true" },
    s("path", {
      d: "M1 4h28",
      style: `stroke: var(${form.colour})`,
      "stroke-width": 2.5,
      fill: "none",
      "stroke-dasharray": form.dash.map((d) => d * 0.7).join(" ") || null,
    }),
  );
}

/** Switches, whose states `change` is told of. */
export class Toolbar {
  readonly shown = new Set(["magnitude", "resistance", "reactance"]);
  readonly scales: Scales = { isLog: true, isLogX: true };
  readonly element: HTMLElement;
  readonly extra = h("span", { class: "group" });

  constructor(
    private readonly change: () => void,
    resetZoom: () => void,
  ) {
    const form = (f: Form) =>
      this.toggle(
        [sample(f), f.label],
        f.about,
        () => this.shown.has(f.name),
        () => {
          if (!this.shown.delete(f.name)) this.shown.add(f.name);
          if (this.shown.size === 0) this.shown.add(f.name);
        },
        f.name,
      );
    this.element = h(
      "div",
      { class: "toolbar", role: "toolbar", "aria-label": "curves" },
      h("span", { class: "group" }, ...forms.map(form)),
      h(
        "span",
        { class: "group" },
        this.toggle(
          ["log Z"],
          "logarithmic impedances",
          () => this.scales.isLog,
          () => (this.scales.isLog = !this.scales.isLog),
          "log",
        ),
        this.toggle(
          ["log f"],
          "logarithmic frequencies",
          () => this.scales.isLogX,
          () => (this.scales.isLogX = !this.scales.isLogX),
          "logx",
        ),
      ),
      h(
        "span",
        { class: "group" },
        h("button", { type: "button", title: "show the whole sweep", onclick: resetZoom }, "Whole sweep"),
      ),
      this.extra,
    );
  }

  get forms(): Form[] {
    return forms.filter((form) => this.shown.has(form.name));
  }

  private toggle(
    content: (Node | string)[],
    about: string,
    isOn: () => boolean,
    flip: () => void,
    name: string,
  ): HTMLElement {
    const button = h(
      "button",
      {
        type: "button",
        title: about,
        "data-toggle": name,
        "aria-pressed": String(isOn()),
        onclick: () => {
          flip();
          button.setAttribute("aria-pressed", String(isOn()));
          this.change();
        },
      },
      ...content,
    );
    return button;
  }
}
