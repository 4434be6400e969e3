import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { json } from '../../src/reporters/json.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, validateFormats: false }).compile(schema);
const options = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };

describe('the JSON report', () => {
  it.each(faultSweeps.map(({ name, sweep }) => [name, sweep] as const))(
    'of "%s" is as docs/report.schema.json says',
    (_, sweep) => {
      const report: unknown = JSON.parse(json(judge(sweep), options));
      validate(report);
      expect(validate.errors).toBeNull();
    },
  );

  it('is refused by the schema when it has a member too many or too few', () => {
    const report = judge(faultSweeps[0]?.sweep ?? never());
    expect(validate({ ...report, extra: 1 })).toBe(false);
    expect(validate({ ...report, verdict: undefined })).toBe(false);
    expect(validate({ ...report, verdict: 'blocked' })).toBe(false);
  });
});

function never(): never {
  throw new Error('there are no sweeps');
}
