// Rules, which are written as `R + par(1/(s*C), ZL)`, set as formulas in MathML.

import { m } from "./dom";

/** How tightly what is set holds together. */
enum Bond {
  sum,
  parallel,
  product,
  power,
  atom,
}

interface Piece {
  element: Element;
  bond: Bond;
}

const tokens = /\s*(\*\*|[-+*/(),]|\d+\.?\d*(?:e[-+]?\d+)?[a-zµ]*|[a-z_]\w*|\S)/giy;
const greek: Record<string, string> = {
  pi: "π",
  beta: "β",
  omega: "ω",
  inf: "∞",
  tau: "τ",
  alpha: "α",
  len: "ℓ",
  gamma: "γ",
};

function identifier(name: string): Element {
  const known = greek[name.toLowerCase()];
  if (known) return m("mi", {}, known);
  if (name.length === 1 || ["GBW", "InZ", "OutZ"].includes(name))
    return m("mi", name.length > 1 ? { mathvariant: "normal" } : {}, name);
  const tail = greek[name.slice(1).toLowerCase()] ?? name.slice(1);
  return m(
    "msub",
    {},
    m("mi", {}, name.slice(0, 1)),
    /^\d+$/.test(tail) ? m("mn", {}, tail) : m("mi", { mathvariant: "normal" }, tail),
  );
}

function fenced(piece: Element): Element {
  return m("mrow", {}, m("mo", { stretchy: "true" }, "("), piece, m("mo", { stretchy: "true" }, ")"));
}

function within(piece: Piece, least: Bond): Element {
  return piece.bond < least ? fenced(piece.element) : piece.element;
}

/** Reads one expression; throws where it makes no sense. */
class Reader {
  private readonly words: string[];
  private at = 0;

  constructor(text: string) {
    this.words = [...text.matchAll(tokens)].map((match) => match[1]);
  }

  whole(): Piece {
    const piece = this.sum();
    if (this.at < this.words.length) throw new Error(`unexpected ${this.words[this.at]}`);
    return piece;
  }

  private take(word: string): boolean {
    if (this.words[this.at]?.toLowerCase() !== word) return false;
    ++this.at;
    return true;
  }

  private expect(word: string): void {
    if (!this.take(word)) throw new Error(`expected ${word}`);
  }

  private sum(): Piece {
    let piece = this.product();
    for (;;) {
      const sign = this.take("+") ? "+" : this.take("-") ? "−" : "";
      if (!sign) return piece;
      const right = this.product();
      piece = {
        element: m("mrow", {}, piece.element, m("mo", {}, sign), within(right, Bond.parallel)),
        bond: Bond.sum,
      };
    }
  }

  private product(): Piece {
    let piece = this.unary();
    for (;;) {
      if (this.take("*")) {
        const right = this.unary();
        const isNumber = right.element.localName === "mn";
        const times = isNumber ? m("mo", {}, "·") : m("mspace", { width: "0.17em" });
        piece = {
          element: m("mrow", {}, within(piece, Bond.product), times, within(right, Bond.product)),
          bond: Bond.product,
        };
      } else if (this.take("/")) {
        const right = this.unary();
        piece = {
          element: m("mfrac", {}, m("mrow", {}, piece.element), m("mrow", {}, right.element)),
          bond: Bond.product,
        };
      } else return piece;
    }
  }

  private unary(): Piece {
    if (this.take("-")) {
      const piece = this.unary();
      return { element: m("mrow", {}, m("mo", {}, "−"), within(piece, Bond.product)), bond: Bond.product };
    }
    if (this.take("+")) return this.unary();
    return this.power();
  }

  private power(): Piece {
    const base = this.atom();
    if (!this.take("**")) return base;
    const exponent = this.unary();
    return {
      element: m("msup", {}, m("mrow", {}, within(base, Bond.atom)), m("mrow", {}, exponent.element)),
      bond: Bond.power,
    };
  }

  private atom(): Piece {
    const word = this.words[this.at++];
    if (word === undefined) throw new Error("it ends too soon");
    if (word === "(") {
      const piece = this.sum();
      this.expect(")");
      return piece;
    }
    if (/^\d/.test(word)) return { element: m("mn", {}, word), bond: Bond.atom };
    if (!/^[a-z_]/i.test(word)) throw new Error(`unexpected ${word}`);
    return this.take("(") ? this.call(word.toLowerCase()) : { element: identifier(word), bond: Bond.atom };
  }

  private call(name: string): Piece {
    const parts = [this.sum()];
    while (this.take(",")) parts.push(this.sum());
    this.expect(")");
    if (name === "sqrt") return { element: m("msqrt", {}, parts[0].element), bond: Bond.atom };
    if (name !== "par")
      return { element: m("mrow", {}, m("mi", {}, name), fenced(parts[0].element)), bond: Bond.power };
    const row = m("mrow");
    parts.forEach((part, k) => {
      if (k > 0) row.append(m("mo", { lspace: "0.25em", rspace: "0.25em" }, "∥"));
      row.append(within(part, Bond.product));
    });
    return { element: row, bond: Bond.parallel };
  }
}

/** `name = text` as a formula of its own line; the text as it is where it cannot be read. */
export function formula(name: string, text: string): Element {
  let right: Element;
  try {
    right = new Reader(text).whole().element;
  } catch {
    right = m("mtext", {}, text);
  }
  return m(
    "math",
    { display: "block", "aria-label": `${name} = ${text}` },
    m("mrow", {}, identifier(name), m("mo", {}, "="), right),
  );
}
