import { type Diagnosis, known, mediamtxOf, type PathConfig, type Sweep } from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { mediamtxServer } from './mediamtx-facts.ts';

/** A command that MediaMTX should keep running for a path, and that does not run. */
export function hookFailed(sweep: Sweep, path: string, config: PathConfig): Diagnosis {
  const server = mediamtxServer(sweep);
  const running = mediamtxOf(known(sweep.readings, 'processes'));
  return diagnose('hook-failed', {
    path: config.name,
    hook: 'runOnInit',
    command: asTyped(sweep, path, config.runOnInit),
    restart: config.runOnInitRestart,
    server: { ...server, pid: running?.pid ?? server.pid },
    user: running?.user ?? null,
  });
}

/** MediaMTX gives its hooks variables that a shell does not have. */
function asTyped({ readings }: Sweep, path: string, command: string): string {
  const port = /:(\d+)$/.exec(known(readings, 'mediamtx.config')?.rtspAddress ?? '')?.[1] ?? '8554';
  return command
    .trim()
    .replace(/\$(?:MTX_PATH\b|\{MTX_PATH\})/g, path)
    .replace(/\$(?:RTSP_PORT\b|\{RTSP_PORT\})/g, port);
}
