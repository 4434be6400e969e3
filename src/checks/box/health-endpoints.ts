import { BOX, type Finding, type HealthAnswer, type Reading, type Sweep } from '../../model/index.ts';
import type { Check, View } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, isOverloaded, look, sawFault } from '../finding.ts';
import { healthServer, listenerOf, portOf, serviceUnit } from '../mediamtx-facts.ts';
import { type Answer, evidenceOf, LIES, wordOf } from './health-lies.ts';

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
    const server = healthServer(sweep);
    const facts = {
      url: broken.source.replace(/^GET /, ''),
      message: broken.fault.message,
      owner: null,
      server,
    };
    return make.fail(`${facts.url} is broken`, [sawFault(broken)], diagnose('health-broken-answer', facts));
  }
  for (const lie of LIES) {
    const proved = lie(view, answers);
    if (proved) return proved;
  }
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

const summary = (answers: readonly Answer[]): string =>
  `${answers.length} answer, ${[...new Set(answers.map(wordOf))].join(', ')}`;

/** No endpoint answers: who is behind that. */
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
  const server = healthServer(sweep);
  const { code, phase, message } = first.fault;
  switch (code) {
    case 'refused':
      return make.fail(
        'no health endpoint answers',
        evidence,
        diagnose('health-down', { url, unit, port: portOf(url) }),
      );
    case 'reset':
      return make.fail(
        'the health endpoints hang up',
        evidence,
        diagnose('server-hangs-up', { url, owner, server }),
      );
    case 'timeout':
      return make.fail(
        'the health endpoints do not answer',
        evidence,
        diagnose('server-mute', { url, phase, owner, server }),
      );
    case 'not-found':
      return make.fail(
        'no known health endpoint exists',
        evidence,
        diagnose('health-no-endpoint', { url, owner, server }),
      );
    case 'protocol':
    case 'unsupported':
    case 'too-large':
      if (phase === 'TLS') {
        const diagnosis = diagnose('wrong-scheme', { url, message, key: 'health' });
        return make.unknown(message, 'probe-failed', evidence, diagnosis);
      }
      return make.fail(
        'not a health endpoint',
        evidence,
        diagnose('health-broken-answer', { url, message, owner, server }),
      );
    default: {
      const sight = look(sweep, first, make, 'the health endpoints');
      return sight.clear ? make.unknown('could not be told', 'probe-failed', evidence) : sight.unknown;
    }
  }
}
