#include "style.hpp"

namespace atelier::host {

// The lines' colours are those of Okabe and Ito, which people who confuse colours can tell apart, darker on white where
// they are faint; lighter ones on black. No `<` or `&`: a page is XML too.
const char* style_sheet() {
  return R"(:root{--page:#fff;--text:#1c242c;--faint:#5d6975;--rule:#dde2e7;--soft:#f5f7f9;--link:#0b5cad;
--good:#0a6b4d;--bad:#b3261e;--bad-soft:#fdf1f0;--warn:#8a5a00;--warn-soft:#fdf7e8;--bar:#cfe0f1;
--c0:#0072b2;--c1:#d55e00;--c2:#008a64;--c3:#b65a91;--c4:#a67c00;--c5:#3a9bd9;--c6:#555e68;--c7:#7a4fbf}
@media (prefers-color-scheme: dark){:root{--page:#14181d;--text:#e4e9ef;--faint:#a0adb9;--rule:#303841;--soft:#1c2229;
--link:#7ab8f5;--good:#5fd0a4;--bad:#ff8f85;--bad-soft:#2c1b1c;--warn:#f0c050;--warn-soft:#2a2415;--bar:#25435f;
--c0:#56b4e9;--c1:#ff9248;--c2:#35c796;--c3:#e39ac4;--c4:#e6c03c;--c5:#9ad0ff;--c6:#b4bec8;--c7:#b79bf0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 20px 40px;max-width:1120px;background:var(--page);color:var(--text);
font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;overflow-wrap:anywhere}
body:has(.compared){max-width:1500px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px}
h2{font-size:19px;margin:36px 0 10px;padding-bottom:4px;border-bottom:1px solid var(--rule)}
h3{font-size:15px;margin:20px 0 6px}
p{margin:6px 0}
a{color:var(--link)}
.faint,footer{color:var(--faint)}
footer{margin-top:40px;padding-top:8px;border-top:1px solid var(--rule);font-size:13px}
nav{margin:10px 0 0;font-size:14px}
nav a{margin-right:14px;white-space:nowrap}
code,pre,.value{font:13px/1.45 ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace}
pre{margin:8px 0;padding:10px 12px;background:var(--soft);border-radius:4px;overflow-x:auto;white-space:pre-wrap}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:2px 28px;margin:12px 0}
dl div{display:flex;gap:10px}
dt{flex:0 0 92px;color:var(--faint)}
dd{margin:0;min-width:0}
.wide dl{grid-template-columns:1fr}
.box{margin:14px 0;padding:8px 14px;border-left:4px solid var(--rule);background:var(--soft);border-radius:0 4px 4px 0}
.box h2{margin:2px 0 4px;padding:0;border:0;font-size:16px}
.box.bad{border-color:var(--bad);background:var(--bad-soft)}
.box.warn{border-color:var(--warn);background:var(--warn-soft)}
.box pre{background:none;padding:2px 0;margin:4px 0}
.box ul{margin:4px 0;padding-left:20px}
.state{white-space:nowrap;font-weight:600}
.good{color:var(--good)}
.bad.state{color:var(--bad)}
.warn.state{color:var(--warn)}
.scroll{overflow-x:auto;margin:8px 0}
table{border-collapse:separate;border-spacing:0;font-size:14px}
table.full{width:100%}
th,td{padding:4px 12px 4px 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}
th{font-weight:600;color:var(--faint);vertical-align:bottom;white-space:nowrap}
td:last-child,th:last-child{padding-right:4px}
td{overflow-wrap:normal}
td.any{overflow-wrap:anywhere;min-width:120px}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.name{white-space:nowrap}
.differs{color:var(--warn)}
.label{white-space:normal;overflow-wrap:normal;min-width:64px;max-width:180px}
.compared td:first-child,.compared th:first-child{position:sticky;left:0;background:var(--page);z-index:1}
.compared td.any{min-width:150px}
@media (max-width:600px){.compared td:first-child,.compared th:first-child{position:static}}
.bar{position:relative;min-width:92px}
.bar i{position:absolute;left:2px;top:4px;bottom:4px;background:var(--bar);border-radius:2px}
.bar b{position:relative;font-weight:inherit}
.parts{columns:430px 2;column-gap:28px}
.part{break-inside:avoid}
.part h3{margin-top:4px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,430px),1fr));gap:18px 28px}
figure{margin:0}
.chart svg[viewBox]{display:block;width:100%;height:auto}
.chart text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--faint)}
.tick{text-anchor:middle;font-variant-numeric:tabular-nums}
.tick.left{text-anchor:end}
.grid{stroke:var(--rule);stroke-width:1;fill:none}
.axis{stroke:var(--faint);stroke-width:1;fill:none}
.curve{fill:none;stroke-width:1.8;stroke-linejoin:round}
.c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}
.c4{stroke:var(--c4)}.c5{stroke:var(--c5)}.c6{stroke:var(--c6)}.c7{stroke:var(--c7)}
.d1{stroke-dasharray:7 3}.d2{stroke-dasharray:2 3}
.dot{fill:var(--page);stroke-width:1.6}
figcaption{font-size:13px}
.chart figcaption{font-weight:600;margin-bottom:2px}
.legend{list-style:none;margin:2px 0 0;padding:0;font-size:13px}
.legend svg{vertical-align:middle;margin-right:4px}
.pictures{display:flex;flex-wrap:wrap;gap:14px;align-items:flex-start;margin:8px 0}
.pictures figure{max-width:100%}
.pictures img{display:block;max-width:100%;max-height:280px;min-width:48px;background:var(--soft)}
.pictures figcaption{color:var(--faint);max-width:420px}
.scroll .wiring{display:block}
details summary{cursor:pointer;font-weight:600;margin:8px 0}
@media print{
body{max-width:none;padding:0;font-size:11px}
nav{display:none}
.scroll{overflow:visible}
.scroll .wiring{max-width:100%;height:auto}
figure,tr,.box{break-inside:avoid}
h2,h3{break-after:avoid}
a{color:inherit;text-decoration:none}
}
)";
}

}  // namespace atelier::host
