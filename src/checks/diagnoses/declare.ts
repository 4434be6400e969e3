import type { Camera } from '../../cameras/cameras.ts';

/** A camera as the configuration names it, or would. */
export interface CameraEntry {
  readonly id: string;
  readonly path: string;
  /** Null for a network source. */
  readonly device: string | null;
  /** It has an entry under `cameras:`; else it was found by itself. */
  readonly declared: boolean;
}

export const entryOf = ({ id, declared, device }: Camera, path: string): CameraEntry => ({
  id,
  path,
  device,
  declared: declared !== null,
});

/**
 * Where a key of a camera goes in the configuration, in words that fit a file whatever else stands in it: below the
 * camera's own entry, or as an entry more. That names the device too: without it the device would be a camera of its own.
 */
export function declare({ id, path, device, declared }: CameraEntry, key: 'expect' | 'off', value: string) {
  const place = "in /etc/camproof/camproof.yaml, under 'cameras:'";
  if (declared)
    return key === 'expect'
      ? `${place} at "${id}", write '${value}' below 'expect:'`
      : `${place} at "${id}", write 'off: ${value}'`;
  const source = device === null ? '' : `, device: ${device}`;
  return `${place}, add '- { name: ${path}${source}, path: ${path}, ${key}: ${key === 'expect' ? `{ ${value} }` : value} }'`;
}
