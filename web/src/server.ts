// What the page asks its server.

import type { PageData } from "./data";

async function post(what: string, body: string): Promise<Response> {
  return fetch(what, { method: "POST", body, headers: { "Content-Type": "text/plain; charset=utf-8" } });
}

async function failure(answer: Response): Promise<string> {
  const text = await answer.text();
  return text.trim() || `the server answers ${answer.status}`;
}

/** Asks for the newest deck, one question at a time: what lies between is left out. */
export class Solver {
  private next: string | null = null;
  private isBusy = false;
  private rest: number | undefined;

  constructor(
    private readonly take: (data: PageData, deck: string) => void,
    private readonly fail: (why: string) => void,
  ) {}

  /** `deck` is solved as soon as may be; its check and netlist follow when nothing is asked for a while. */
  solve(deck: string): void {
    this.next = deck;
    clearTimeout(this.rest);
    if (!this.isBusy) void this.work();
  }

  private async work(): Promise<void> {
    this.isBusy = true;
    let deck = "";
    while (this.next !== null) {
      deck = this.next;
      this.next = null;
      await this.ask("solve", deck);
    }
    this.isBusy = false;
    this.rest = window.setTimeout(() => void this.ask("solve?parts=all", deck), 500);
  }

  private async ask(what: string, deck: string): Promise<void> {
    try {
      const answer = await post(what, deck);
      if (answer.status === 429) {
        await new Promise((wake) => setTimeout(wake, 200));
        this.next ??= deck;
        return;
      }
      if (!answer.ok) return this.fail(await failure(answer));
      const data = (await answer.json()) as PageData;
      if (this.next === null || what === "solve") this.take(data, deck);
    } catch {
      this.fail("the server does not answer: is 'ohmscope serve' still running?");
    }
  }
}

/** Writes the deck to its file; what is wrong, or null. */
export async function save(deck: string): Promise<string | null> {
  try {
    const answer = await post("save", deck);
    return answer.ok ? null : await failure(answer);
  } catch {
    return "the server does not answer: is 'ohmscope serve' still running?";
  }
}
