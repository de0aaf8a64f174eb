// What the page shows, and what is chosen in it.

import {
  type Chain,
  type Curve,
  Curves,
  type Interface,
  type Line,
  type PageData,
  type Stage,
  type StageType,
  numberOf,
} from "./data";

export type Choice = { kind: "stage"; index: number } | { kind: "interface"; index: number };

/** A solved deck with a chain, a stage or an interface of it, and a frequency, that are in hand. */
export class Model {
  readonly curves: Curves;
  readonly frequencies: Float64Array;
  constructor(
    readonly data: PageData,
    readonly chain: Chain,
    public choice: Choice,
    public point: number,
  ) {
    this.curves = new Curves(data);
    this.frequencies = this.curves.frequencies(chain);
  }

  line(stage: Stage): Line {
    return this.chain.lines[stage.line];
  }
  type(stage: Stage): StageType | undefined {
    return this.data.types!.find(
      (type) => type.name === this.line(stage).type && this.line(stage).uses_other_rule !== undefined,
    );
  }
  zout(index: number): Curve {
    return this.curves.of(this.chain, this.chain.stages[index], "overall.zout");
  }
  zin(index: number): Curve {
    return this.curves.of(this.chain, this.chain.stages[index], "overall.zin");
  }
  /** The largest of a stage's four errors; NaN where nothing was compared, null where no check was made. */
  error(stage: Stage): number | null {
    const checked = this.data.check?.chains
      .find((chain) => chain.name === this.chain.name)
      ?.stages.find((other) => other.name === stage.name);
    if (!checked) return null;
    const errors = Object.values(checked.errors)
      .map(numberOf)
      .filter((error) => !Number.isNaN(error));
    return errors.length ? Math.max(...errors) : NaN;
  }
}

/** The frequency near the middle of the sweep, on its logarithmic scale: 1 kHz where that is among the decades. */
export function middlePoint(frequencies: Float64Array): number {
  let best = 0;
  const distance = (k: number) => Math.abs(Math.log(frequencies[k] / 1000));
  const lasts = frequencies[frequencies.length - 1];
  if (frequencies[0] <= 1000 && lasts >= 1000) {
    for (let k = 1; k < frequencies.length; ++k) if (frequencies[k] > 0 && distance(k) < distance(best)) best = k;
    return best;
  }
  return Math.floor(frequencies.length / 2);
}

export const verdicts: Record<Interface["verdict"], { mark: string; about: string }> = {
  bridged: { mark: "◆", about: "hardly any voltage is lost" },
  matched: { mark: "●", about: "nearly all of the available power passes" },
  loaded: { mark: "▲", about: "the load pulls the voltage down" },
  undetermined: { mark: "–", about: "nothing can be said" },
};
