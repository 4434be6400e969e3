import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { tooOld } from '../../src/cli/node-version.ts';

const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));

it('refuses a Node that is older than the package says, and says what would do', () => {
  const oldest = engines.node.replace('>=', '');
  expect(tooOld('20.20.2')).toContain(`needs Node ${oldest} or newer, this is 20.20.2; install.sh`);
  expect(tooOld('22.18.0')).toContain('this is 22.18.0');
  for (const enough of [`${oldest}.0`, '22.20.1', '26.0.0']) expect(tooOld(enough)).toBeNull();
});
