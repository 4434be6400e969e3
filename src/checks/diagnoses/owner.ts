import { commands } from '../commands.ts';

/** Who has the port. */
export interface Owner {
  readonly port: number;
  readonly comm: string;
  readonly pid: number | null;
  readonly stopped: boolean;
}

export const pidWords = ({ pid }: Owner): string => (pid === null ? '' : ` (pid ${pid})`);

export const ownerWords = (owner: Owner | null): string =>
  owner ? `; port ${owner.port} belongs to ${owner.comm}${pidWords(owner)}` : '';

export const whoHasIt = (owner: Owner | null) =>
  owner?.pid ? commands.showProcess(owner.pid) : commands.listListeners();
