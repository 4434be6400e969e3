import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/checks/diagnoses/table.ts';
import type { CameraSoak, Dropout, SoakReport } from '../../src/model/index.ts';
import { healthy } from '../support/reports.ts';
import { rendered } from './options.ts';

const dropout: Dropout = {
  at: '2026-11-23T10:05:00.000Z',
  lengthMs: 60_000,
  ended: true,
  link: 'capture',
  code: 'no-publisher',
  summary: 'nobody <holds> it',
};
const camera = (name: string, dropouts: readonly Dropout[], why: CameraSoak['why'] = null): CameraSoak => ({
  camera: name,
  dropouts,
  dropoutCount: dropouts.length,
  longestGapMs: 61_000,
  fps: { min: 14.9, median: 15, samples: 3 },
  bitrate: null,
  publisherRestarts: 1,
  reconnects: 0,
  usbResets: 0,
  headline: '',
  proved: true,
  why,
});
const soak = (verdict: SoakReport['verdict'], ...cameras: CameraSoak[]): SoakReport => ({
  schema: 1,
  startedAt: '2026-11-23T10:00:00.000Z',
  lastedMs: 600_000,
  verdict,
  headline: '1 of 2 cameras held out, 1 dropout',
  cameras,
});

describe('the HTML report', () => {
  const report = healthy(2);
  const box = { ...report.box, simulated: false };

  it('says that it saw a moment only, where nothing was watched', () => {
    const page = rendered('html', { ...report, box });
    expect(page).toContain('Moment only');
    expect(page).not.toContain('timeline" role');
  });

  it('shows when each camera dropped out, and lets nobody sign for a box that did not hold out', () => {
    const why = diagnose('drops-with-usb', { times: 1, of: 1, port: '1-1.2' });
    const watched = soak('fail', camera('cam1', [dropout], why), camera('cam2', []));
    const page = rendered('html', { ...report, box, verdict: 'fail' }, { soak: watched });
    // Half of ten minutes had passed, and a tenth of them it took.
    expect(page).toContain('<span style="left:50.00%;width:10.00%"></span>');
    expect(page).toContain('<li>2026-11-23 10:05:00 UTC, 1 min 0 s: capture: nobody &lt;holds&gt; it');
    expect(page).toMatch(
      /<dt>likely cause<\/dt><dd>the dropout came with the camera leaving the USB \(port 1-1\.2\)/,
    );
    expect(page).toContain('<code>sudo dmesg --level=err,warn --ctime</code>');
    expect(page).toContain('cam2: 0 dropouts');
    expect(page).toContain('This box did not hold out: 1 of 2 cameras held out, 1 dropout.');
    expect(page).not.toContain('Moment only');
  });

  it('signs for what was watched where everything held out', () => {
    const page = rendered('html', { ...report, box }, { soak: soak('pass', camera('cam1', [])) });
    expect(page).toContain('This box passed');
    expect(page).toContain('The box was watched for 10 min 0 s');
  });
});
