import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/model/index.ts';
import type { ReporterOptions } from '../../src/reporters/reporter.ts';
import {
  brokenAt,
  emptyBox,
  everyReport,
  healthy,
  NASTY,
  nasty,
  simulated,
  unknownOnly,
  warned,
} from '../support/reports.ts';
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

  /** Opens a report, changed or not, in a profile of its own; what the browser printed. */
  function open(report: Report, ...args: readonly (string | ((page: string) => string))[]): string {
    const file = join(folder, 'report.html');
    const changes = args.filter((one) => typeof one === 'function');
    const page = rendered('html', report, { pictures: { gate: DOT } });
    writeFileSync(
      file,
      changes.reduce((text, change) => change(text), page),
    );
    const { stdout, code } = judged('chromium', [
      ...FLAGS,
      `--user-data-dir=${join(folder, 'profile')}`,
      ...args.filter((one) => typeof one === 'string'),
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
    const pages = readFileSync(pdf, 'latin1').match(/MediaBox \[[^\]]*\]/g) ?? [];
    expect(pages.length).toBeGreaterThanOrEqual(1);
    for (const page of pages) expect(page).toMatch(/\[0 0 59[45](\.\d+)? 84[12](\.\d+)?\]/);
  });

  it('has nothing that a judge of accessibility would object to, in light and in dark', () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    const dom = open(everyStatus(), '--dump-dom', '--virtual-time-budget=10000', (page) =>
      page
        // The judge is a script, which no report may have.
        .replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '')
        .replace('@media screen and (prefers-color-scheme: dark)', '@media not all')
        .replace('<details>', '<details open>')
        .replace('</body>', () => `<script>${axe}</script><script>(${judgeBoth})()</script></body>`),
    );
    expect(/data-judged="([^"]*)"/.exec(dom)?.[1]).toMatch(/^none of [23]\d, none of [23]\d$/);
  });
});

/** Runs in the browser: what axe objects to, first in light, then in dark. */
const judgeBoth = `async () => {
  const judged = async () => {
    const { violations, passes } = await axe.run();
    return violations.map(({ id, nodes }) => id + ' ' + nodes[0].html).join() || 'none of ' + passes.length;
  };
  const light = await judged();
  const style = document.querySelector('style');
  style.textContent = style.textContent.replace('@media not all', '@media all');
  document.documentElement.dataset.judged = light + ', ' + (await judged());
}`;

/** With each status there is, so that each colour is looked at. */
function everyStatus(): Report {
  const all = [brokenAt('capture'), unknownOnly(), warned(), emptyBox()];
  return {
    ...healthy(),
    cameras: all.flatMap(({ cameras }) => cameras),
    findings: all.flatMap(({ findings }) => findings),
  };
}

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
    for (const room of ['remarks', 'checked by', 'accepted by', 'place and date', 'signature'])
      expect(text).toContain(`>${room}</p>`);
  });

  it('shows a picture only where it is one', () => {
    const pictures = { cam1: DOT, cam2: 'https://example.org/x.png', cam3: 'data:text/html;base64,AAAA' };
    const images = html(healthy(3), { pictures }).match(/<img [^>]*>/g);
    expect(images).toEqual([`<img src="${DOT}" alt="what cam1 showed">`]);
  });

  it('names the sweep it was made from', () => {
    expect(html(healthy(), { sweepSha256: 'ab'.repeat(32) })).toContain('ab'.repeat(32));
  });

  it('has all cameras and links in one table, told in words as well', () => {
    const [table = ''] = /<table class="glance">.*?<\/table>/s.exec(html(brokenAt('capture'))) ?? [];
    expect(table.match(/<tr>/g)).toHaveLength(3);
    const [, yard = ''] = /<th scope="row">yard<\/th>(.*)/.exec(table) ?? [];
    expect([...yard.matchAll(/class="heard">(\w+)/g)].map(([, word]) => word)).toEqual([
      ...['pass', 'fail', 'blocked', 'blocked', 'blocked', 'blocked', 'pass', 'pass'],
    ]);
  });

  it('names box, time and sweep on every page, and no name breaks out of the style', () => {
    const sweepSha256 = 'ab'.repeat(32);
    const { box, ...rest } = healthy();
    const page = html({ ...rest, box: { ...box, hostname: 'x"; } </style><b>' } }, { sweepSha256 });
    expect(page).toContain(
      '@bottom-left { content: "x__ _ __style__b_ - 2026-11-23 10:00:00 UTC - sweep abababababababab"; }',
    );
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  it.each([
    [healthy(), /This box passed: 4 of 4 cameras/],
    [warned(), /This box passed: .*, with 1 warning listed above/],
    [brokenAt('capture'), /This box did not pass: 1 finding of something broken/],
    [unknownOnly(), /could not be told/],
    [simulated(), /nothing here to sign/],
  ])('says what is signed %#', (report, words) => {
    expect(html(report)).toMatch(words);
  });

  it('says that a simulated box is one, and that an empty box fails', () => {
    expect(html(simulated())).toContain('Simulated devices');
    expect(html(emptyBox())).toContain('no camera is known here');
  });
});
