import { Markup } from '../markup.ts';

/** Colours carry at least 4.5:1 on their ground in both schemes; a status is told by glyph and word as well. */
export const STYLE = new Markup(`
:root {
  --ground: #fff; --card: #f6f7f8; --ink: #1b1f24; --faint: #59636e; --line: #d1d9e0;
  --pass: #1a7f37; --warn: #8a5a00; --fail: #c5221f; --unknown: #0b6a9c; --blocked: #59636e; --off: #59636e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1317; --card: #1a2027; --ink: #e6edf3; --faint: #9aa7b4; --line: #38424d;
    --pass: #4cc36a; --warn: #e0a83c; --fail: #ff7b72; --unknown: #6cb6ff; --blocked: #9aa7b4; --off: #9aa7b4;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.8rem; line-height: 1.2; margin: 0 0 .75rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .75rem; border-bottom: 1px solid var(--line); break-after: avoid; }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
code { font: .9em ui-monospace, monospace; }
pre { margin: .25rem 0; padding: .4rem .6rem; background: var(--ground); border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; font: .9rem/1.4 ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); }
tr { break-inside: avoid; }
details { margin: .5rem 0; } summary { cursor: pointer; }
.pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); }
.unknown { color: var(--unknown); } .blocked { color: var(--blocked); } .off { color: var(--off); }
.faint { color: var(--faint); }
.heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.status { white-space: nowrap; } h3 .status { margin-left: .5rem; font-size: .95rem; }
.kind { margin: 0; text-transform: uppercase; letter-spacing: .08em; font-size: .8rem; }
.verdict { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; border: 2px solid; border-radius: .4rem; padding: .5rem 1rem; margin: .75rem 0; }
.verdict p { color: var(--ink); } .verdict .word { font-size: 1.6rem; font-weight: 700; line-height: 1.3; }
.simulated { border: 2px dashed var(--warn); padding: .25rem .75rem; font-weight: 700; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .5rem 0; }
dl.facts dt { color: var(--faint); } dl.facts dd { margin: 0; }
.glance .link { text-align: center; padding-right: .25rem; width: 4.25rem; } .glance thead th { font-weight: 400; color: var(--faint); }
.glance tbody th { min-width: 5rem; }
.legend { font-size: .85rem; display: flex; flex-wrap: wrap; gap: .1rem 1.25rem; margin-top: .5rem; }
.card { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid currentColor; border-radius: .4rem; padding: .75rem 1rem; margin: .75rem 0; break-inside: avoid; }
.card > * { color: var(--ink); }
.camera { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; }
.camera > div { flex: 1 1 16rem; } .camera img { flex: 0 1 20rem; max-width: 100%; max-height: 12rem; object-fit: contain; object-position: left top; border-radius: .25rem; }
ol.chain { flex: 0 0 100%; list-style: none; display: grid; grid-template-columns: repeat(8, 1fr); gap: .25rem; margin: .25rem 0 0; padding: 0; font-size: .9rem; line-height: 1.35; }
ol.chain li { border-top: .3rem solid currentColor; padding-top: .2rem; } ol.chain li:nth-child(7) { margin-left: .75rem; }
.timeline { position: relative; height: 1rem; background: var(--pass); border-radius: 2px; overflow: hidden; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.timeline span { position: absolute; top: 0; bottom: 0; background: var(--fail); border-inline: 1px solid var(--ground); }
.sign-off { break-inside: avoid; }
.blank { border-bottom: 1px solid var(--line); color: var(--faint); font-size: .85rem; padding-bottom: 3.5rem; margin-top: 1rem; }
.signature { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 2.5rem 1.5rem; margin-top: 2.75rem; }
.signature p { border-top: 1px solid var(--ink); padding-top: .2rem; color: var(--faint); font-size: .85rem; }
footer { margin-top: 1.5rem; font-size: .85rem; }
@media screen and (max-width: 40rem) {
  .glance .link { width: 1.5rem; } .glance .result { display: none; } .glance thead .link { writing-mode: vertical-rl; vertical-align: bottom; }
  ol.chain { grid-template-columns: repeat(4, 1fr); } ol.chain li:nth-child(7) { margin-left: 0; }
}
@page { size: A4; margin: 15mm 15mm 18mm; }
@media print {
  :root { font-size: 9.5pt; } main { max-width: none; padding: 0; }
  .card { background: none; } .camera img { flex-basis: 18rem; max-height: 11rem; }
  .evidence:not(:has([open])) { display: none; }
  .verdict, .card, ol.chain li { print-color-adjust: exact; }
}
`);
