import { counted, type Report, type SoakReport } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import type { ReporterOptions } from '../reporter.ts';
import { spanWords, timeWords } from '../words.ts';

/** Room for names and signatures, and what exactly is signed. */
export function signOff(
  report: Report,
  { soak, sweepSha256 }: Pick<ReporterOptions, 'soak' | 'sweepSha256'>,
): Markup {
  return markup`<section class="sign-off">
<h2>Sign-off</h2>
<p>${statement(report, soak)}</p>
<p class="faint">${howLong(report, soak)}</p>
<p class="blank">remarks</p>
${['checked by', 'accepted by'].map(
  (who) => markup`<div class="signature">
<p>${who}</p>
<p>place and date</p>
<p>signature</p>
</div>
`,
)}<footer class="faint">
<p>Made by camproof ${report.box.camproofVersion}. What was seen stands at the end of the file, behind a fold; it is printed when the fold is open.</p>
${sweepSha256 === undefined ? null : markup`<p>SHA-256 of the sweep that it was made from (<code>zcat SWEEP | sha256sum</code>): <code>${sweepSha256}</code></p>`}
</footer>
</section>`;
}

/** For how long that was looked at: nobody shall take a moment for a day. */
const howLong = ({ startedAt }: Report, soak: SoakReport | undefined): string =>
  soak === undefined
    ? `Moment only: this says what was true at ${timeWords(startedAt)}. What comes and goes is told by a soak (camproof watch --for 10m --report html=FILE).`
    : `The box was watched for ${spanWords(soak.lastedMs)} until ${timeWords(startedAt)}; ${soak.headline}.`;

/** What the signature is under: nobody shall sign for what was not proved. */
function statement({ verdict, counts, box, headline }: Report, soak: SoakReport | undefined): string {
  if (box.simulated) return 'The devices were simulated: there is nothing here to sign.';
  if (verdict === 'fail' && counts.fail === 0 && soak !== undefined)
    return `This box did not hold out: ${soak.headline}. Whoever signs accepts it with every dropout that is listed above.`;
  if (verdict === 'fail')
    return `This box did not pass: ${counted(counts.fail, 'finding')} of something broken. Whoever signs accepts it with what is listed under “What needs attention”.`;
  if (verdict === 'unknown')
    return 'Something essential could not be told, and nothing is proved broken. Whoever signs accepts it with what is listed under “What needs attention”.';
  const warned = counts.warn === 0 ? '' : `, with ${counted(counts.warn, 'warning')} listed above`;
  return `This box passed: ${headline}${warned}.`;
}
