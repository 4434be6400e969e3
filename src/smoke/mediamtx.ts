import { randomBytes } from 'node:crypto';
import type { PathState } from '../model/index.ts';
import { addPath, removePath } from '../probes/mediamtx/exercise.ts';
import type { Look, SmokeOptions } from './look.ts';
import { type Outcome, type SmokeStep, skip, step, talks, words } from './steps.ts';

/** Reads the configuration and the paths; with `exercise` a path of our own comes and goes. */
export async function mediamtx(look: Look, options: SmokeOptions): Promise<Outcome> {
  const [config, paths] = await Promise.all([look('mediamtx.config'), look('mediamtx.paths')]);
  const advice =
    "start MediaMTX with 'api: yes', or set mediamtx.url (CAMPROOF_MEDIAMTX_URL) to where its API listens";
  const steps = [
    step(
      'global configuration',
      talks(config),
      config.ok
        ? `RTSP ${config.value.rtsp ? config.value.rtspAddress : 'off'}, HLS ${config.value.hls ? config.value.hlsAddress : 'off'}, WebRTC ${config.value.webrtc ? config.value.webrtcAddress : 'off'}`
        : words(config),
    ),
    step('paths', talks(paths), paths.ok ? pathsInWords(paths.value) : words(paths)),
  ];
  if (config.ok && paths.ok) steps.push(...(await exercise(look, options)));
  return { steps, advice };
}

const pathsInWords = (paths: readonly PathState[]): string =>
  `${paths.length}, ${paths.filter(({ ready }) => ready).length} ready`;

/** Stream management: create, see, remove, prove gone. The path is removed even when we are stopped half-way. */
async function exercise(
  look: Look,
  { config, signal, exercise: wanted }: SmokeOptions,
): Promise<readonly SmokeStep[]> {
  if (!wanted) return [skip('stream management', 'writes to the server: only with --exercise')];
  const name = `camproof-selftest-${randomBytes(4).toString('hex')}`;
  const exists = async () => {
    const made = await look('mediamtx.pathConfigs');
    return made.ok ? made.value.some((path) => path.name === name) : null;
  };
  const steps: SmokeStep[] = [];
  try {
    await addPath(config.mediamtx, name, signal);
    steps.push(
      step('create a path', true, name),
      step('see it', (await exists()) === true, 'in the path configuration'),
    );
  } catch (error) {
    steps.push(step('create a path', false, error instanceof Error ? error.message : String(error)));
  } finally {
    // A signal of its own: what was made is removed although we were told to stop.
    const removed = await removePath(config.mediamtx, name, AbortSignal.timeout(5_000)).then(
      () => true,
      () => false,
    );
    steps.push(step('remove it', removed, removed ? '' : `${name} may still be there`));
  }
  steps.push(step('prove it gone', (await exists()) === false, 'no longer in the path configuration'));
  return steps;
}
