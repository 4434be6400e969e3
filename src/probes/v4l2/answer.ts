import type { FaultCode, NodeCapabilities, PixelFormat } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import { ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

/** Errors of open and QUERYCAP that mean something else here than elsewhere. */
const ERRNO: Readonly<Record<string, FaultCode>> = {
  // Not a V4L2 device at all, or one that ioctl cannot be called on.
  ENOTTY: 'unsupported',
  EINVAL: 'unsupported',
  ENOTSUP: 'unsupported',
  EIO: 'absent',
  // A UVC camera that did not wake up or went away while it was asked.
  EPROTO: 'absent',
  ENOMEM: 'limited',
};

/** What the helper answered about a node; the node's own refusal, as an error, where that was the answer. */
export function capabilitiesIn(path: string, answer: Readonly<Record<string, unknown>>): NodeCapabilities {
  const { error, value } = answer;
  if (isRecord(error)) {
    const code = String(error['code']);
    const message = `${path}: ${clean(String(error['message']))}`;
    const known = ERRNO[code];
    if (known) throw new ProbeFault(known, 'open', message);
    throw Object.assign(new Error(message), { code });
  }
  if (!isCapabilities(value)) throw new ProbeFault('internal', 'helper', 'the V4L2 helper answered nonsense');
  return {
    ...value,
    driver: clean(value.driver),
    card: clean(value.card),
    busInfo: clean(value.busInfo),
    formats: value.formats.map((format) => ({ ...format, description: clean(format.description) })),
  };
}

const isCapabilities = (value: unknown): value is NodeCapabilities =>
  isRecord(value) &&
  ['driver', 'card', 'busInfo'].every((name) => typeof value[name] === 'string') &&
  typeof value['capabilities'] === 'number' &&
  typeof value['deviceCaps'] === 'number' &&
  (value['current'] === null || isRecord(value['current'])) &&
  Array.isArray(value['flags']) &&
  Array.isArray(value['inputStatus']) &&
  Array.isArray(value['formats']) &&
  value['formats'].every(isFormat);

const isFormat = (value: unknown): value is PixelFormat =>
  isRecord(value) &&
  typeof value['fourcc'] === 'string' &&
  typeof value['description'] === 'string' &&
  Array.isArray(value['sizes']) &&
  value['sizes'].every((size) => isRecord(size) && Array.isArray(size['rates']));
