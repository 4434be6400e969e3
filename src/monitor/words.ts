import { BOX, type Reading, type Readings, reading, type ServiceState } from '../model/index.ts';

/** Since when others have said what they say now: what has just changed may be ahead of what we see ourselves. */
export class Words {
  readonly #said = new Map<string, string>();
  #saidFrom: Readonly<Record<string, number>> = {};

  /** By the source of their reading, ms on its clock; nothing for who has said the same from the beginning. */
  get saidFrom(): Readonly<Record<string, number>> {
    return this.#saidFrom;
  }

  /** Takes what the camera service and the health endpoints said last. Silence is no other word. */
  update(readings: Readings): void {
    const answers = Object.values(readings.health ?? {});
    this.#take(reading(readings, 'service', BOX), wordsOf);
    for (const answer of answers) this.#take(answer, ({ says, word }) => JSON.stringify([says, word]));
  }

  #take<T>(from: Reading<T> | undefined, words: (value: T) => string): void {
    if (!from?.ok) return;
    const said = words(from.value);
    const before = this.#said.get(from.source);
    this.#said.set(from.source, said);
    if (before !== undefined && before !== said)
      this.#saidFrom = { ...this.#saidFrom, [from.source]: from.mono };
  }
}

function wordsOf({ cameras, status }: ServiceState): string {
  const listed = cameras.kind === 'result' ? cameras.value.map((one) => [one.device, one.status]) : null;
  return JSON.stringify([listed, status.kind === 'result' ? status.value.status : null]);
}
