import type { Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { timeWords } from '../words.ts';

/** Room for a name and a signature, and what exactly is signed. */
export function signOff({ startedAt, box }: Report, sweepSha256: string | null): Markup {
  return markup`<section>
<h2>Sign-off</h2>
<p>This says what was true at ${timeWords(startedAt)}: a moment, not a day.</p>
<div class="signature">
<div>name</div>
<div>place and date</div>
<div>signature</div>
</div>
<footer>
<p>Made by camproof ${box.camproofVersion}.</p>
${sweepSha256 === null ? null : markup`<p>SHA-256 of the sweep that it was made from: <code>${sweepSha256}</code></p>`}
</footer>
</section>`;
}
