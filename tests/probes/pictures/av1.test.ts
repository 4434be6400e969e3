import { expect, it } from 'vitest';
import { decode } from '../../../src/probes/pictures/decoder.ts';
import { elementary } from '../../../src/probes/rtsp/elementary.ts';
import type { SeenPacket } from '../../../src/probes/rtsp/packet.ts';
import { RtpMeter } from '../../../src/probes/rtsp/statistics.ts';
import { runFilter } from '../../../src/probes/run-tool.ts';
import { rtp } from '../rtsp/rtsp-server.ts';

const FRAMES = 20;
const INTERVAL = 8;
const ENCODE =
  `ffmpeg -hide_banner -loglevel error -nostdin -f lavfi -i testsrc=size=160x120:rate=15 -frames:v ${FRAMES} -c:v libaom-av1 -cpu-used 8 -usage realtime -g ${INTERVAL} -threads 1 -f ivf pipe:1`.split(
    ' ',
  );

/** Temporal units of an IVF file: each behind its length, after a header. */
function temporalUnits(file: Buffer): readonly Buffer[] {
  const units: Buffer[] = [];
  for (let at = 32; at + 12 <= file.length; ) {
    const size = file.readUInt32LE(at);
    units.push(file.subarray(at + 12, at + 12 + size));
    at += 12 + size;
  }
  return units;
}

/** OBUs without their sizes, as RTP carries them; the delimiter is left out. */
function obus(unit: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < unit.length; ) {
    const first = unit[at] ?? 0;
    let size = 0;
    let bytes = 0;
    for (let more = true; more; bytes++) {
      const byte = unit[at + 1 + bytes] ?? 0;
      size += (byte & 0x7f) << (7 * bytes);
      more = byte >= 0x80;
    }
    const start = at + 1 + bytes;
    if (first >> 3 !== 2)
      found.push(Buffer.concat([Buffer.of(first & ~2), unit.subarray(start, start + size)]));
    at = start + size;
  }
  return found;
}

const SIZE = 300;

/** A packet for each stretch of a unit's OBUs: one element each, the small ones in front of it behind their lengths. */
function payloads(unit: Buffer): readonly Buffer[] {
  const all = obus(unit);
  const last = all.at(-1) ?? Buffer.alloc(0);
  const small = all.slice(0, -1).flatMap((one) => [Buffer.of(one.length), one]);
  const parts = Array.from({ length: Math.ceil(last.length / SIZE) }, (_, index) =>
    last.subarray(index * SIZE, (index + 1) * SIZE),
  );
  return parts.map((part, index) => {
    const [continues, unfinished] = [index > 0, index < parts.length - 1];
    const before = index === 0 ? small : [];
    const count = index === 0 ? all.length : 1;
    const header = (continues ? 0x80 : 0) | (unfinished ? 0x40 : 0) | (count << 4);
    return Buffer.concat([Buffer.of(header), ...before, part]);
  });
}

it('AV1 is put together from its packets, its key frames are told, and it is decoded', async () => {
  const options = { input: Buffer.alloc(0), outputs: 1, maxBytes: 1e7 };
  const { outputs } = await runFilter(ENCODE as [string, ...string[]], options, AbortSignal.timeout(20_000));
  const units = temporalUnits(outputs[0] ?? Buffer.alloc(0));
  const meter = new RtpMeter('AV1', 90_000);
  let sequence = 0;
  const packets = units.flatMap((unit, frame) =>
    payloads(unit).flatMap((payload, index, all): SeenPacket[] => {
      const seen = meter.push(rtp(sequence++, frame * 6000, payload, index === all.length - 1), frame * 66);
      return seen ? [seen] : [];
    }),
  );
  expect(packets.length).toBeGreaterThan(FRAMES);
  expect(meter.statistics(1400)).toMatchObject({ frames: FRAMES, keyFrames: Math.ceil(FRAMES / INTERVAL) });
  expect(meter.enough).toBe(true);
  const stream = elementary({ codec: 'AV1', clockRate: 90_000, parameterSets: [], packets });
  const decoded = await decode('ffmpeg', stream, AbortSignal.timeout(20_000));
  expect(decoded).toMatchObject({ width: 160, height: 120, complaints: [] });
  expect(decoded.keyHashes).toHaveLength(Math.ceil(FRAMES / INTERVAL));
});
