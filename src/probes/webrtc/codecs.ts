import type { RTCRtpCodecParameters } from 'werift';

type Werift = typeof import('werift');

/**
 * Everything that browsers offer and more, so that what the server refuses is the stream and not our offer. The numbers
 * are ours: MediaMTX counts its own from 96 on, and an audio codec there would hide its video.
 */
export function codecs(werift: Werift): { video: RTCRtpCodecParameters[]; audio: RTCRtpCodecParameters[] } {
  const { useH264, useVP8, useVP9, useAV1, useOPUS, usePCMU, usePCMA, useG722 } = werift;
  const h264 = (profile: string) =>
    `profile-level-id=${profile};packetization-mode=1;level-asymmetry-allowed=1`;
  const h265 = new werift.RTCRtpCodecParameters({
    mimeType: 'video/H265',
    clockRate: 90_000,
    parameters: 'level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST',
  });
  const numbered = [
    useH264({ parameters: h264('42e01f') }),
    useH264({ parameters: h264('42001f') }),
    h265,
    useVP8(),
    useVP9({ parameters: 'profile-id=0' }),
    useAV1(),
  ];
  for (const [index, codec] of numbered.entries()) codec.payloadType = 96 + index;
  return { video: numbered, audio: [useOPUS({ payloadType: 111 }), usePCMU(), usePCMA(), useG722()] };
}
