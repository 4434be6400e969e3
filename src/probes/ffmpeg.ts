import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { ProbeFault } from './probe.ts';
import { runTool } from './run-tool.ts';

const INSTALL = 'install it: apt-get install ffmpeg';

/** What camproof needs of an ffmpeg, and how its own lists show it. */
const NEEDS = [
  { what: 'the V4L2 input', list: '-devices', pattern: /^\s*D\S*\s+\S*(?:video4linux2|v4l2)/m },
  { what: 'RTSP', list: '-muxers', pattern: /^\s*E\s+rtsp\s/m },
  { what: 'an H.264 encoder', list: '-encoders', pattern: /^\s*V\S*\s+(?:libx264|libopenh264|h264_\w+)\s/m },
] as const;

/**
 * The ffmpeg to use: configured, else CAMPROOF_FFMPEG, else on PATH, else the package ffmpeg-static. Rejects with
 * a ProbeFault that says how to install one, or what the found one lacks.
 */
export async function findFfmpeg(
  configured: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const path = await locateFfmpeg(configured, env);
  await examine(path);
  return path;
}

/** The same without a look at what it can do: for decoding, which every ffmpeg can. */
export async function locateFfmpeg(
  configured: string | null,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  const named = configured ?? (env['CAMPROOF_FFMPEG'] || null);
  const path = named ?? (await onPath(env['PATH'] ?? '')) ?? (await packaged());
  if (path === null) throw new ProbeFault('tool-missing', 'ffmpeg', `ffmpeg is not here; ${INSTALL}`);
  return path;
}

async function isProgram(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function onPath(path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, 'ffmpeg');
    if (await isProgram(candidate)) return candidate;
  }
  return null;
}

/** The package is optional, and its download may have failed. */
async function packaged(): Promise<string | null> {
  try {
    const found: unknown = createRequire(import.meta.url)('ffmpeg-static');
    return typeof found === 'string' && (await isProgram(found)) ? found : null;
  } catch {
    return null;
  }
}

async function examine(path: string): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  const lists = await Promise.all(
    NEEDS.map(async ({ what, list, pattern }) => {
      const { stdout } = await runTool([path, '-hide_banner', list], signal);
      return pattern.test(stdout) ? null : what;
    }),
  );
  const lacking = lists.filter((what) => what !== null);
  if (lacking.length > 0)
    throw new ProbeFault('unsupported', 'ffmpeg', `${path} lacks ${lacking.join(' and ')}; ${INSTALL}`);
}
