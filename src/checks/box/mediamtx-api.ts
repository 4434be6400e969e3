import { BOX, type Finding, type Reading, reading, type Sweep } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, isOverloaded, lookAt, saw, sawFault } from '../finding.ts';
import { isForwarder, listenerOf, mediamtxUnit, portOf, serverAt } from '../mediamtx-facts.ts';
import { refused } from './mediamtx-refused.ts';

/** Does MediaMTX's API answer? Everything behind it is blocked by this one finding, not by a cascade. */
export const mediamtxApi: Check = {
  id: 'mediamtx-api',
  title: 'MediaMTX API',
  link: null,
  weight: 'essential',
  needs: [
    'mediamtx.info',
    'mediamtx.paths',
    'mediamtx.pathsAfter',
    'mediamtx.pathConfigs',
    'mediamtx.config',
    'mediamtx.file',
    'processes',
    'units',
  ],
  judge: ({ sweep }) => [apiFinding(sweep)],
};

/** What is to be said of the API of MediaMTX. */
export function apiFinding(sweep: Sweep): Finding {
  const make = about('mediamtx-api', BOX);
  const tried = [reading(sweep.readings, 'mediamtx.paths'), reading(sweep.readings, 'mediamtx.pathConfigs')];
  // Who refused and has answered since is there again.
  const answered = Math.max(...tried.map((one) => (one?.ok ? one.mono : Number.NEGATIVE_INFINITY)));
  const failed = tried.find((one) => one?.ok === false && !(isRefused(one) && one.mono < answered));
  if (failed && !failed.ok) {
    const finding = isOverloaded(sweep, failed) ? null : broken(sweep, failed);
    if (finding) return finding;
  }
  for (const kind of ['mediamtx.paths', 'mediamtx.pathConfigs'] as const) {
    const sight = lookAt(sweep, kind, make, 'the API of MediaMTX');
    if (!sight.clear) return sight.unknown;
  }
  const again = reading(sweep.readings, 'mediamtx.pathsAfter');
  if (again && !again.ok && ['refused', 'reset'].includes(again.fault.code)) {
    const diagnosis = diagnose('mediamtx-ended', {
      url: sweep.expectations.mediamtx.url,
      unit: mediamtxUnit(sweep),
    });
    return make.fail('MediaMTX ended during the check', [sawFault(again, 'API')], diagnosis);
  }
  const info = reading(sweep.readings, 'mediamtx.info');
  const { url } = sweep.expectations.mediamtx;
  if (!info?.ok) return make.pass(`answers at ${url}`);
  const version = info.value.version ?? `${info.value.generation} generation`;
  return make.pass(`${version} at ${url}`, [saw('version', version, info)]);
}

const isRefused = (from: Reading<unknown>): boolean => !from.ok && from.fault.code === 'refused';

function broken(sweep: Sweep, from: Reading<unknown> & { readonly ok: false }): Finding | null {
  const make = about('mediamtx-api', BOX);
  const { url } = sweep.expectations.mediamtx;
  const { code, phase, message } = from.fault;
  const evidence = [sawFault(from, 'API')];
  const unit = mediamtxUnit(sweep);
  switch (code) {
    case 'unauthorized': {
      const diagnosis = diagnose('mediamtx-api-locked', {
        url,
        gave: !/asks for|without credentials/.test(message),
      });
      return make.unknown(
        'the API asks for a user and a password',
        'needs-authentication',
        evidence,
        diagnosis,
      );
    }
    case 'refused':
      return refused(sweep, from);
    case 'timeout':
      return make.fail(
        'the API does not answer',
        evidence,
        diagnose('server-mute', {
          url,
          phase,
          owner: listenerOf(sweep, url),
          server: serverAt(sweep, url, unit),
        }),
      );
    case 'reset':
      return (
        other(sweep, from) ??
        make.fail(
          'the API hangs up',
          evidence,
          diagnose('server-hangs-up', {
            url,
            owner: listenerOf(sweep, url),
            server: serverAt(sweep, url, unit),
          }),
        )
      );
    case 'not-found':
    case 'protocol':
    case 'too-large':
      if (phase === 'TLS') {
        const diagnosis = diagnose('wrong-scheme', { url, message, key: 'mediamtx' });
        return make.unknown(message, 'probe-failed', evidence, diagnosis);
      }
      return (
        other(sweep, from) ??
        make.fail(
          'not the API of MediaMTX',
          evidence,
          diagnose('not-the-api', { url, port: portOf(url), message }),
        )
      );
    default:
      return null;
  }
}

/** Something answers, but not MediaMTX: another program may have its port. */
function other(sweep: Sweep, from: Reading<unknown>): Finding | null {
  const { mediamtx, service } = sweep.expectations;
  const owner = listenerOf(sweep, mediamtx.url);
  if (!owner || owner.comm.startsWith('mediamtx') || isForwarder(owner.comm)) return null;
  const isService = owner.pid !== null && listenerOf(sweep, service.url)?.pid === owner.pid;
  const wants = 'the API of MediaMTX';
  const diagnosis = diagnose('port-taken', { ...owner, wants, key: 'apiAddress', isService });
  const summary = `port ${owner.port} belongs to ${owner.comm}`;
  return about('mediamtx-api', BOX).fail(summary, [sawFault(from, 'API')], diagnosis);
}
