import type { HealthAnswer } from '../../model/index.ts';
import { isRecord } from '../http.ts';
import { clean, maskSecrets } from '../text.ts';

type Says = HealthAnswer['says'];

const WORDS: Readonly<Record<string, Says>> = {
  ...saying(
    'ok',
    'ready healthy ok up alive running green pass passing passed good serving operational available',
  ),
  ...saying('degraded', 'degraded warning warn yellow amber orange'),
  ...saying(
    'not-ok',
    'not_ready not-ready notready unhealthy error down failed fail failing red critical bad unavailable',
  ),
  ...saying('not-ok', 'not_serving out_of_service'),
  'not ready': 'not-ok',
};

function saying(says: Says, words: string): Readonly<Record<string, Says>> {
  return Object.fromEntries(words.split(' ').map((word) => [word, says]));
}

/** What a health body says, whichever generation wrote it. */
export function readBody(
  body: unknown,
): Pick<HealthAnswer, 'says' | 'word' | 'format' | 'timestamp' | 'components' | 'camerasConnected'> {
  if (!isRecord(body))
    return {
      says: 'unclear',
      word: null,
      format: 'not-json',
      timestamp: null,
      components: {},
      camerasConnected: null,
    };
  const common = {
    timestamp: timestampOf(body['timestamp']),
    components: componentsOf(body['components']),
    camerasConnected: camerasOf(body),
  };
  const { status, ready, alive } = body;
  if (typeof status === 'string') {
    return {
      ...common,
      says: WORDS[status.toLowerCase()] ?? 'unclear',
      word: clean(maskSecrets(status), 40),
      format: 'status',
    };
  }
  if (typeof ready === 'boolean')
    return { ...common, says: ready ? 'ok' : 'not-ok', word: `ready: ${ready}`, format: 'ready' };
  if (typeof alive === 'boolean')
    return { ...common, says: alive ? 'ok' : 'not-ok', word: `alive: ${alive}`, format: 'alive' };
  return { ...common, says: 'unclear', word: null, format: 'other' };
}

function timestampOf(value: unknown): string | null {
  if (typeof value === 'string') return zoned(clean(maskSecrets(value), 40));
  // Some services write seconds since 1970.
  return typeof value === 'number' && value > 1e9
    ? new Date(value > 1e11 ? value : value * 1000).toISOString()
    : null;
}

/**
 * A time without a zone is UTC to one service and this box's own time to another: the nearer to now is meant. Told apart
 * here, since a saved sweep is judged in other zones as well.
 */
function zoned(text: string): string {
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d+)?)?$/.test(text)) return text;
  const plain = text.replace(' ', 'T').replace(',', '.');
  const away = (time: number) => Math.abs(time - Date.now());
  const [nearest = Number.NaN] = [Date.parse(`${plain}Z`), Date.parse(plain)].toSorted(
    (one, other) => away(one) - away(other),
  );
  return Number.isNaN(nearest) ? text : new Date(nearest).toISOString();
}

function componentsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([name, state]) => {
      const word = isRecord(state) ? state['status'] : state;
      return [clean(name, 40), clean(maskSecrets(String(word ?? 'unknown')), 40).toLowerCase()];
    }),
  );
}

function camerasOf(body: Record<string, unknown>): number | null {
  for (const holder of [body, body['metrics'], body['details']]) {
    if (!isRecord(holder)) continue;
    for (const key of ['cameras_connected', 'connected_cameras', 'connected']) {
      const value = holder[key];
      if (typeof value === 'number') return value;
    }
  }
  return null;
}
