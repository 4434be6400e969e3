import type { Camera } from '../../cameras/cameras.ts';
import { BOX, counted, type Finding, type HealthAnswer, type Reading, reading } from '../../model/index.ts';
import { deadLink, isProved, saidSince, saidTogether } from '../chain.ts';
import type { View } from '../check.ts';
import { concernsCameras, unwell } from '../components.ts';
import { ago } from '../diagnoses/health.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, saw } from '../finding.ts';
import { cameraService, healthServer } from '../mediamtx-facts.ts';
import { saidOfSleeper } from '../on-demand.ts';

/** An endpoint that answered. */
export type Answer = Reading<HealthAnswer> & { readonly ok: true };

type Lie = (view: View, answers: readonly Answer[]) => Finding | null;

/** What health endpoints may say that is not so: the first of these that is found is told. */
export const LIES: readonly Lie[] = [
  contradictsItself,
  disagree,
  statusDisagrees,
  criesWolf,
  stale,
  miscounted,
  glossesOver,
];

const MAKE = about('health-endpoints', BOX);

const pathOf = ({ value }: Answer): string => new URL(value.url).pathname;

/** The word that an endpoint has for how it is. */
export const wordOf = ({ value }: Answer): string => value.word ?? value.says;

/** What it answered, with the parts that it complains of itself. */
export function evidenceOf(from: Answer) {
  const { httpStatus, latencyMs, components } = from.value;
  const parts = unwell(components).map((part) => `, ${part}`);
  const words = `HTTP ${httpStatus} ${wordOf(from)}${parts.join('')} in ${Math.round(latencyMs)} ms`;
  return saw(pathOf(from), words, from);
}

/** The HTTP status says otherwise than the body. */
function contradictsItself(_: View, answers: readonly Answer[]): Finding | null {
  const split = answers.find(
    ({ value }) =>
      (value.says === 'ok' && value.httpStatus >= 400) || (value.says === 'not-ok' && value.httpStatus < 400),
  );
  if (!split) return null;
  const facts = { url: split.value.url, status: split.value.httpStatus, word: wordOf(split) };
  return MAKE.fail(
    `${pathOf(split)} contradicts itself`,
    answers.map(evidenceOf),
    diagnose('health-contradicts-itself', facts),
  );
}

/** One endpoint says that the whole is well, the other that it is not. */
function disagree(view: View, answers: readonly Answer[]): Finding | null {
  const good = goodWord(answers);
  const bad = overall(answers).find(
    (one) => one.value.says === 'not-ok' && complaintsBesides([one]).length === 0,
  );
  if (!good || !bad || !isOneTime(view, answers) || !saidTogether(view.sweep, good, bad)) return null;
  const facts = {
    one: `${pathOf(good)} says "${wordOf(good)}"`,
    other: `${pathOf(bad)} says "${wordOf(bad)}"`,
    server: healthServer(view.sweep),
  };
  return MAKE.fail(
    'the endpoints contradict each other',
    answers.map(evidenceOf),
    diagnose('health-endpoints-disagree', facts),
  );
}

/** The service says of itself that it is not well, its health endpoint that it is. */
function statusDisagrees(view: View, answers: readonly Answer[]): Finding | null {
  const { sweep } = view;
  const good = goodWord(answers);
  const told = reading(sweep.readings, 'service');
  const status = told?.ok ? told.value.status : null;
  const own = status?.kind === 'result' ? status.value.status.toLowerCase() : null;
  if (!told || !own || !good || !/degraded|unhealthy|error|not_ready/.test(own)) return null;
  if (!isOneTime(view, answers) || !saidTogether(sweep, told, good)) return null;
  const facts = {
    status: own,
    endpoint: pathOf(good),
    health: wordOf(good),
    server: cameraService(sweep),
  };
  return MAKE.fail(
    `get_status says "${own}", ${pathOf(good)} says "${wordOf(good)}"`,
    [saw('get_status', own, told, wordOf(good)), ...answers.map(evidenceOf)],
    diagnose('status-contradicts-health', facts),
  );
}

/** An endpoint says that something is not well, while all cameras were proved. */
function criesWolf(view: View, answers: readonly Answer[]): Finding | null {
  const { sweep, cameras, earlier } = view;
  const wolf = answers.find(({ value }) => value.says === 'not-ok' || value.says === 'degraded');
  const runs = (camera: Camera, from: Answer) =>
    isProved(earlier, camera) && !saidOfSleeper(sweep, camera, from);
  if (!wolf || cameras.length === 0 || !cameras.every((camera) => runs(camera, wolf))) return null;
  if (!isOneTime(view, answers)) return null;
  const parts = unwell(wolf.value.components).join(', ');
  const server = healthServer(sweep);
  const facts = { url: wolf.value.url, endpoint: pathOf(wolf), word: wordOf(wolf), parts, server };
  const evidence = answers.map(evidenceOf);
  const other = complaintsBesides(answers);
  return other.length > 0
    ? MAKE.warn(
        `says "${facts.word}": ${other.join(', ')}`,
        evidence,
        diagnose('health-degraded', { ...facts, components: other }),
      )
    : MAKE.fail(`says "${facts.word}", all cameras work`, evidence, diagnose('health-says-bad', facts));
}

/** Was all of it said since each camera is as it is? What was asked before and after one broke cannot agree. */
function isOneTime({ sweep, cameras }: View, answers: readonly Answer[]): boolean {
  const asked = [...answers, reading(sweep.readings, 'service')].filter((from) => from !== undefined);
  return cameras.every((camera) => asked.every((from) => saidSince(sweep, camera, from)));
}

/** Those that speak of the whole, and not of being alive. */
const overall = (answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(
    ({ value }) => value.format !== 'alive' && /\/(health|ready|system|detailed)$/.test(value.url),
  );

const goodWord = (answers: readonly Answer[]): Answer | undefined =>
  overall(answers).find(({ value }) => value.says === 'ok');

/** Components in trouble that are no cameras and no streams (a disk, a queue); empty where one of those is among them, or none is named. */
function complaintsBesides(answers: readonly Answer[]): readonly string[] {
  const bad = [...new Set(answers.flatMap(({ value }) => unwell(value.components)))];
  return bad.some(concernsCameras) ? [] : bad;
}

/** An endpoint that says that all is well on the whole, while a part of it is not. */
function glossesOver({ sweep, cameras, earlier }: View, answers: readonly Answer[]): Finding | null {
  // While a camera is broken, a part that concerns cameras says what is true.
  const expected = cameras.some((camera) => deadLink(sweep, earlier, camera));
  for (const from of answers) {
    const parts = unwell(from.value.components)
      .filter((part) => !expected || !concernsCameras(part))
      .join(', ');
    if (from.value.says !== 'ok' || parts === '') continue;
    const facts = { endpoint: pathOf(from), word: wordOf(from), parts, server: healthServer(sweep) };
    return MAKE.warn(
      `says "${facts.word}", but ${parts}`,
      answers.map(evidenceOf),
      diagnose('component-unwell', facts),
    );
  }
  return null;
}

/** A service may count devices only, so that cameras of the network are not held against it. */
function miscounted({ sweep, cameras, earlier }: View, answers: readonly Answer[]): Finding | null {
  const proved = cameras.filter((camera) => camera.node !== null && isProved(earlier, camera));
  const from = answers.find(({ value }) => (value.camerasConnected ?? proved.length) < proved.length);
  if (
    !from ||
    !proved.every((camera) => saidSince(sweep, camera, from) && !saidOfSleeper(sweep, camera, from))
  )
    return null;
  const facts = {
    endpoint: pathOf(from),
    counted: from.value.camerasConnected ?? 0,
    run: proved.length,
    server: healthServer(sweep),
  };
  return MAKE.warn(
    `counts ${facts.counted}, ${counted(facts.run, 'camera')} proved`,
    [saw('cameras connected', String(facts.counted), from, String(facts.run))],
    diagnose('health-counts-fewer', facts),
  );
}

/** A time stamp tells of another time than when it was asked. */
function stale({ sweep }: View, answers: readonly Answer[]): Finding | null {
  // What an endpoint noted before the clock was set looks older, or younger, than it is.
  const setAgo = sweep.mono - (sweep.clockSetAt ?? Number.NEGATIVE_INFINITY);
  if (setAgo <= sweep.expectations.thresholds.healthAgeSeconds * 1_000) return null;
  for (const from of answers) {
    const told = from.value.timestamp === null ? Number.NaN : Date.parse(from.value.timestamp);
    const seconds = Math.round((Date.parse(from.at) - told) / 1000);
    if (!(Math.abs(seconds) > sweep.expectations.thresholds.healthAgeSeconds)) continue;
    const evidence = [saw('timestamp', from.value.timestamp ?? '', from, 'now')];
    const facts = {
      url: from.value.url,
      endpoint: pathOf(from),
      seconds: Math.abs(seconds),
      server: healthServer(sweep),
    };
    return seconds > 0
      ? MAKE.fail(
          `${facts.endpoint} gives a time ${ago(facts.seconds)} old`,
          evidence,
          diagnose('health-stale', facts),
        )
      : MAKE.warn(`${facts.endpoint} is ahead of time`, evidence, diagnose('health-clock-ahead', facts));
  }
  return null;
}
