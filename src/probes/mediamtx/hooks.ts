import { maskArgv } from '../text.ts';

const WORDS = /(?:"[^"]*"|'[^']*'|[^\s"'])+/g;

/** A hook's command line (`runOnInit`) without secrets, on one line. MediaMTX starts it without a shell. */
export function maskCommandLine(command: string): string {
  return maskArgv(command.match(WORDS) ?? []).join(' ');
}
