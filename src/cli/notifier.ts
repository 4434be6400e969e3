import { spawn } from 'node:child_process';
import process from 'node:process';

/** The watchdog is fed this often at most, ms; the unit's `WatchdogSec` is several times that. */
const EVERY_MS = 15_000;

/**
 * Tells systemd that the agent is ready, with its first finished round, and alive, with later ones. Does nothing where
 * no `NOTIFY_SOCKET` is given. The datagram is sent by systemd's own `systemd-notify`.
 */
export class Notifier {
  readonly #socket: string | undefined;
  #roundAt: number | undefined;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#socket = env['NOTIFY_SOCKET'];
    // systemd's other tools would report their own failures there, as if they were the agent's.
    delete process.env['NOTIFY_SOCKET'];
  }

  /** Takes when the passive probes were last made, ms, if ever: what was not made anew is no sign of life. */
  alive(roundAt: number | undefined): void {
    const now = performance.now();
    if (!this.#socket || roundAt === undefined || roundAt === this.#roundAt) return;
    this.#roundAt = roundAt;
    if (now - this.#lastAt < EVERY_MS) return;
    this.#lastAt = now;
    const child = spawn('systemd-notify', ['READY=1', 'WATCHDOG=1'], {
      stdio: 'ignore',
      env: { ...process.env, NOTIFY_SOCKET: this.#socket },
    });
    // What was not said is said with the next round; without the tool the unit does not start, and systemd says so.
    const again = () => {
      this.#lastAt = Number.NEGATIVE_INFINITY;
    };
    child.on('error', again);
    child.on('exit', (code) => {
      if (code !== 0) again();
    });
    child.unref();
  }
}
