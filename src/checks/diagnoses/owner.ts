import type { NextStep } from '../../model/index.ts';
import { commands } from '../commands.ts';

/** Who has the port. */
export interface Owner {
  readonly port: number;
  readonly comm: string;
  readonly pid: number | null;
  readonly unit: string | null;
  readonly stopped: boolean;
}

/** A server of this box, and how it runs as far as that is known. */
export interface Server {
  /** The port where it is asked. */
  readonly port: number;
  readonly unit: string | null;
  readonly pid: number | null;
}

/** The process that publishes a stream. */
export interface Publisher {
  readonly pid: number;
  readonly unit: string | null;
}

export const pidWords = ({ pid }: Pick<Owner, 'pid'>): string => (pid === null ? '' : ` (pid ${pid})`);

export const ownerWords = (owner: Owner | null): string =>
  owner ? `; port ${owner.port} belongs to ${owner.comm}${pidWords(owner)}` : '';

/** What tells which program it is that has a port. */
export const whoHasIt = ({ port, unit, pid }: Server): NextStep =>
  unit ? commands.unitStatus(unit) : pid ? commands.showProcess(pid) : commands.showListener(port);

const SERVICE = 'the service';

/** How a server is restarted; where it is no unit, the command shows what it is that has to be. */
export const restartOf = ({ port, unit, pid }: Server, what = SERVICE): NextStep =>
  unit
    ? commands.restartUnit(unit)
    : pid
      ? commands.restartProcess(what, pid)
      : commands.findListener(`restart ${what}`, port);

/** Where a server's own words are. */
export const logOf = ({ port, unit, pid }: Server, what = SERVICE): NextStep =>
  unit
    ? commands.journal(unit)
    : pid
      ? commands.showOutput(what, pid)
      : commands.findListener(`read the log of ${what}`, port);

/** Where the words of a publisher are. */
export const logOfPublisher = (publisher: Publisher | null): NextStep =>
  publisher === null
    ? commands.say('read what the publisher printed')
    : publisher.unit
      ? commands.journal(publisher.unit)
      : commands.showOutput('the publisher', publisher.pid);

/** How a publisher is restarted. */
export const restartOfPublisher = (publisher: Publisher | null): NextStep =>
  publisher === null
    ? commands.say('restart the publisher the way it was started')
    : publisher.unit
      ? commands.restartUnit(publisher.unit)
      : commands.restartProcess('the publisher', publisher.pid);
