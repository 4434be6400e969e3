import type { MediaPath } from '../paths.ts';
import type { RtspConnection } from '../rtsp/connection.ts';
import type { RtspSession } from '../rtsp/session.ts';
import { readH264 } from '../sequence-parameters.ts';
import type { Generation, PathSettings, Settings } from '../settings.ts';
import type { Muxer } from '../viewers/muxer.ts';
import type { WhepSession } from '../viewers/whep-session.ts';

// What the API prints about each thing, field by field in the order of the real servers.

/** An item of `/v3/paths/list`. With `driftedCounters` its byte counters stand still while media flows. */
export function pathItem(path: MediaPath, generation: Generation, driftedCounters: boolean): object {
  const { name, confName, settings } = path;
  const pulled = settings.source !== 'publisher' && !path.publisher;
  // A pulled source is named whether it ever connected or not; the stand-in never pulls.
  const source = pulled
    ? { type: 'rtspSource', id: '' }
    : path.publisher && { type: path.publisher.type, id: path.publisher.id };
  const ready = path.tracks !== null;
  const readyTime = path.readySince?.toISOString() ?? null;
  const tracks = (path.tracks ?? []).map(({ codec }) => codec);
  const readers = [...path.readers].map(({ type, id }) => ({ type, id }));
  const bytesReceived = driftedCounters && ready ? 1000 : path.bytesReceived;
  const bytesSent = path.bytesSent;
  if (generation === 'old') {
    return { name, confName, source, ready, readyTime, tracks, bytesReceived, bytesSent, readers };
  }
  return {
    name,
    confName,
    ready,
    readyTime,
    available: ready,
    availableTime: readyTime,
    online: path.publisher !== null || pulled,
    onlineTime: pulled ? '0001-01-01T00:00:00Z' : (path.onlineSince?.toISOString() ?? null),
    source,
    tracks,
    tracks2: (path.tracks ?? []).map(({ codec, parameters }) => ({
      codec,
      codecProps: parameters && readH264(parameters),
    })),
    readers,
    inboundBytes: bytesReceived,
    outboundBytes: bytesSent,
    inboundFramesInError: 0,
    bytesReceived,
    bytesSent,
  };
}

/** An item of `/v3/rtspsessions/list`. */
export function sessionItem(session: RtspSession, generation: Generation, conns: readonly string[]): object {
  const { bytesReceived, bytesSent } = session;
  const head = {
    id: session.id,
    created: session.created.toISOString(),
    remoteAddr: session.link.remoteAddr,
    state: session.state,
    path: session.path?.name ?? '',
    query: session.query,
  };
  if (generation === 'old') return { ...head, transport: session.transport, bytesReceived, bytesSent };
  const sum = (of: 'packets' | 'lost') => session.meters.reduce((total, meter) => total + meter[of], 0);
  const jitter = session.meters[0]?.jitter ?? 0;
  return {
    ...head,
    user: session.user,
    userAgent: session.link.userAgent,
    transport: session.transport,
    profile: session.transport && 'AVP',
    conns,
    inboundBytes: bytesReceived,
    inboundRTPPackets: sum('packets'),
    inboundRTPPacketsLost: sum('lost'),
    inboundRTPPacketsInError: 0,
    inboundRTPPacketsJitter: jitter,
    inboundRTCPPackets: session.rtcpReceived,
    inboundRTCPPacketsInError: 0,
    outboundBytes: bytesSent,
    outboundRTPPackets: session.packetsSent,
    outboundRTPPacketsReportedLost: 0,
    outboundRTPPacketsDiscarded: session.packetsDropped,
    outboundRTCPPackets: 0,
    bytesReceived,
    bytesSent,
    rtpPacketsReceived: sum('packets'),
    rtpPacketsSent: session.packetsSent,
    rtpPacketsLost: sum('lost'),
    rtpPacketsInError: 0,
    rtpPacketsJitter: jitter,
    rtcpPacketsReceived: session.rtcpReceived,
    rtcpPacketsSent: 0,
    rtcpPacketsInError: 0,
  };
}

/** An item of `/v3/rtspconns/list`. */
export function connectionItem(connection: RtspConnection, generation: Generation): object {
  const { id, remoteAddr, bytesReceived, bytesSent } = connection;
  const head = { id, created: connection.created.toISOString(), remoteAddr };
  if (generation === 'old') return { ...head, bytesReceived, bytesSent };
  const session = connection.session?.id ?? null;
  return {
    ...head,
    session,
    tunnel: 'none',
    inboundBytes: bytesReceived,
    outboundBytes: bytesSent,
    bytesReceived,
    bytesSent,
  };
}

/** An item of `/v3/hlsmuxers/list`. */
export function muxerItem(path: string, { created, lastRequest }: Muxer): object {
  return { path, created: created.toISOString(), lastRequest: lastRequest.toISOString(), bytesSent: 0 };
}

/** An item of `/v3/webrtcsessions/list`. */
export function viewerItem(session: WhepSession, generation: Generation): object {
  const { id, remoteAddr, bytesSent } = session;
  return {
    id,
    created: session.created.toISOString(),
    remoteAddr,
    peerConnectionEstablished: session.connected,
    localCandidate: '',
    remoteCandidate: '',
    state: 'read',
    path: session.path.name,
    query: '',
    ...(generation === 'new' && { inboundBytes: 0, outboundBytes: bytesSent }),
    bytesReceived: 0,
    bytesSent,
  };
}

/** An item of `/v3/config/paths/list`. The old generation shows passwords, the new one does not. */
export function pathConfigItem(name: string, settings: PathSettings, generation: Generation): object {
  const seconds = (ms: number) => `${ms / 1000}s`;
  const common = {
    name,
    source: settings.source,
    sourceOnDemand: settings.sourceOnDemand,
    record: settings.record,
    recordPath: settings.recordPath,
    recordFormat: 'fmp4',
    recordDeleteAfter: generation === 'old' ? '24h0m0s' : '1d',
    overridePublisher: settings.overridePublisher,
    runOnInit: settings.runOnInit,
    runOnInitRestart: settings.runOnInitRestart,
    runOnDemand: settings.runOnDemand,
    runOnDemandRestart: settings.runOnDemandRestart,
    runOnDemandStartTimeout: seconds(settings.runOnDemandStartTimeout),
    runOnDemandCloseAfter: seconds(settings.runOnDemandCloseAfter),
  };
  const { publishUser, publishPass, readUser, readPass, alwaysAvailable, alwaysAvailableTracks } = settings;
  return generation === 'old'
    ? { ...common, publishUser, publishPass, readUser, readPass }
    : { ...common, alwaysAvailable, alwaysAvailableTracks };
}

/** `/v3/config/global/get`. The stand-in has neither RTMP nor SRT. */
export function globalConfig(settings: Settings, generation: Generation): object {
  const transports = ['tcp', 'udp'];
  const old = generation === 'old';
  return {
    logLevel: 'info',
    logDestinations: ['stdout'],
    readTimeout: `${settings.readTimeout / 1000}s`,
    api: settings.api,
    apiAddress: settings.apiAddress,
    metrics: false,
    rtsp: true,
    ...(old
      ? { protocols: transports, encryption: 'no' }
      : { rtspTransports: transports, rtspEncryption: 'no' }),
    rtspAddress: settings.rtspAddress,
    rtspsAddress: ':8322',
    rtpAddress: settings.rtpAddress,
    rtcpAddress: settings.rtcpAddress,
    ...(old ? { authMethods: settings.authMethods } : { rtspAuthMethods: settings.authMethods }),
    rtmp: false,
    rtmpAddress: ':1935',
    hls: settings.hls,
    hlsAddress: settings.hlsAddress,
    hlsEncryption: false,
    hlsAlwaysRemux: false,
    hlsVariant: old ? 'mpegts' : 'fmp4',
    webrtc: settings.webrtc,
    webrtcAddress: settings.webrtcAddress,
    webrtcEncryption: false,
    webrtcLocalUDPAddress: settings.webrtcLocalUDPAddress,
    webrtcLocalTCPAddress: '',
    webrtcIPsFromInterfaces: settings.webrtcAdditionalHosts.length === 0,
    webrtcIPsFromInterfacesList: [],
    webrtcAdditionalHosts: settings.webrtcAdditionalHosts,
    srt: false,
    srtAddress: ':8890',
  };
}
