import { expect, it } from 'vitest';
import {
  address,
  list,
  look,
  reportFile,
  seconds,
  soakFile,
  span,
  times,
  whole,
} from '../../src/cli/option-values.ts';

it.each<[string, (text: string) => unknown, string, unknown]>([
  ['seconds', seconds, '0.5', 0.5],
  ['seconds', seconds, '0', 0],
  ['a look', look, '10', 10],
  ['a whole number', whole, '4', 4],
  ['how often', times, '1', 1],
  ['a time', span, '90s', 90_000],
  ['a time', span, '1.5m', 90_000],
  ['a time', span, '24h', 86_400_000],
  ['a time', span, '1d', 86_400_000],
  ['a time without a unit', span, '5', 5_000],
  ['a port', address, '9707', { host: '127.0.0.1', port: 9707 }],
  ['an address', address, '0.0.0.0:9707', { host: '0.0.0.0', port: 9707 }],
  ['an address of IPv6', address, '[::1]:9707', { host: '::1', port: 9707 }],
  ['a list', list, 'disk,,clock', ['disk', 'clock']],
  ['a report', reportFile, 'junit=a=b.xml', [{ format: 'junit', file: 'a=b.xml' }]],
  ['a soak report', soakFile, 'html=x.html', 'x.html'],
])('%s', (_, parse, text, value) => {
  expect(parse(text)).toEqual(value);
});

it.each<[string, (text: string) => unknown, readonly string[]]>([
  ['seconds', seconds, ['soon', '', ' ', '-1', 'Infinity']],
  ['a look', look, ['0', '11', 'long']],
  ['a whole number', whole, ['-1', '1.5', 'four', '']],
  ['how often', times, ['0', '-1']],
  ['a time', span, ['10x', 'm', '', '-5s', '1h30m']],
  ['an address', address, ['here', '127.0.0.1', '65536', '127.0.0.1:']],
  ['a report', reportFile, ['pdf=x', 'json', 'json=', '=x']],
  ['a soak report', soakFile, ['json=x', 'html', 'html=']],
])('%s: says what is allowed where it is something else', (_, parse, texts) => {
  for (const text of texts) expect(() => parse(text), text).toThrow(/^Allowed: .+\.$/);
});

it('lists and reports may be given in several pieces', () => {
  expect(list('c', ['a', 'b'])).toEqual(['a', 'b', 'c']);
  const [first] = reportFile('tap=a');
  expect(reportFile('json=b', first ? [first] : [])).toEqual([
    { format: 'tap', file: 'a' },
    { format: 'json', file: 'b' },
  ]);
});
