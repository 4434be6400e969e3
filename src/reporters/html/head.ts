import type { Report } from '../../model/index.ts';
import { type Markup, markup } from '../markup.ts';
import { countWords, expectedWords, seconds, timeWords, VERDICT_WORDS } from '../words.ts';
import { statusMark } from './status.ts';

/** Which box, when, with which software, and the verdict. */
export function headSection(report: Report): Markup {
  const { box, verdict, headline, counts, couldProveMore } = report;
  return markup`<header>
<p class="kind faint">Commissioning report</p>
<h1>Camera box ${box.hostname}</h1>
<div class="verdict ${verdict}">
<p class="word">${statusMark(verdict, VERDICT_WORDS[verdict])}</p>
<p>${headline}<br><span class="faint">${countWords(counts)}</span></p>
</div>
${box.simulated ? markup`<p class="simulated">Simulated devices (camproof demo): this proves nothing about a real camera.</p>` : null}
<dl class="facts">
${facts(report).map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)}</dl>
${couldProveMore === null ? null : markup`<p class="faint">${couldProveMore}</p>`}
</header>`;
}

function facts({
  box,
  software = {},
  startedAt,
  tookMs,
  expected,
}: Report): readonly (readonly [string, string])[] {
  return [
    ['checked', `${timeWords(startedAt)}, in ${seconds(tookMs)}`],
    [
      'by',
      `${box.user}${box.privileged ? ', who sees every process' : ', without the privilege to see every process'}`,
    ],
    ['cameras', expectedWords(expected)],
    ...Object.entries(software),
    ['camproof', box.camproofVersion],
    ['system', `${box.os}, kernel ${box.kernel}`],
    ...(box.machineId === null ? [] : [['machine id', box.machineId] as const]),
  ];
}
