import { type JudgedFinding, needsAttention, type Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { checkWords } from '../words.ts';
import { statusMark } from './status.ts';

/** The checks beside the cameras that need no attention. */
export function boxSection({ findings }: Report): Markup | null {
  const rest = findings.filter((one) => one.link === null && !needsAttention(one));
  if (rest.length === 0) return null;
  return markup`<section>
<h2>The box</h2>
<table>
<thead><tr><th scope="col">status</th><th scope="col">check</th><th scope="col">result</th></tr></thead>
<tbody>
${rest.map(
  ({ status, title, summary }) =>
    markup`<tr><td>${statusMark(status)}</td><th scope="row">${title}</th><td>${summary}</td></tr>\n`,
)}</tbody>
</table>
</section>`;
}

/** Everything that was seen, behind a fold; on paper only where it is open. */
export function evidenceSection({ findings }: Report): Markup {
  return markup`<section class="evidence">
<h2>Evidence</h2>
<details>
<summary>All ${findings.length} findings with what they rest on</summary>
${findings.map(folded)}</details>
</section>`;
}

function folded(finding: JudgedFinding): Markup {
  const { status, subject, summary, reason, evidence } = finding;
  const rows = evidence.map(
    ({ label, actual, expected, source, at }) =>
      markup`<tr><th scope="row">${label}</th><td>${actual}</td><td>${expected ?? ''}</td><td><code>${source}</code></td><td>${at ?? ''}</td></tr>\n`,
  );
  return markup`<p>${statusMark(status)} <strong>${subject}: ${checkWords(finding)}</strong> ${summary}${reason ? ` (${reason})` : ''}</p>
${
  rows.length === 0
    ? null
    : markup`<table>
<thead><tr><th scope="col">what</th><th scope="col">seen</th><th scope="col">expected</th><th scope="col">source</th><th scope="col">at</th></tr></thead>
<tbody>
${rows}</tbody>
</table>
`
}`;
}
