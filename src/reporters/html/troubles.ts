import { type BoxIdentity, commandLine, type NextStep, type Report } from '../../model/index.ts';
import { distinct, type Group, troubleGroups } from '../groups.ts';
import { type Markup, markup } from '../markup.ts';
import { checkWords } from '../words.ts';
import { statusMark } from './status.ts';

/** What is broken, could not be told or will hurt, each with its cause and the commands that mend it. */
export function troubleSection({ findings, box }: Report): Markup | null {
  const groups = troubleGroups(findings);
  if (groups.length === 0) return null;
  return markup`<section>
<h2>What needs attention</h2>
${groups.map((group) => article(group, box))}</section>`;
}

function article(group: Group, box: BoxIdentity): Markup {
  const [{ status, summary, evidence, diagnosis }] = group;
  const subjects = distinct(group, ({ subject }) => subject).join(', ');
  const checks = distinct(group, checkWords).join(', ');
  const causes = distinct(group, (one) => one.diagnosis?.cause).filter((cause) => cause !== undefined);
  return markup`<article class="card ${status}">
<h3>${subjects}: ${checks} ${statusMark(status)}</h3>
<p><strong>${summary}</strong></p>
<dl class="facts">
${evidence.map(
  ({ label, actual, expected }) =>
    markup`<dt>saw</dt><dd>${label}: ${actual}</dd>\n${expected === undefined ? null : markup`<dt>expected</dt><dd>${expected}</dd>\n`}`,
)}${causes.map(
  (cause) =>
    markup`<dt>${diagnosis?.confidence === 'likely' ? 'likely cause' : 'cause'}</dt><dd>${cause} <code class="faint">${diagnosis?.code ?? ''}</code></dd>\n`,
)}</dl>
${steps(diagnosis?.nextSteps ?? [], box)}</article>
`;
}

/** What to do, with the commands as they are typed. */
export function steps(all: readonly NextStep[], box: BoxIdentity): Markup | null {
  if (all.length === 0) return null;
  return markup`<ol>
${all.map((step) => {
  const command = commandLine(step, box);
  return markup`<li>${step.text}${command === null ? null : markup`<pre><code>${command}</code></pre>`}</li>\n`;
})}</ol>
`;
}
