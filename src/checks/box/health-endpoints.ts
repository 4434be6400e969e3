import type { Camera } from '../../cameras/cameras.ts';
import {
  BOX,
  counted,
  type Finding,
  type HealthAnswer,
  type Reading,
  reading,
  type Sweep,
} from '../../model/index.ts';
import { deadLink, isProved, saidSince, saidTogether } from '../chain.ts';
import type { Check, View } from '../check.ts';
import { concernsCameras, unwell } from '../components.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, isOverloaded, look, saw, sawFault } from '../finding.ts';
import { listenerOf, portOf, serviceUnit } from '../mediamtx-facts.ts';
import { saidOfSleeper } from '../on-demand.ts';

type Answer = Reading<HealthAnswer> & { readonly ok: true };

/** Do the health endpoints answer, hold together, and not cry wolf? */
export const healthEndpoints: Check = {
  id: 'health-endpoints',
  title: 'health endpoints',
  link: null,
  weight: 'essential',
  needs: ['health', 'service', 'processes', 'units'],
  judge: (view) => [judge(view)],
};

function judge(view: View): Finding {
  const { sweep } = view;
  const make = about('health-endpoints', BOX);
  if (!sweep.expectations.health.enabled)
    return make.off('no health endpoint is configured', 'not-configured');
  const readings = Object.values(sweep.readings.health ?? {});
  const answers = readings.filter((one): one is Answer => one.ok);
  if (answers.length === 0) return silent(sweep, readings);
  const wanted = sweep.expectations.health.endpoints !== null;
  const faulty = readings.filter((one) => !one.ok && (wanted || !isNone(one)));
  const broken = faulty.find((one) => provesBroken(one) && !isOverloaded(sweep, one));
  if (broken && !broken.ok) {
    const facts = { url: broken.source.replace(/^GET /, ''), message: broken.fault.message, owner: null };
    return make.fail(`${facts.url} is broken`, [sawFault(broken)], diagnose('health-broken-answer', facts));
  }
  const proved =
    contradiction(view, answers) ??
    stale(sweep, answers) ??
    miscounted(view, answers) ??
    glossedOver(view, answers);
  if (proved) return proved;
  const sight = look(sweep, faulty[0] ?? answers[0], make, faulty[0]?.source ?? 'health');
  return sight.clear ? make.pass(summary(answers), answers.map(evidenceOf)) : sight.unknown;
}

/** What an endpoint itself did wrong, beside another that answers; the rest says more of us, or of who may ask. */
const provesBroken = (from: Reading<unknown>): boolean =>
  !from.ok &&
  ['refused', 'reset', 'timeout', 'not-found', 'protocol', 'unsupported', 'too-large', 'limited'].includes(
    from.fault.code,
  );

const codeOf = (one: Reading<HealthAnswer>) => (one.ok ? null : one.fault.code);
const isMissing = (one: Reading<HealthAnswer>): boolean => codeOf(one) === 'not-found';

/** What is answered at an address that camproof only guessed, where there is no endpoint for it. */
const isNone = (one: Reading<HealthAnswer>): boolean =>
  ['not-found', 'unsupported', 'unauthorized'].includes(codeOf(one) ?? '');

const pathOf = ({ value }: Answer): string => new URL(value.url).pathname;
const wordOf = ({ value }: Answer): string => value.word ?? value.says;
const summary = (answers: readonly Answer[]): string =>
  `${answers.length} answer, ${[...new Set(answers.map(wordOf))].join(', ')}`;
/** What it answered, with the parts that it complains of itself. */
function evidenceOf(from: Answer) {
  const { httpStatus, latencyMs, components } = from.value;
  const parts = unwell(components).map((part) => `, ${part}`);
  const words = `HTTP ${httpStatus} ${wordOf(from)}${parts.join('')} in ${Math.round(latencyMs)} ms`;
  return saw(pathOf(from), words, from);
}

function silent(sweep: Sweep, readings: readonly Reading<HealthAnswer>[]): Finding {
  const make = about('health-endpoints', BOX);
  const { url } = sweep.expectations.health;
  const first =
    readings.find((one) => !isNone(one)) ?? readings.find((one) => !isMissing(one)) ?? readings[0];
  if (!first || first.ok || isOverloaded(sweep, first)) {
    const sight = look(sweep, first, make, 'the health endpoints');
    return sight.clear ? make.unknown('nothing was asked', 'not-reached') : sight.unknown;
  }
  const evidence = [sawFault(first, 'health')];
  const unit = serviceUnit(sweep, portOf(url))?.unit ?? null;
  const owner = listenerOf(sweep, url);
  const { code, phase, message } = first.fault;
  switch (code) {
    case 'refused':
      return make.fail('no health endpoint answers', evidence, diagnose('health-down', { url, unit }));
    case 'reset':
      return make.fail(
        'the health endpoints hang up',
        evidence,
        diagnose('server-hangs-up', { url, unit, owner }),
      );
    case 'timeout':
      return make.fail(
        'the health endpoints do not answer',
        evidence,
        diagnose('server-mute', { url, phase, unit, owner }),
      );
    case 'not-found':
      return make.fail(
        'no known health endpoint exists',
        evidence,
        diagnose('health-no-endpoint', { url, owner }),
      );
    case 'protocol':
    case 'unsupported':
    case 'too-large':
      if (phase === 'TLS') {
        const diagnosis = diagnose('wrong-scheme', { url, message, key: 'health.url' });
        return make.unknown(message, 'probe-failed', evidence, diagnosis);
      }
      return make.fail(
        'not a health endpoint',
        evidence,
        diagnose('health-broken-answer', { url, message, owner }),
      );
    default: {
      const sight = look(sweep, first, make, 'the health endpoints');
      return sight.clear ? make.unknown('could not be told', 'probe-failed', evidence) : sight.unknown;
    }
  }
}

/** HTTP status against body, endpoint against endpoint, service status against health, and all against what was proved. */
function contradiction({ sweep, cameras, earlier }: View, answers: readonly Answer[]): Finding | null {
  const make = about('health-endpoints', BOX);
  const evidence = answers.map(evidenceOf);
  const split = answers.find(
    ({ value }) =>
      (value.says === 'ok' && value.httpStatus >= 400) || (value.says === 'not-ok' && value.httpStatus < 400),
  );
  if (split) {
    const facts = { url: split.value.url, status: split.value.httpStatus, word: wordOf(split) };
    return make.fail(
      `${pathOf(split)} contradicts itself`,
      evidence,
      diagnose('health-contradicts-itself', facts),
    );
  }
  // What was asked before and after a camera broke cannot agree.
  const asked = [...answers, reading(sweep.readings, 'service')].filter((from) => from !== undefined);
  if (!cameras.every((camera) => asked.every((from) => saidSince(sweep, camera, from)))) return null;
  const overall = answers.filter(
    ({ value }) => value.format !== 'alive' && /\/(health|ready|system|detailed)$/.test(value.url),
  );
  const good = overall.find(({ value }) => value.says === 'ok');
  const bad = overall.find((one) => one.value.says === 'not-ok' && complaintsBesides([one]).length === 0);
  if (good && bad && saidTogether(sweep, good, bad)) {
    const facts = {
      one: `${pathOf(good)} says "${wordOf(good)}"`,
      other: `${pathOf(bad)} says "${wordOf(bad)}"`,
    };
    return make.fail(
      'the endpoints contradict each other',
      evidence,
      diagnose('health-endpoints-disagree', facts),
    );
  }
  const told = reading(sweep.readings, 'service');
  const status = told?.ok ? told.value.status : null;
  const own = status?.kind === 'result' ? status.value.status.toLowerCase() : null;
  if (
    told &&
    own &&
    good &&
    saidTogether(sweep, told, good) &&
    /degraded|unhealthy|error|not_ready/.test(own)
  ) {
    const facts = { status: own, endpoint: pathOf(good), health: wordOf(good) };
    return make.fail(
      `get_status says "${own}", ${pathOf(good)} says "${wordOf(good)}"`,
      [saw('get_status', own, told, wordOf(good)), ...evidence],
      diagnose('status-contradicts-health', facts),
    );
  }
  const wolf = answers.find(({ value }) => value.says === 'not-ok' || value.says === 'degraded');
  const runs = (camera: Camera, from: Answer) =>
    isProved(earlier, camera) && !saidOfSleeper(sweep, camera, from);
  if (wolf && cameras.length > 0 && cameras.every((camera) => runs(camera, wolf))) {
    const parts = unwell(wolf.value.components).join(', ');
    const facts = { url: wolf.value.url, endpoint: pathOf(wolf), word: wordOf(wolf), parts };
    const other = complaintsBesides(answers);
    if (other.length > 0)
      return make.warn(
        `says "${facts.word}": ${other.join(', ')}`,
        evidence,
        diagnose('health-degraded', { ...facts, components: other }),
      );
    return make.fail(`says "${facts.word}", all cameras work`, evidence, diagnose('health-says-bad', facts));
  }
  return null;
}

/** Components in trouble that are no cameras and no streams (a disk, a queue); empty where one of those is among them, or none is named. */
function complaintsBesides(answers: readonly Answer[]): readonly string[] {
  const bad = [...new Set(answers.flatMap(({ value }) => unwell(value.components)))];
  return bad.some(concernsCameras) ? [] : bad;
}

/** An endpoint that says that all is well on the whole, while a part of it is not. */
function glossedOver({ sweep, cameras, earlier }: View, answers: readonly Answer[]): Finding | null {
  // While a camera is broken, a part that concerns cameras says what is true.
  const expected = cameras.some((camera) => deadLink(sweep, earlier, camera));
  for (const from of answers) {
    const parts = unwell(from.value.components)
      .filter((part) => !expected || !concernsCameras(part))
      .join(', ');
    if (from.value.says !== 'ok' || parts === '') continue;
    const facts = { endpoint: pathOf(from), word: wordOf(from), parts };
    return about('health-endpoints', BOX).warn(
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
  const facts = { endpoint: pathOf(from), counted: from.value.camerasConnected ?? 0, run: proved.length };
  return about('health-endpoints', BOX).warn(
    `counts ${facts.counted}, ${counted(facts.run, 'camera')} proved`,
    [saw('cameras connected', String(facts.counted), from, String(facts.run))],
    diagnose('health-counts-fewer', facts),
  );
}

function stale(sweep: Sweep, answers: readonly Answer[]): Finding | null {
  // What an endpoint noted before the clock was set looks older, or younger, than it is.
  const setAgo = sweep.mono - (sweep.clockSetAt ?? Number.NEGATIVE_INFINITY);
  if (setAgo <= sweep.expectations.thresholds.healthAgeSeconds * 1_000) return null;
  for (const from of answers) {
    const told = from.value.timestamp === null ? Number.NaN : Date.parse(from.value.timestamp);
    const seconds = Math.round((Date.parse(from.at) - told) / 1000);
    if (!(Math.abs(seconds) > sweep.expectations.thresholds.healthAgeSeconds)) continue;
    const make = about('health-endpoints', BOX);
    const evidence = [saw('timestamp', from.value.timestamp ?? '', from, 'now')];
    const facts = { url: from.value.url, endpoint: pathOf(from), seconds: Math.abs(seconds) };
    return seconds > 0
      ? make.fail(
          `${facts.endpoint} tells what was ${facts.seconds} s ago`,
          evidence,
          diagnose('health-stale', facts),
        )
      : make.warn(`${facts.endpoint} is ahead of time`, evidence, diagnose('health-clock-ahead', facts));
  }
  return null;
}
