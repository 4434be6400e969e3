import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import { STYLE } from '../../src/reporters/html/style.ts';
import type { ReporterOptions } from '../../src/reporters/reporter.ts';
import { brokenAt, emptyBox, everyReport, healthy, NASTY, nasty, simulated } from '../support/reports.ts';
import { rendered } from './options.ts';
import { isInstalled, judged } from './outside-tool.ts';

const DOT =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe.skipIf(!isInstalled('chromium', 'chromium'))('the HTML report, read by a browser', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'camproof-html-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Opens a report in a profile of its own; what the browser printed. */
  function open(report: Report, ...args: readonly string[]): string {
    const file = join(folder, 'report.html');
    writeFileSync(file, rendered('html', report));
    const { stdout, code } = judged('chromium', [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      ...args,
      pathToFileURL(file).href,
    ]);
    expect(code).toBe(0);
    return stdout;
  }

  it('has the elements that it was written with, and none that a name brought in', () => {
    const dom = open(nasty(), '--dump-dom');
    for (const element of ['img', 'script', 'iframe', 'link', 'base', 'form'])
      expect(dom).not.toMatch(new RegExp(`<${element}[\\s>]`, 'i'));
    expect(dom).toContain('&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp; ]]&gt;');
    expect(dom).toContain(NASTY.wide.replace('\u200d', ' '));
    // What the browser made of it is what was written: nothing was moved, closed or dropped on the way.
    const written = rendered('html', nasty());
    for (const element of ['article', 'section', 'table', 'li', 'dd', 'details', 'pre', 'h3']) {
      const count = (text: string) => text.match(new RegExp(`<${element}[\\s>]`, 'g'))?.length ?? 0;
      expect(count(dom), element).toBe(count(written));
    }
  });

  it('prints to A4', () => {
    const pdf = join(folder, 'report.pdf');
    open(brokenAt('capture'), '--no-pdf-header-footer', `--print-to-pdf=${pdf}`);
    expect(readFileSync(pdf, 'latin1')).toMatch(/MediaBox \[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  });
});

describe('the HTML report', () => {
  const html = (report: Report, over: Partial<ReporterOptions> = {}) => rendered('html', report, over);

  it.each(Object.entries(everyReport))('of %s needs nothing from elsewhere and runs nothing', (_, report) => {
    const text = html(report);
    expect(text).toContain("default-src 'none'");
    // Tags alone: the texts between them may hold anything, escaped.
    const tags = text.match(/<[^>]*>/g) ?? [];
    for (const tag of tags) expect(tag).not.toMatch(/<script|<link|\s(?:src|href|action|on\w+)=/i);
    expect(text.match(/url\(|@import/g)).toBeNull();
  });

  it('says each status in words, and hides the glyph from those who listen', () => {
    expect(html(brokenAt('capture'))).toContain(
      '<span class="status fail"><span aria-hidden="true">✘</span> fail</span>',
    );
    expect(html(brokenAt('capture'))).toContain('<html lang="en">');
  });

  it('has causes, commands, evidence behind a fold, and room for a signature', () => {
    const text = html(brokenAt('capture'));
    expect(text).toContain('<pre><code>sudo kill -CONT 500</code></pre>');
    expect(text).toMatch(/<details>.*\/proc\/500\/stat.*<\/details>/s);
    expect(text).toContain('<div>signature</div>');
  });

  it('shows a picture only where it is one', () => {
    const pictures = { cam1: DOT, cam2: 'https://example.org/x.png', cam3: 'data:text/html;base64,AAAA' };
    const images = html(healthy(3), { pictures }).match(/<img [^>]*>/g);
    expect(images).toEqual([`<img src="${DOT}" alt="picture of cam1">`]);
  });

  it('names the sweep it was made from', () => {
    expect(html(healthy(), { sweepSha256: 'ab'.repeat(32) })).toContain('ab'.repeat(32));
  });

  it('says that a simulated box is one, and that an empty box fails', () => {
    expect(html(simulated())).toContain('Simulated devices');
    expect(html(emptyBox())).toContain('no camera is known here');
  });

  it.each(['light', 'dark'])('has colours that can be read, %s', (scheme) => {
    const [light = '', dark = ''] = STYLE.text.match(/:root \{[^}]*\}/g) ?? [];
    const colors = new Map(
      [...(scheme === 'light' ? light : dark).matchAll(/--(\w+): (#[0-9a-f]{3,6})/g)].map(([, name, hex]) => [
        name,
        hex,
      ]),
    );
    const luminance = (name: string) => {
      const hex = (colors.get(name) ?? '').replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
        const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
        return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    for (const ground of ['ground', 'card']) {
      for (const ink of ['ink', 'faint', 'pass', 'warn', 'fail', 'unknown', 'blocked', 'off']) {
        const [low = 0, high = 0] = [luminance(ground), luminance(ink)].toSorted((one, other) => one - other);
        expect((high + 0.05) / (low + 0.05), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
