// SPDX-License-Identifier: Apache-2.0
// The style sheet and the script of every HTML page. No library, nothing loaded from anywhere.
#ifndef PORTLAW_POLICY_RENDER_HTML_ASSETS_H_
#define PORTLAW_POLICY_RENDER_HTML_ASSETS_H_

#include <string_view>

namespace portlaw {

inline constexpr std::string_view kHtmlStyle = R"css(
:root { color-scheme: light dark; --bg: #fbfbfa; --card: #fff; --ink: #1d2327; --soft: #59636b; --line: #d9dee2;
  --unclaimed: #eef0f1; --group: #cfe3dd; --block: #b9d4ee; --kept: #ddd5e8; --reserved: #8d949b;
  --assigned: #1f6fb5; --contested: #c8321f; --doubtful: #d69b1b; --mark: #ffe58a; --link: #14568f; }
@media (prefers-color-scheme: dark) { :root { --bg: #14181b; --card: #1c2226; --ink: #e6eaed; --soft: #a3aeb6;
  --line: #343d44; --unclaimed: #242b30; --group: #2c4a43; --block: #27496b; --kept: #453a57; --reserved: #6d757c;
  --assigned: #62b0f5; --contested: #ff6b57; --mark: #6b5a12; --link: #8cc5fa; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
header, main { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 1.5rem 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.25rem 0 .75rem; }
p { margin: .25rem 0; } .soft { color: var(--soft); }
a { color: var(--link); }
.bar { position: sticky; top: 0; z-index: 1; background: var(--bg); border-bottom: 1px solid var(--line); }
.bar form { max-width: 72rem; margin: 0 auto; padding: .6rem 1rem; display: flex; gap: .75rem; align-items: center;
  flex-wrap: wrap; }
.bar label { font-weight: 600; }
.bar input { flex: 1 1 12rem; min-width: 0; font: inherit; padding: .4rem .6rem; color: inherit;
  background: var(--card); border: 1px solid var(--soft); border-radius: .4rem; }
.bar output { flex: 1 1 16rem; color: var(--soft); overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--assigned); outline-offset: 2px; }
.legend { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; padding: 0; margin: .5rem 0 1rem; list-style: none;
  font-size: .9rem; }
.legend svg { width: 1.1rem; height: 1.1rem; vertical-align: -.2rem; margin-right: .35rem; }
.map { display: grid; gap: 3px; }
.map > div { display: grid; grid-template-columns: 6.5rem 1fr 11rem; gap: .5rem; align-items: center; font-size: .85rem;
  font-variant-numeric: tabular-nums; }
.map svg { width: 100%; height: 1.15rem; display: block; border-radius: 2px; }
.map .flat, .map .names { color: var(--soft); }
.map .names { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.s0 { fill: var(--unclaimed); } .s1 { fill: var(--group); } .s2 { fill: var(--block); } .s3 { fill: var(--kept); }
.s4 { fill: var(--reserved); } .s5 { fill: var(--assigned); } .s6 { fill: var(--contested); }
.deny { fill: var(--contested); } .would-deny { fill: var(--doubtful); } .warn { fill: var(--assigned); }
.chart svg { width: 100%; height: 8rem; display: block; border-bottom: 1px solid var(--soft); }
.chart p { display: flex; justify-content: space-between; gap: 1rem; font-size: .85rem; color: var(--soft);
  font-variant-numeric: tabular-nums; }
tr.deny td:first-child { color: var(--contested); }
.hit { stroke: var(--ink); stroke-width: .7; }
.range { margin: 1rem 0 0; padding: .45rem .75rem; background: var(--card); border: 1px solid var(--line);
  border-left: .4rem solid var(--block); border-radius: .4rem; }
.range.group { border-left-color: var(--group); } .range.reserved { border-left-color: var(--reserved); }
.range.kept { border-left-color: var(--kept); }
.range h3 { font-size: 1rem; margin: 0; display: inline; overflow-wrap: anywhere; }
.range .ports { font-variant-numeric: tabular-nums; font-weight: 600; margin-right: .6rem; white-space: nowrap; }
.range .what { font-size: .8rem; color: var(--soft); margin-left: .5rem; }
.range p { font-size: .9rem; overflow-wrap: anywhere; }
.d1 { margin-left: 1rem; } .d2 { margin-left: 2rem; } .d3, .d4, .d5, .d6 { margin-left: 3rem; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
.rows { padding: .25rem 0 0; }
th { text-align: left; font-size: .8rem; color: var(--soft); font-weight: 600; }
th, td { padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top;
  overflow-wrap: anywhere; }
td:first-child { font-variant-numeric: tabular-nums; white-space: nowrap; font-weight: 600; width: 7rem; }
.who { width: 26%; } .where { width: 12%; color: var(--soft); font-size: .85rem; }
.contested td:first-child { color: var(--contested); }
.contested td:first-child::after { content: " \26A0"; }
.finding { margin: .5rem 0; padding: .45rem .75rem; background: var(--card); border: 1px solid var(--line);
  border-left: .4rem solid var(--line); border-radius: .4rem; overflow-wrap: anywhere; }
.finding.error { border-left-color: var(--contested); }
.finding.warning { border-left-color: var(--doubtful); }
.finding code { font-size: .85rem; color: var(--soft); }
[hidden] { display: none !important; }
.none { padding: 1rem 0; }
footer { max-width: 72rem; margin: 3rem auto 2rem; padding: 0 1rem; font-size: .85rem; color: var(--soft); }
@media (max-width: 40rem) {
  .d1 { margin-left: .4rem; } .d2, .d3, .d4, .d5, .d6 { margin-left: .8rem; }
  .map > div { grid-template-columns: 5.2rem 1fr 5rem; font-size: .75rem; }
  thead { display: none; }
  tr { display: grid; grid-template-columns: 5.5rem 1fr; padding: .3rem 0; border-bottom: 1px solid var(--line); }
  td, td:first-child, .who, .where { border: 0; padding: 0 .5rem 0 0; width: auto; }
  td:nth-child(n+3) { grid-column: 2; } td:empty { display: none; }
}
@media print {
  :root { --bg: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --unclaimed: #f2f2f2; --group: #cfe3dd;
    --block: #b9d4ee; --kept: #ddd5e8; --reserved: #8d949b; --assigned: #1f6fb5; --contested: #c8321f; }
  .bar { display: none; } body { font-size: 10pt; } a { color: inherit; text-decoration: none; }
  .map, .legend, .chart, .range { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .range, .finding, tr, .map > div { break-inside: avoid; }
  .range + .rows { break-before: avoid; } h2 { break-after: avoid; }
}
)css";

// Filters rows and ranges by the words in the search box; a number also tells what the port is.
inline constexpr std::string_view kHtmlScript = R"js(
"use strict";
const box = document.getElementById("q"), says = document.getElementById("says"), none = document.getElementById("none");
const items = [...document.querySelectorAll("[data-t]")];
const runs = [...document.querySelectorAll(".map [data-f]")];
const holds = (e, port) => +e.dataset.f <= port && port <= +e.dataset.l;
function tell(port) {
  const run = runs.find(r => holds(r, port));
  const named = items.filter(i => i.dataset.f && holds(i, port)).map(i => i.dataset.n).filter(Boolean);
  return "Port " + port + ": " + (run ? run.dataset.s : "unclaimed") + (named.length ? " \u2014 " + named.join(", ") : "");
}
function search() {
  const text = box.value.trim().toLowerCase();
  const port = /^\d{1,5}$/.test(text) && +text >= 1 && +text <= 65535 ? +text : 0;
  const words = text.split(/\s+/).filter(Boolean);
  const fits = i => words.every(w => i.dataset.t.includes(w)) || (port && i.dataset.f && holds(i, port));
  const shown = new Map(items.map(i => [i, !text || fits(i)]));
  let open = [];
  for (const i of items) {
    if (i.dataset.d === undefined) continue;
    const depth = +i.dataset.d;
    open = open.filter(o => +o.dataset.d < depth);
    if (shown.get(i)) for (const o of open) shown.set(o, true);
    if (i.classList.contains("range")) open.push(i);
  }
  for (const [i, on] of shown) i.hidden = !on;
  for (const t of document.querySelectorAll(".rows")) t.hidden = ![...t.querySelectorAll("tbody tr")].some(r => !r.hidden);
  for (const r of runs) r.classList.toggle("hit", Boolean(port && holds(r, port)));
  const count = [...shown].filter(([i, on]) => on && i.tagName === "TR").length;
  says.textContent = !text ? "" : port && runs.length ? tell(port) : count + (count === 1 ? " row" : " rows");
  none.hidden = !text || [...shown.values()].some(Boolean);
}
box.addEventListener("input", search);
document.querySelector(".bar form").addEventListener("submit", e => e.preventDefault());
document.addEventListener("keydown", e => {
  if (e.key === "/" && document.activeElement !== box) { e.preventDefault(); box.focus(); }
});
search();
)js";

}  // namespace portlaw

#endif  // PORTLAW_POLICY_RENDER_HTML_ASSETS_H_
