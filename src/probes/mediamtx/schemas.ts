import * as z from 'zod';
import type {
  MediamtxConfig,
  MediamtxSession,
  PathConfig,
  PathState,
  ReadPermission,
  Track,
} from '../../model/index.ts';
import { ProbeFault } from '../probe.ts';
import { clean, maskUrls } from '../text.ts';
import { maskCommandLine } from './hooks.ts';

// The API's replies as far as camproof relies on them: unknown fields are left out, fields that only one
// generation has are optional, and everything else must be there. Go prints an empty list as null.

const text = z.string().transform((value) => clean(value));
const optionalText = text.nullish().transform((value) => value ?? '');
const textOrNull = text.nullish().transform((value) => value ?? null);
const boolean = z.boolean().nullish();
const flag = boolean.transform((value) => value ?? false);
const count = z.number().nonnegative().nullish();
const texts = z
  .array(text)
  .nullish()
  .transform((value) => value ?? []);

const party = z.object({ type: text, id: optionalText });

const track = z.object({
  codec: text,
  codecProps: z
    .object({ width: count, height: count, profile: textOrNull })
    .nullish()
    .transform((props) => ({
      width: props?.width ?? null,
      height: props?.height ?? null,
      profile: props?.profile ?? null,
    })),
});

/** One path of `/v3/paths/list`. */
export const pathState = z
  .object({
    name: text,
    confName: optionalText,
    ready: boolean,
    available: boolean,
    online: boolean,
    readyTime: textOrNull,
    availableTime: textOrNull,
    source: party.nullish(),
    tracks: texts,
    tracks2: z.array(track).nullish(),
    bytesReceived: count,
    bytesSent: count,
    inboundBytes: count,
    outboundBytes: count,
    inboundFramesInError: count,
    readers: z.array(party).nullish(),
  })
  .refine((path) => (path.ready ?? path.available) != null, {
    error: 'neither ready nor available',
    path: ['ready'],
  })
  .refine((path) => (path.inboundBytes ?? path.bytesReceived) != null, {
    error: 'neither inboundBytes nor bytesReceived',
    path: ['bytesReceived'],
  })
  .transform(
    (path): PathState => ({
      name: path.name,
      confName: path.confName,
      ready: path.ready ?? path.available ?? false,
      available: path.available ?? null,
      online: path.online ?? null,
      readyTime: path.readyTime ?? path.availableTime,
      source: path.source ?? null,
      tracks:
        path.tracks2?.map(({ codec, codecProps }): Track => ({ codec, ...codecProps })) ??
        path.tracks.map(bare),
      bytesReceived: path.inboundBytes ?? path.bytesReceived ?? 0,
      bytesSent: path.outboundBytes ?? path.bytesSent ?? 0,
      framesInError: path.inboundFramesInError ?? null,
      readers: path.readers ?? [],
    }),
  );

/** One page of `/v3/paths/list`. */
export const pathList = z
  .object({ items: z.array(pathState).nullable() })
  .transform(({ items }) => items ?? []);

const bare = (codec: string): Track => ({ codec, width: null, height: null, profile: null });

const command = z
  .string()
  .nullish()
  .transform((value) => maskCommandLine(value ?? ''));

/** One path of `/v3/config/paths/list`. Passwords are never looked at. */
export const pathConfig = z
  .object({
    name: text,
    source: z.string().transform((value) => clean(maskUrls(value))),
    sourceOnDemand: flag,
    runOnInit: command,
    runOnInitRestart: flag,
    runOnDemand: command,
    alwaysAvailable: flag,
    maxReaders: count.transform((value) => value ?? 0),
    readIPs: texts,
    record: flag,
    recordPath: optionalText,
    recordDeleteAfter: optionalText,
  })
  .transform((path): PathConfig => path);

/** One of MediaMTX's own users, by what it may read; who it is, is not looked at. */
const internalUser = z
  .object({ ips: texts, permissions: z.array(z.object({ action: text, path: optionalText })).nullish() })
  .transform(({ ips, permissions }): readonly ReadPermission[] =>
    (permissions ?? []).filter(({ action }) => action === 'read').map(({ path }) => ({ path, ips })),
  );

/** `/v3/config/global/get`; names changed between the generations. */
export const globalConfig = z
  .object({
    rtsp: z.boolean(),
    rtspAddress: text,
    rtspsAddress: optionalText,
    rtspEncryption: text.nullish(),
    encryption: text.nullish(),
    rtspTransports: z.array(text).nullish(),
    protocols: z.array(text).nullish(),
    rtspAuthMethods: z.array(text).nullish(),
    authMethods: z.array(text).nullish(),
    hls: flag,
    hlsAddress: optionalText,
    hlsEncryption: flag,
    hlsVariant: optionalText,
    hlsAlwaysRemux: flag,
    hlsSegmentDuration: optionalText,
    hlsSegmentMaxSize: optionalText,
    hlsDirectory: optionalText,
    webrtc: flag,
    webrtcAddress: optionalText,
    webrtcEncryption: flag,
    webrtcLocalUDPAddress: optionalText,
    webrtcLocalTCPAddress: optionalText,
    webrtcIPsFromInterfaces: flag,
    webrtcAdditionalHosts: texts,
    rtmp: flag,
    rtmpAddress: textOrNull,
    srt: flag,
    srtAddress: textOrNull,
    apiAddress: optionalText,
    authMethod: text.nullish(),
    authInternalUsers: z.array(internalUser).nullish(),
  })
  .transform(
    ({
      encryption,
      protocols,
      authMethods,
      rtmp,
      srt,
      authMethod,
      authInternalUsers,
      ...config
    }): MediamtxConfig => ({
      ...config,
      ...(authMethod === 'internal' && authInternalUsers && { readers: authInternalUsers.flat() }),
      rtspEncryption: config.rtspEncryption ?? encryption ?? 'no',
      rtspTransports: config.rtspTransports ?? protocols ?? [],
      rtspAuthMethods: config.rtspAuthMethods ?? authMethods ?? [],
      rtmpAddress: rtmp ? config.rtmpAddress : null,
      srtAddress: srt ? config.srtAddress : null,
    }),
  );

/** One session of any protocol; `packetsReceivedLoss` is SRT's word. */
export const session = (protocol: MediamtxSession['protocol']) =>
  z
    .object({
      id: text,
      remoteAddr: text,
      state: text,
      path: optionalText,
      transport: textOrNull,
      remoteCandidate: textOrNull,
      userAgent: textOrNull,
      bytesReceived: count,
      inboundBytes: count,
      packetsReceived: count,
      rtpPacketsReceived: count,
      inboundRTPPackets: count,
      packetsReceivedLoss: count,
      rtpPacketsLost: count,
      inboundRTPPacketsLost: count,
      rtpPacketsJitter: count,
      inboundRTPPacketsJitter: count,
    })
    .transform(
      (one): MediamtxSession => ({
        id: one.id,
        protocol,
        remoteAddr: one.remoteAddr,
        remoteCandidate: one.remoteCandidate,
        state: one.state,
        path: one.path,
        transport: one.transport,
        bytesReceived: one.inboundBytes ?? one.bytesReceived ?? 0,
        packetsReceived: one.inboundRTPPackets ?? one.rtpPacketsReceived ?? one.packetsReceived ?? null,
        packetsLost: one.inboundRTPPacketsLost ?? one.rtpPacketsLost ?? one.packetsReceivedLoss ?? null,
        jitter: one.inboundRTPPacketsJitter ?? one.rtpPacketsJitter ?? null,
        userAgent: one.userAgent,
      }),
    );

/** `/v3/info`. */
export const info = z.object({ version: text });

/** The reply in camproof's shape; a `protocol` fault names the first field that is wrong. */
export function shaped<T extends z.ZodType>(schema: T, reply: unknown, phase: string): z.output<T> {
  const result = schema.safeParse(reply);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue?.path.join('.') || 'the reply';
  throw new ProbeFault('protocol', phase, `unexpected reply: ${field}: ${issue?.message ?? 'wrong shape'}`);
}
