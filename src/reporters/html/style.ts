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
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
p { margin: .25rem 0; }
.pass { color: var(--pass); } .warn { color: var(--warn); } .fail { color: var(--fail); }
.unknown { color: var(--unknown); } .blocked { color: var(--blocked); } .off { color: var(--off); }
.verdict { font-size: 1.2rem; font-weight: 700; }
.simulated { border: 2px dashed var(--warn); padding: .25rem .75rem; font-weight: 700; }
.faint { color: var(--faint); }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .75rem 0; }
dl.facts dt { color: var(--faint); } dl.facts dd { margin: 0; }
.card { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid currentColor; border-radius: .4rem; padding: .75rem 1rem; margin: .75rem 0; break-inside: avoid; }
.card > * { color: var(--ink); } .card > .faint { color: var(--faint); }
.status { white-space: nowrap; } h3 .status { margin-left: .5rem; }
.card img { display: block; max-width: 100%; max-height: 16rem; margin: .5rem 0; border-radius: .25rem; }
ol.chain { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem .5rem; margin: .5rem 0; padding: 0; }
ol.chain li { border: 1px solid var(--line); border-radius: .3rem; padding: .05rem .45rem; background: var(--ground); font-size: .9rem; }
pre { margin: .25rem 0; padding: .4rem .6rem; background: var(--ground); border: 1px solid var(--line); border-radius: .3rem; white-space: pre-wrap; font: .9rem/1.4 ui-monospace, monospace; }
code { font: .9em ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem .25rem 0; border-bottom: 1px solid var(--line); }
details { margin: .5rem 0; } summary { cursor: pointer; }
.signature { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 2.5rem 2rem; margin: 3rem 0 1rem; break-inside: avoid; }
.signature div { border-top: 1px solid var(--ink); padding-top: .2rem; color: var(--faint); }
footer { margin-top: 1.5rem; font-size: .85rem; color: var(--faint); }
@page { size: A4; margin: 15mm; }
@media print {
  body { font-size: 10.5pt; } main { max-width: none; padding: 0; }
  .card { background: none; } h2 { break-after: avoid; } tr { break-inside: avoid; }
}
`);
