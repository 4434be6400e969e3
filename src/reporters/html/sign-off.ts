import type { Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { counted, timeWords } from '../words.ts';

/** Room for names and signatures, and what exactly is signed. */
export function signOff(report: Report, sweepSha256: string | null): Markup {
  return markup`<section class="sign-off">
<h2>Sign-off</h2>
<p>${statement(report)}</p>
<p class="faint">This says what was true at ${timeWords(report.startedAt)}: a moment, not a day.</p>
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
${sweepSha256 === null ? null : markup`<p>SHA-256 of the sweep that it was made from (<code>zcat SWEEP | sha256sum</code>): <code>${sweepSha256}</code></p>`}
</footer>
</section>`;
}

/** What the signature is under: nobody shall sign for what was not proved. */
function statement({ verdict, counts, box, headline }: Report): string {
  if (box.simulated) return 'The devices were simulated: there is nothing here to sign.';
  if (verdict === 'fail')
    return `This box did not pass: ${counted(counts.fail, 'finding')} of something broken. Whoever signs accepts it with what is listed under “What needs attention”.`;
  if (verdict === 'unknown')
    return 'Something essential could not be told, and nothing is proved broken. Whoever signs accepts it with what is listed under “What needs attention”.';
  const warned = counts.warn === 0 ? '' : `, with ${counted(counts.warn, 'warning')} listed above`;
  return `This box passed: ${headline}${warned}.`;
}
