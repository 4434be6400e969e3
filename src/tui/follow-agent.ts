import { type AgentHistory, agentHistory } from '../index.ts';

/** The agent writes how the box is each minute, ms. */
const EVERY_MS = 60_000;

/** Reads what an agent keeps in a folder, now and each minute, and tells it; null where none has ever watched. */
export function followAgent(folder: string, tell: (history: AgentHistory | null) => void): Disposable {
  let isOver = false;
  const read = () =>
    void agentHistory(folder).then(
      (history) => {
        if (!isOver) tell(history);
      },
      // What cannot be read is not there: the box is shown without it.
      () => {},
    );
  read();
  const timer = setInterval(read, EVERY_MS);
  return {
    [Symbol.dispose]: () => {
      isOver = true;
      clearInterval(timer);
    },
  };
}
