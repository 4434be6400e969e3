import { InvalidArgumentError } from 'commander';
import type { Format } from '../reporters/table.ts';
import type { ReportFile } from './present.ts';
import type { WatchFlags } from './watch.ts';

// What stands behind an option as it is typed, and what it means.

const allowed = (words: string): InvalidArgumentError => new InvalidArgumentError(`Allowed: ${words}.`);

export const seconds = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw allowed('a number of seconds, like 30');
  return value;
};

/** Reading a stream has a deadline of its own, and may wait for its first key frame. Seconds. */
const LONGEST_LOOK = 10;

export const look = (text: string): number => {
  const value = Number(text);
  if (!(value >= 1 && value <= LONGEST_LOOK)) throw allowed(`from 1 to ${LONGEST_LOOK} seconds`);
  return value;
};

export const whole = (text: string): number => {
  if (!/^\d+$/.test(text)) throw allowed('a whole number, like 4');
  return Number(text);
};

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** A time in ms. */
export const span = (text: string): number => {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|d|)$/.exec(text) ?? [];
  if (number === '') throw allowed('a time, like 90s, 10m or 24h');
  return Number(number) * (UNITS[unit] ?? 1) * 1000;
};

export const address = (text: string): WatchFlags['metrics'] => {
  const [, host = '', port = ''] = /^(?:(.*):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw allowed('HOST:PORT, like 127.0.0.1:9707');
  return { host: host.replace(/^\[(.*)\]$/, '$1') || '127.0.0.1', port: Number(port) };
};

export const times = (text: string): number => {
  const value = whole(text);
  if (value < 1) throw allowed('once or more often, like 3');
  return value;
};

export const list = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text.split(',').filter(Boolean),
];

// Named here, so that `camproof version` need not load the reporters; the type keeps the list whole.
export const FORMATS = Object.keys({
  human: true,
  json: true,
  junit: true,
  tap: true,
  nagios: true,
  prometheus: true,
  markdown: true,
  html: true,
  github: true,
} satisfies Record<Format, true>) as Format[];

export const reportFile = (text: string, before: readonly ReportFile[] = []): readonly ReportFile[] => {
  const [, name, file] = /^([a-z]+)=(.+)$/.exec(text) ?? [];
  const format = FORMATS.find((one) => one === name);
  if (!format || !file) throw allowed(`FORMAT=FILE with one of ${FORMATS.join(', ')}`);
  return [...before, { format, file }];
};

export const soakFile = (text: string): string => {
  const [, file] = /^html=(.+)$/.exec(text) ?? [];
  if (!file) throw allowed('html=FILE');
  return file;
};
