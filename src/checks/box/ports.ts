import { BOX, known, reading } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';
import { isForwarder, portOf } from '../mediamtx-facts.ts';
import { onlyFromHere } from '../readers.ts';

/** Do MediaMTX's ports belong to MediaMTX, and can viewers outside this box reach them? */
export const ports: Check = {
  id: 'ports',
  title: 'ports',
  link: null,
  weight: 'advisory',
  needs: ['processes', 'mediamtx.config', 'mediamtx.pathConfigs', 'host'],
  judge: ({ sweep, cameras, earlier }) => {
    const make = about('ports', BOX);
    const config = known(sweep.readings, 'mediamtx.config');
    if (!config) {
      if (earlier.some(({ checkId, status }) => checkId === 'mediamtx-api' && status === 'fail'))
        return [make.blocked('mediamtx-api')];
      const asked = lookAt(sweep, 'mediamtx.config', make, "MediaMTX's configuration");
      return asked.clear ? [] : [asked.unknown];
    }
    const sight = lookAt(sweep, 'processes', make, 'the listeners');
    if (!sight.clear) return [sight.unknown];
    const wanted = [
      ...(config.rtsp ? [{ what: 'RTSP', kind: 'rtsp' as const, address: config.rtspAddress }] : []),
      ...(config.hls ? [{ what: 'HLS', kind: 'hls' as const, address: config.hlsAddress }] : []),
      ...(config.webrtc ? [{ what: 'WebRTC', kind: 'webrtc' as const, address: config.webrtcAddress }] : []),
    ];
    const taken = wanted.flatMap(({ what, kind, address }) => {
      const port = Number(address.replace(/^.*:/, ''));
      const owner = sight.value.listeners.find((one) => one.protocol === 'tcp' && one.port === port);
      if (!owner?.comm || owner.comm.startsWith('mediamtx') || owner.pid === apiPid(sweep)) return [];
      // Whatever forwards to MediaMTX is no thief: a stream that played there proves it.
      const played = Object.values(sweep.readings[kind] ?? {}).some(({ ok }) => ok);
      if (played || isForwarder(owner.comm)) return [];
      const unit = sight.value.processes.find(({ pid }) => pid === owner.pid)?.unit ?? null;
      const evidence = [
        saw(`port ${port}`, `${owner.comm} (pid ${owner.pid ?? '?'})`, sight.reading, 'mediamtx'),
      ];
      return [
        make.fail(
          `${what} port ${port} belongs to ${owner.comm}`,
          evidence,
          diagnose('port-taken', {
            port,
            comm: owner.comm,
            pid: owner.pid,
            unit,
            wants: what,
            key: `${kind}Address`,
          }),
        ),
      ];
    });
    if (taken.length > 0) return taken;
    const outside = known(sweep.readings, 'host')?.addresses.length ?? 0;
    const local = wanted.filter(({ address }) => /^(127\.|localhost|\[::1\])/.test(address));
    const from = reading(sweep.readings, 'mediamtx.config');
    const first = local[0];
    if (
      first &&
      from &&
      outside > 0 &&
      sweep.expectations.viewers === 'anywhere' &&
      local.length === wanted.length
    ) {
      const facts = { what: local.map(({ what }) => what).join(', '), address: first.address };
      return [
        make.warn(
          'viewers outside cannot reach it',
          [saw('listens on', first.address, from, 'an outer address')],
          diagnose('loopback-only', facts),
        ),
      ];
    }
    // The links tell it of the other two.
    const paths =
      config.hls || config.webrtc ? [] : cameras.flatMap(({ streams }) => streams.map(({ path }) => path));
    const closed = paths.flatMap((path) => {
      const ips = onlyFromHere(sweep, path);
      return ips === null ? [] : [{ path, ips }];
    });
    const [one] = closed;
    if (one && from && outside > 0) {
      const { ips } = one;
      const diagnosis = diagnose('readers-inside-only', { paths: closed.map(({ path }) => path), ips });
      return [
        make.warn('viewers outside are refused', [saw('readers', ips, from, 'outer addresses')], diagnosis),
      ];
    }
    return [
      make.pass(wanted.map(({ what, address }) => `${what} ${address}`).join(', ') || 'none configured'),
    ];
  },
};

/** Whoever answers as MediaMTX's API is MediaMTX, under whatever name it runs. */
function apiPid(sweep: Parameters<Check['judge']>[0]['sweep']): number | null {
  const port = portOf(sweep.expectations.mediamtx.url);
  return (
    known(sweep.readings, 'processes')?.listeners.find((one) => one.protocol === 'tcp' && one.port === port)
      ?.pid ?? null
  );
}
