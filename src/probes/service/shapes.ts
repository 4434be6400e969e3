import type { ServiceCamera, ServiceCounts, ServiceStatus, ServiceStream } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import { clean, isSecretName, maskSecrets } from '../text.ts';

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? clean(maskSecrets(value)) : null;
const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
const listIn = (value: unknown, key: string): readonly Record<string, unknown>[] | null => {
  const list = Array.isArray(value) ? value : isRecord(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isRecord) : null;
};

/** The cameras of `get_camera_list`, or null when the result has another shape. */
export function camerasOf(result: unknown): readonly ServiceCamera[] | null {
  return (
    listIn(result, 'cameras')?.map((camera) => ({
      device: textOf(camera['device']) ?? textOf(camera['device_path']) ?? textOf(camera['id']) ?? '',
      name: textOf(camera['name']),
      status: (textOf(camera['status']) ?? textOf(camera['state']) ?? '').toUpperCase(),
      resolution: textOf(camera['resolution']),
      fps: numberOf(camera['fps']),
      streams: Object.fromEntries(
        Object.entries(isRecord(camera['streams']) ? camera['streams'] : {}).flatMap(([protocol, url]) => {
          const text = textOf(url);
          return text === null ? [] : [[clean(protocol, 20), text]];
        }),
      ),
    })) ?? null
  );
}

/** The counts beside the list of `get_camera_list`. */
export function countsOf(result: unknown): ServiceCounts {
  const { total, connected } = isRecord(result) ? result : {};
  return { total: numberOf(total), connected: numberOf(connected) };
}

/** The streams of `get_streams`: a bare list, or one under `streams`. */
export function streamsOf(result: unknown): readonly ServiceStream[] | null {
  return (
    listIn(result, 'streams')?.map((stream) => {
      const status = textOf(stream['status'])?.toLowerCase();
      const ready =
        typeof stream['ready'] === 'boolean'
          ? stream['ready']
          : // A stream that nobody watches is inactive for some.
            status === undefined || status === 'inactive'
            ? null
            : status === 'active' || status === 'ready';
      return { name: textOf(stream['name']) ?? '', ready, source: textOf(stream['source']) };
    }) ?? null
  );
}

/** `get_status`: components are words, or objects with a status. */
export function statusOf(result: unknown): ServiceStatus | null {
  if (!isRecord(result)) return null;
  const components = isRecord(result['components']) ? Object.entries(result['components']) : [];
  return {
    status: textOf(result['status']) ?? 'unknown',
    version: textOf(result['version']),
    components: Object.fromEntries(
      components.map(([name, state]) => {
        const word = textOf(state) ?? (isRecord(state) ? textOf(state['status']) : null) ?? 'unknown';
        return [clean(name, 40), word.toLowerCase()];
      }),
    ),
  };
}

/** Server information and metrics are shown as they are, flat and cleaned. */
export function factsOf(result: unknown): Readonly<Record<string, unknown>> | null {
  if (!isRecord(result)) return null;
  return JSON.parse(
    JSON.stringify(result, (key, value: unknown) => {
      if (typeof value !== 'string') return value;
      return isSecretName(key) ? '***' : clean(maskSecrets(value));
    }),
  );
}
