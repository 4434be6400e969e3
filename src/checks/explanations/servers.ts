import type { servers } from '../diagnoses/servers.ts';
import type { ExplanationsOf } from './explained.ts';

const api = 'http://127.0.0.1:9997';
const owner = { port: 9997, comm: 'nginx', pid: 77, unit: null, stopped: false };

/** The codes of MediaMTX's API, and of servers as such. */
export const ofServers: ExplanationsOf<typeof servers> = {
  'mediamtx-down': {
    means: 'MediaMTX is not running: no camera can be seen.',
    detected: 'Its API refuses connections, and no process of it serves this box.',
    example: { url: api, unit: 'mediamtx.service', other: null },
  },
  'mediamtx-starting': {
    means: 'MediaMTX is just being started, by hand, by systemd or again and again.',
    detected: 'Its API refuses connections, and its process is younger than ten seconds.',
    example: { url: api, unit: 'mediamtx.service', seconds: 1 },
  },
  'mediamtx-failed': {
    means: 'systemd has given MediaMTX up.',
    detected: 'ActiveState=failed of its unit.',
    example: { unit: 'mediamtx.service', result: 'exit-code', restart: false },
  },
  'mediamtx-ended': {
    means: 'MediaMTX went away while the box was being looked at.',
    detected: 'Its paths were listed, a stream failed, and the API refuses to list them again.',
    example: { url: api, unit: 'mediamtx.service' },
  },
  'mediamtx-api-off': {
    means: 'MediaMTX runs without the API that camproof asks.',
    detected: 'The API refuses connections while MediaMTX runs.',
    example: { url: api, file: '/etc/mediamtx.yml', hidden: false },
  },
  'mediamtx-api-elsewhere': {
    means: 'The API listens at another address than camproof was told.',
    detected: '`apiAddress` in the configuration file of the running MediaMTX.',
    example: { url: api, address: ':19997', file: '/etc/mediamtx.yml' },
  },
  'certificate-not-trusted': {
    means: 'A server shows a certificate that this box has no reason to trust.',
    detected: 'The TLS handshake: unknown authority, another host name, or out of date.',
    example: { what: 'the API of MediaMTX', message: 'its certificate is not trusted (SELF_SIGNED_CERT)' },
  },
  'name-not-resolved': {
    means: 'An address in the configuration has a host name that nobody can resolve.',
    detected: "The resolver's answer (ENOTFOUND, EAI_AGAIN): no connection was ever tried.",
    example: { what: 'the API of MediaMTX', message: 'getaddrinfo EAI_AGAIN media.example' },
  },
  'no-route': {
    means: 'The host of an address in the configuration cannot be reached from here.',
    detected: 'The kernel (EHOSTUNREACH, ENETUNREACH): no connection was ever made.',
    example: { what: 'the API of MediaMTX', message: 'connect EHOSTUNREACH 192.0.2.7:9997' },
  },
  'wrong-scheme': {
    means: 'The address that camproof was given says http where it should say https, or the other way.',
    detected: 'What the server answers to the wrong one.',
    example: { url: api, message: 'it wants HTTPS and was asked over HTTP', key: 'mediamtx' },
  },
  'mediamtx-api-locked': {
    means: 'The API wants a user.',
    detected: 'HTTP 401 or 403.',
    example: { url: api, gave: false },
  },
  'port-taken': {
    means: 'Another program has the port.',
    detected: 'What answers is not the server, and the listening socket belongs to another program.',
    example: { ...owner, wants: 'the API of MediaMTX', key: 'apiAddress' },
  },
  'not-the-api': {
    means: 'Something answers, but not as MediaMTX does.',
    detected: 'The answer is no JSON of the known shape.',
    example: { url: api, port: 9997, message: 'not JSON' },
  },
  'server-hangs-up': {
    means: 'A server takes connections and closes them without a word.',
    detected: 'The connection ends before any answer; one that is restarted does so for a moment.',
    example: { url: api, owner, server: owner },
  },
  'server-mute': {
    means: 'A server takes connections and says nothing.',
    detected: 'No answer within the deadline; the state of its process tells whether it was stopped.',
    example: {
      url: api,
      phase: 'GET /v3/paths/list',
      owner: { ...owner, stopped: true },
      server: owner,
    },
  },
};
