import { markup } from '../markup.ts';
import type { Reporter } from '../reporter.ts';
import { VERDICT_WORDS } from '../words.ts';
import { cameraSection } from './cameras.ts';
import { boxSection, evidenceSection } from './findings.ts';
import { glanceSection } from './glance.ts';
import { headSection } from './head.ts';
import { pageStyle } from './pages.ts';
import { signOff } from './sign-off.ts';
import { soakSection } from './soak.ts';
import { STYLE } from './style.ts';
import { troubleSection } from './troubles.ts';

/**
 * The commissioning report: one file that needs nothing else, prints to A4 and reads on a phone. The policy in its
 * head allows neither scripts nor anything from elsewhere.
 */
export const html: Reporter = (report, options) =>
  markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<title>${report.box.hostname}: ${VERDICT_WORDS[report.verdict]} (camproof)</title>
<style>${STYLE}${pageStyle(report, options.sweepSha256 ?? null)}</style>
</head>
<body>
<main>
${headSection(report)}
${glanceSection(report)}
${troubleSection(report)}
${cameraSection(report, options.pictures ?? {})}
${boxSection(report)}
${options.soak ? soakSection(options.soak, report.box) : null}
${signOff(report, options)}
${evidenceSection(report)}
</main>
</body>
</html>
`.text;
