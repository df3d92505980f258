/** The report’s look: everything it needs, so that it shows the same without a network. Light on paper. */
export const reportStyle = `
:root{color-scheme:light dark;--bg:#f6f7f9;--surface:#fff;--sunken:#eff1f4;--line:#e1e5ea;--ink:#17202b;--ink-2:#4b5867;--accent:#0b6e75;--error:#b3261e;--error-soft:#fbe9e7;--warn:#8a5a00;--warn-soft:#fdf1d8;--ok:#1c6b3a;--ok-soft:#e0f2e6;--note:#3b5b92;--note-soft:#e6edf8}
@media screen and (prefers-color-scheme:dark){:root{--bg:#11161c;--surface:#171d25;--sunken:#0d1217;--line:#28313d;--ink:#e6ebf1;--ink-2:#aab6c4;--accent:#4db8bd;--error:#ff8a80;--error-soft:#3a1d1c;--warn:#f0bf62;--warn-soft:#35290f;--ok:#7fd49b;--ok-soft:#14301f;--note:#9db9ee;--note-soft:#1b2740}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:14px/1.5 system-ui,"Segoe UI","Helvetica Neue",sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 64px}
h1{font-size:26px;line-height:1.2;margin:0}
h1 small{font-weight:400;color:var(--ink-2);font-size:18px}
h2{font-size:17px;margin:40px 0 12px;padding-bottom:6px;border-bottom:1px solid var(--line)}
h3{font-size:14px;margin:20px 0 6px}
p{margin:6px 0}
.muted{color:var(--ink-2)}
.mono,code,pre{font-family:"JetBrains Mono","Cascadia Code",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:12px}
.mono,code{overflow-wrap:anywhere}
.card{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:14px 18px;margin:12px 0}
.card>:first-child{margin-top:0}.card>:last-child{margin-bottom:0}
.verdict{border-left:5px solid var(--ok)}
.verdict.error{border-left-color:var(--error)}
.verdict.warning{border-left-color:var(--warn)}
.verdict.mute{border-left-color:var(--line)}
.verdict strong{font-size:16px}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:8px 0}
dt{color:var(--ink-2)}
dd{margin:0;overflow-wrap:anywhere}
ul{margin:6px 0;padding-left:20px}
li{margin:3px 0}
.tag{display:inline-block;border-radius:4px;padding:0 7px;font-size:12px;font-weight:600;background:var(--note-soft);color:var(--note);white-space:nowrap}
.tag.error,.tag.critical,.tag.failed,.tag.rejected,.tag.invalid{background:var(--error-soft);color:var(--error)}
.tag.warning,.tag.notable,.tag.attention,.tag.open,.tag.not-checked,.tag.not-read,.tag.undecided{background:var(--warn-soft);color:var(--warn)}
.tag.good,.tag.passed,.tag.ticked,.tag.accepted,.tag.valid{background:var(--ok-soft);color:var(--ok)}
table{border-collapse:collapse;width:100%;margin:8px 0}
th,td{text-align:left;vertical-align:top;padding:5px 10px 5px 0;border-bottom:1px solid var(--line)}
th{color:var(--ink-2);font-weight:500;font-size:12px}
td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td{overflow-wrap:anywhere}
pre{background:var(--sunken);border:1px solid var(--line);border-radius:8px;padding:10px 0;margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}
pre .row{display:block;padding:0 12px 0 56px;text-indent:-44px}
pre .row::before{content:attr(data-line);display:inline-block;width:34px;margin-right:10px;text-align:right;text-indent:0;color:var(--ink-2)}
pre.diff .row{padding-left:28px;text-indent:-16px}
pre.diff .row::before{content:none}
pre .row.error,pre .row.removed{background:var(--error-soft)}
pre .row.warning{background:var(--warn-soft)}
pre .row.note{background:var(--note-soft)}
pre .row.added{background:var(--ok-soft)}
.sign{display:none}
.notes{white-space:pre-wrap;overflow-wrap:anywhere}
footer{margin-top:48px;color:var(--ink-2);font-size:12px}
@page{margin:16mm 14mm 18mm;@bottom-right{content:counter(page) " of " counter(pages);font:9px system-ui,sans-serif;color:#4b5867}}
@media print{:root{color-scheme:light}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
body{background:#fff;font-size:12px}main{max-width:none;padding:0}h2{margin-top:28px}
.sign{display:grid;grid-template-columns:2fr 1fr;gap:24px;margin-top:56px}.sign span{border-top:1px solid var(--ink-2);padding-top:4px;color:var(--ink-2);font-size:12px}
.verdict,.whole,dl>div,dt,dd,tr,li,pre .row{break-inside:avoid}h2,h3,thead,dt,h2+p,h2+p+p:not(:last-child){break-after:avoid}h3+p,h3+dl{break-before:avoid}p{orphans:3;widows:3}
pre,.card{box-decoration-break:clone;-webkit-box-decoration-break:clone}}
`;
