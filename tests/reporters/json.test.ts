import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import {
  type BoxIdentity,
  type CameraChain,
  type Diagnosis,
  type Evidence,
  type ExpectedCameras,
  type JudgedFinding,
  LINKS,
  type Link,
  type NextStep,
  type Reason,
  type Report,
  type Status,
} from '../../src/model/index.ts';
import { renderReport } from '../../src/reporters/table.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { brokenAt, everyReport } from '../support/reports.ts';

const schema = JSON.parse(readFileSync(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
const validate = new Ajv2020({
  strict: true,
  allowUnionTypes: true,
  formats: { 'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/ },
}).compile(schema);
const options = { columns: 80, color: false, ascii: false, verbose: false, quiet: false };
const parsed = (report: Report): unknown => JSON.parse(renderReport('json', report, options));

const reports: readonly (readonly [string, Report])[] = [
  ...faultSweeps.map(({ name, sweep }) => [name, judge(sweep)] as const),
  ...Object.entries(everyReport),
];

describe('the JSON report', () => {
  it.each(reports)('of "%s" is as docs/report.schema.json says', (_, report) => {
    validate(parsed(report));
    expect(validate.errors).toBeNull();
  });

  it('says everything that the report says', () => {
    expect(parsed(brokenAt('ready'))).toEqual(brokenAt('ready'));
  });

  it('is refused by the schema when it has a member too many, too few or a wrong one', () => {
    const report = brokenAt('capture');
    const [finding] = report.findings;
    for (const wrong of [
      { ...report, extra: 1 },
      { ...report, verdict: undefined },
      { ...report, verdict: 'blocked' },
      { ...report, schema: 2 },
      { ...report, startedAt: 'yesterday' },
      { ...report, box: { ...report.box, password: 'x' } },
      { ...report, findings: [{ ...finding, reason: 'bad luck' }] },
      { ...report, findings: [{ ...finding, evidence: [{ label: 'x', actual: 'y' }] }] },
    ]) {
      expect(validate(JSON.parse(JSON.stringify(wrong)))).toBe(false);
    }
  });
});

/** Each member of a type once, true where it may be absent: the compiler notices one too many or too few. */
type Members<T> = { readonly [K in keyof T]-?: object extends Pick<T, K> ? 'optional' : 'required' };

const evidence: Members<Evidence> = {
  label: 'required',
  expected: 'optional',
  actual: 'required',
  source: 'required',
  at: 'optional',
};
const nextStep: Members<NextStep> = { text: 'required', argv: 'optional', privilege: 'optional' };
const diagnosis: Members<Diagnosis> = {
  code: 'required',
  cause: 'required',
  confidence: 'required',
  nextSteps: 'required',
};
const finding: Members<JudgedFinding> = {
  checkId: 'required',
  subject: 'required',
  status: 'required',
  summary: 'required',
  evidence: 'required',
  confidence: 'optional',
  diagnosis: 'optional',
  becauseOf: 'optional',
  reason: 'optional',
  title: 'required',
  link: 'required',
  weight: 'required',
};
const figures: Members<CameraChain['figures']> = {
  fps: 'required',
  bitrate: 'required',
  codec: 'required',
  size: 'required',
};
const camera: Members<CameraChain> = {
  id: 'required',
  device: 'required',
  streams: 'required',
  expectedBy: 'required',
  links: 'required',
  proved: 'required',
  linksProved: 'required',
  firstBroken: 'required',
  headline: 'required',
  figures: 'required',
};
const expected: Members<ExpectedCameras> = { count: 'required', by: 'required' };
const box: Members<BoxIdentity> = {
  hostname: 'required',
  machineId: 'required',
  bootId: 'required',
  kernel: 'required',
  os: 'required',
  user: 'required',
  privileged: 'required',
  simulated: 'required',
  camproofVersion: 'required',
};
const report: Members<Report> = {
  software: 'optional',
  schema: 'required',
  box: 'required',
  startedAt: 'required',
  tookMs: 'required',
  expected: 'required',
  cameras: 'required',
  findings: 'required',
  counts: 'required',
  verdict: 'required',
  headline: 'required',
  couldProveMore: 'required',
};
const links: Members<Record<Link, unknown>> = {
  device: 'required',
  capture: 'required',
  publish: 'required',
  ready: 'required',
  decode: 'required',
  deliver: 'required',
  service: 'required',
  health: 'required',
};
const statuses: Members<Record<Status, unknown>> = {
  pass: 'required',
  warn: 'required',
  fail: 'required',
  blocked: 'required',
  unknown: 'required',
  off: 'required',
};
const reasons: Readonly<Record<Reason, true>> = {
  'declared-off': true,
  'not-configured': true,
  'not-asked': true,
  'not-built': true,
  'on-demand': true,
  'no-privilege': true,
  'probe-failed': true,
  stale: true,
  overloaded: true,
  'not-reached': true,
  'needs-authentication': true,
  'not-seen': true,
};

describe('docs/report.schema.json has not drifted from src/model/verdict.ts', () => {
  const defs = schema.$defs;
  it.each([
    ['evidence', evidence, defs.evidence],
    ['nextStep', nextStep, defs.nextStep],
    ['diagnosis', diagnosis, defs.diagnosis],
    ['finding', finding, defs.finding],
    ['camera', camera, defs.camera],
    ['figures', figures, defs.camera.properties.figures],
    ['links', links, defs.camera.properties.links],
    ['report', report, defs.report],
    ['box', box, defs.report.properties.box],
    ['expected', expected, defs.report.properties.expected],
    ['counts', statuses, defs.report.properties.counts],
  ])('%s', (_, members, described) => {
    expect(described.additionalProperties).toBe(false);
    expect(Object.keys(described.properties).toSorted()).toEqual(Object.keys(members).toSorted());
    const required = Object.entries(members).filter(([, need]) => need === 'required');
    expect(described.required.toSorted()).toEqual(required.map(([name]) => name).toSorted());
  });

  it.each([
    ['status', Object.keys(statuses), defs.status.enum],
    ['link', LINKS, defs.link.enum],
    ['reason', Object.keys(reasons), defs.finding.properties.reason.enum],
  ])('the words of %s', (_, words, described) => {
    expect(described).toEqual(words);
  });
});
