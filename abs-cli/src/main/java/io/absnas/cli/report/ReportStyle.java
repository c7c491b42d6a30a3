package io.absnas.cli.report;

/** The page's style sheet: light and dark by the reader's setting, readable when printed. */
final class ReportStyle {
  static final String CSS =
      """

      :root { color-scheme: light dark; --ink: #1b1f24; --paper: #ffffff; --faint: #5a636e;
        --rule: #d5dae0; --mark: #1f5fa8; --stop: #b3261e; --c1: #b3261e; --c2: #2e7d32;
        --c3: #8a5a00; --c4: #6a3fa0; --c5: #00747c; }
      @media (prefers-color-scheme: dark) {
        :root { --ink: #e4e8ee; --paper: #14171b; --faint: #a2acb8; --rule: #3a424c;
          --mark: #78aef0; --stop: #ff9a90; --c1: #ff9a90; --c2: #7fd088; --c3: #e5b75b;
          --c4: #c5a3f5; --c5: #5fd0d8; } }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif; }
      main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
      h1 { font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
      h2 { font-size: 1.2rem; margin: 2.2rem 0 .5rem; }
      h3 { font-size: 1rem; margin: 1rem 0 .3rem; }
      table { border-collapse: collapse; font-size: .9rem; }
      th, td { padding: .2rem .7rem .2rem 0; text-align: left; vertical-align: top;
        border-bottom: 1px solid var(--rule); overflow-wrap: anywhere; }
      .facts th { font-weight: 600; color: var(--faint); white-space: nowrap; }
      .n { text-align: right; font-variant-numeric: tabular-nums; }
      code, pre { font: .88em ui-monospace, monospace; }
      pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--rule); }
      summary { cursor: pointer; color: var(--mark); }
      ol { columns: 2; margin-top: .2rem; }
      .wide { overflow-x: auto; }
      .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden;
        clip-path: inset(50%); white-space: nowrap; }
      svg { display: block; width: 100%; height: auto; }
      svg text { fill: var(--ink); font: 12px system-ui, sans-serif; }
      svg .axis { text-anchor: middle; fill: var(--faint); }
      svg .tick { text-anchor: end; fill: var(--faint); }
      svg .grid { stroke: var(--rule); }
      svg .curve { fill: none; stroke-width: 2; }
      svg .square { fill: var(--mark); }
      svg .cross { fill: none; stroke: var(--stop); stroke-width: 3; }
      polyline.c0 { stroke: var(--mark); } circle.c0, rect.c0 { fill: var(--mark); }
      polyline.c1 { stroke: var(--c1); } circle.c1, rect.c1 { fill: var(--c1); }
      polyline.c2 { stroke: var(--c2); } circle.c2, rect.c2 { fill: var(--c2); }
      polyline.c3 { stroke: var(--c3); } circle.c3, rect.c3 { fill: var(--c3); }
      polyline.c4 { stroke: var(--c4); } circle.c4, rect.c4 { fill: var(--c4); }
      polyline.c5 { stroke: var(--c5); } circle.c5, rect.c5 { fill: var(--c5); }
      """;

  private ReportStyle() {}
}
