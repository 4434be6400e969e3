import { expect, it } from 'vitest';
import { withAddresses } from '../../../src/probes/webrtc/names.ts';

const line = (host: string) => `a=candidate:1 1 udp 2130706431 ${host} 8189 typ host`;

it('looks up the names among candidates, and leaves everything else', async () => {
  const sdp = ['v=0', 'a=mid:0', line('localhost'), line('192.0.2.7'), line('fd00::1'), ''].join('\r\n');
  const [version, mid, named, four, six, end] = (await withAddresses(sdp, AbortSignal.timeout(5_000))).split(
    '\r\n',
  );
  expect(named).toMatch(/ (127\.0\.0\.1|::1) 8189 typ host$/);
  expect([version, mid, four, six, end]).toEqual(['v=0', 'a=mid:0', line('192.0.2.7'), line('fd00::1'), '']);
});
