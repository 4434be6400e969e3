import type { Camera } from '../cameras/cameras.ts';
import type { Finding, HealthAnswer, Reading, Sweep } from '../model/index.ts';
import { brokenWords } from './called.ts';
import { deadLink, saidSince } from './chain.ts';
import type { Check, View } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, saw } from './finding.ts';

/** Do the health endpoints agree with what was proved of this camera? */
export const health: Check = {
  id: 'health',
  title: 'health endpoints agree',
  link: 'health',
  weight: 'essential',
  needs: ['health'],
  judge: (view) => view.cameras.map((camera) => judgeCamera(view, camera)),
};

type Answer = Reading<HealthAnswer> & { readonly ok: true };

/** The endpoints that answered, most telling about cameras first; liveness says nothing about cameras. */
function answersAboutCameras(sweep: Sweep): readonly Answer[] {
  const answers = Object.values(sweep.readings.health ?? {}).filter((one): one is Answer => one.ok);
  const telling = answers.filter(({ value }) => value.format !== 'alive' && value.says !== 'unclear');
  const own = telling.filter(({ value }) => value.url.endsWith('/cameras'));
  return own.length > 0 ? own : telling;
}

/** It says something in a word that nobody knows. */
const isVague = ({ says, word, format }: HealthAnswer): boolean =>
  format !== 'alive' && says === 'unclear' && word !== null;

function judgeCamera({ sweep, earlier }: View, camera: Camera): Finding {
  const make = about('health', camera.id);
  if (!sweep.expectations.health.enabled)
    return make.off('no health endpoint is configured', 'not-configured');
  const box = earlier.find(({ checkId }) => checkId === 'health-endpoints');
  if (box?.status === 'fail') return make.blocked('health-endpoints');
  const answers = answersAboutCameras(sweep);
  const vague = Object.values(sweep.readings.health ?? {}).find((one) => one.ok && isVague(one.value));
  if (answers.length === 0 && vague?.ok) {
    const { url, word } = vague.value;
    return make.unknown(
      `says "${word}", whatever that means`,
      'probe-failed',
      [saw(url, word ?? '', vague)],
      diagnose('health-word-unknown', { endpoint: new URL(url).pathname, word: word ?? '' }),
    );
  }
  if (answers.length === 0)
    return sweep.notReached.some((key) => key.startsWith('health:'))
      ? make.unknown('the health endpoints were not reached in time', 'not-reached', box?.evidence)
      : make.unknown('no health endpoint says anything about cameras', 'probe-failed', box?.evidence);
  const broken = deadLink(sweep, earlier, camera);
  const evidence = answers.map((from) => saw(from.value.url, from.value.word ?? from.value.says, from));
  const shallow = answers.find(({ value }) => value.says === 'ok');
  if (broken && shallow && !saidSince(sweep, camera, shallow))
    return make.unknown('was not asked since that changed', 'not-reached', evidence);
  if (broken && shallow) {
    const { url, word } = shallow.value;
    const endpoint = new URL(url).pathname;
    const facts = { camera: camera.id, endpoint, word: word ?? 'ok', link: broken.checkId };
    return make.fail(
      `says "${word ?? 'ok'}", ${brokenWords(broken.checkId)}`,
      evidence,
      diagnose('health-says-ok', facts),
    );
  }
  return make.pass(broken ? 'says that something is broken' : 'agrees', evidence);
}
