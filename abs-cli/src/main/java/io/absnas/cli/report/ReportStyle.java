package io.absnas.cli.report;

/**
 * The page's style sheet: light and dark by the reader's setting, one column on a phone, several on
 * a desk, light when printed. Colours of text keep a contrast of 4.5 to 1, those of lines 3 to 1.
 */
final class ReportStyle {
  private static final String COLOURS =
      """

      :root { color-scheme: light dark;
        --ink: #1b1f24; --paper: #ffffff; --faint: #565f6a; --rule: #d5dae0; --card: #ffffff;
        --link: #0b5394; --stop: #b3261e; --note: #fff6e0;
        --q0: #eef4fb; --t0: #000; --q1: #c4daef; --t1: #000; --q2: #9bc1e4; --t2: #000;
        --q3: #73a7d6; --t3: #000; --q4: #4f8dc6; --t4: #000; --q5: #2b73b6; --t5: #fff;
        --q6: #195a98; --t6: #fff; --q7: #114173; --t7: #fff; --q8: #08294f; --t8: #fff;
        --k0: #0b62a8; --k1: #b84a00; --k2: #00795a; --k3: #9c3a78; --k4: #5c5c5c;
        --k5: #7a6000; }
      @media screen and (prefers-color-scheme: dark) {
        :root { --ink: #e4e8ee; --paper: #15181c; --faint: #a6b0bb; --rule: #3a424c;
          --card: #1a1e23; --link: #82b9f2; --stop: #ff9a90; --note: #33290f;
          --q0: #1d2a3a; --t0: #fff; --q1: #243f5c; --t1: #fff; --q2: #2a537e; --t2: #fff;
          --q3: #376b9f; --t3: #fff; --q4: #4f89c0; --t4: #000; --q5: #67a7e1; --t5: #000;
          --q6: #8dc1f0; --t6: #000; --q7: #b9daf7; --t7: #000; --q8: #e6f2fd; --t8: #000;
          --k0: #63b3ed; --k1: #f2955a; --k2: #33c49a; --k3: #e39ac4; --k4: #c9ced6;
          --k5: #e0c24f; } }
      .q0 .square { fill: var(--q0); } .chart .q0 text { fill: var(--t0); } .q0 .mark { stroke: var(--t0); }
      .q1 .square { fill: var(--q1); } .chart .q1 text { fill: var(--t1); } .q1 .mark { stroke: var(--t1); }
      .q2 .square { fill: var(--q2); } .chart .q2 text { fill: var(--t2); } .q2 .mark { stroke: var(--t2); }
      .q3 .square { fill: var(--q3); } .chart .q3 text { fill: var(--t3); } .q3 .mark { stroke: var(--t3); }
      .q4 .square { fill: var(--q4); } .chart .q4 text { fill: var(--t4); } .q4 .mark { stroke: var(--t4); }
      .q5 .square { fill: var(--q5); } .chart .q5 text { fill: var(--t5); } .q5 .mark { stroke: var(--t5); }
      .q6 .square { fill: var(--q6); } .chart .q6 text { fill: var(--t6); } .q6 .mark { stroke: var(--t6); }
      .q7 .square { fill: var(--q7); } .chart .q7 text { fill: var(--t7); } .q7 .mark { stroke: var(--t7); }
      .q8 .square { fill: var(--q8); } .chart .q8 text { fill: var(--t8); } .q8 .mark { stroke: var(--t8); }
      .keys rect { stroke: var(--rule); }
      .dots.k0 { stroke: var(--k0); } path.k0 { fill: var(--k0); } .line.k0 { fill: none; stroke: var(--k0); }
      .dots.k1 { stroke: var(--k1); } path.k1 { fill: var(--k1); } .line.k1 { fill: none; stroke: var(--k1); stroke-dasharray: 6 3; }
      .dots.k2 { stroke: var(--k2); } path.k2 { fill: var(--k2); } .line.k2 { fill: none; stroke: var(--k2); stroke-dasharray: 2 3; }
      .dots.k3 { stroke: var(--k3); } path.k3 { fill: var(--k3); } .line.k3 { fill: none; stroke: var(--k3); stroke-dasharray: 8 3 2 3; }
      .dots.k4 { stroke: var(--k4); } path.k4 { fill: var(--k4); } .line.k4 { fill: none; stroke: var(--k4); stroke-dasharray: 4 2; }
      .dots.k5 { stroke: var(--k5); } path.k5 { fill: var(--k5); } .line.k5 { fill: none; stroke: var(--k5); stroke-dasharray: 1 4; }
      """;

  private static final String TEXT =
      """
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
      header, nav, main, footer { max-width: 76rem; margin: 0 auto; padding: 0 1rem; }
      header { padding-top: 1.5rem; }
      footer { padding-top: 1rem; padding-bottom: 3rem; color: var(--faint); font-size: .875rem; }
      main > section { border-top: 1px solid var(--rule); margin-top: 1.5rem; }
      h1, h2, h3, h4 { line-height: 1.25; overflow-wrap: anywhere; }
      h1 { font-size: 1.6rem; margin: 0; }
      h2 { font-size: 1.35rem; margin: 1.5rem 0 0; }
      h3 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
      h4 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
      p { max-width: 48rem; margin: .3rem 0 .8rem; overflow-wrap: anywhere; }
      a { color: var(--link); }
      .what, .note { color: var(--faint); }
      .skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem;
        background: var(--paper); z-index: 2; }
      .skip:focus { top: .5rem; }
      nav ul { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .6rem 0 0; padding: 0;
        list-style: none; }
      nav a { display: inline-block; padding: .25rem 0; overflow-wrap: anywhere; }
      .notes { background: var(--note); border-left: 4px solid var(--stop); margin: .5rem 0 1rem;
        padding: .5rem 1rem .5rem 2rem; max-width: 48rem; overflow-wrap: anywhere; }
      table { border-collapse: collapse; font-size: .875rem; }
      caption { text-align: left; color: var(--faint); padding: .2rem 0; }
      th, td { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top;
        border-bottom: 1px solid var(--rule); }
      th { font-weight: 600; }
      .facts { width: 100%; max-width: 60rem; }
      .facts th { width: 16rem; color: var(--faint); overflow-wrap: anywhere; }
      .facts td { overflow-wrap: anywhere; }
      .t1 tr > :nth-child(n+2), .t2 tr > :nth-child(n+3), .t3 tr > :nth-child(n+4) {
        text-align: right; font-variant-numeric: tabular-nums; }
      .wide { overflow-x: auto; max-width: 100%; }
      .wide th, .wide td { white-space: nowrap; }
      .wide caption { white-space: normal; }
      .wide + .figures, .figures + .wide, .wide + .wide { margin-top: 1rem; }
      code, pre { font: .875em ui-monospace, "DejaVu Sans Mono", monospace; }
      pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--rule); }
      summary { cursor: pointer; color: var(--link); font-size: .875rem; padding: .2rem 0; }
      .drops { columns: 22rem; column-gap: 3rem; margin-top: .2rem; padding-left: 2.2rem; font-size: .875rem; }
      .drops li { break-inside: avoid; overflow-wrap: anywhere; }
      .chain, .chain ul { list-style: none; margin: 0; padding-left: 1.1rem; }
      .chain { padding-left: 0; }
      .chain ul { border-left: 2px solid var(--rule); margin: .3rem 0 .3rem .4rem; }
      .chain li { padding: .15rem 0; overflow-wrap: anywhere; }
      .groups { padding-left: 1.2rem; max-width: 60rem; }
      .groups li { overflow-wrap: anywhere; }
      .groups span, .chain span { display: block; color: var(--faint); font-size: .875rem; }
      :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
      @media (max-width: 36rem) {
        .facts, .facts tbody, .facts tr, .facts th, .facts td { display: block; width: auto; }
        .facts th { border: 0; padding-bottom: 0; }
        body { font-size: 15px; } }
      """;

  private static final String CHARTS =
      """
      .figures { display: grid; gap: 1rem;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }
      figure { margin: 0; padding: .8rem; min-width: 0; border: 1px solid var(--rule);
        border-radius: 6px; background: var(--card); }
      figcaption { font-weight: 600; margin-bottom: .4rem; overflow-wrap: anywhere; }
      .note { font-size: .875rem; margin: .4rem 0; }
      .legend { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: .3rem 0; padding: 0;
        list-style: none; font-size: .875rem; overflow-wrap: anywhere; }
      .key { width: 26px; height: 12px; vertical-align: -1px; margin-right: .4rem; }
      .chart { display: block; width: 100%; height: auto; max-width: 32rem; overflow: visible; }
      .chart text { fill: var(--faint); font: 13px system-ui, "DejaVu Sans", sans-serif; }
      .chart .name { fill: var(--ink); }
      .chart .small { font-size: 12.5px; }
      .chart .bold { font-weight: 700; }
      .chart text { stroke: none; }
      .none .square { fill: none; stroke: var(--rule); stroke-dasharray: 2 2; } .none .mark { stroke: var(--ink); }
      .mid { text-anchor: middle; } .end { text-anchor: end; }
      .grid { stroke: var(--rule); fill: none; }
      .line { stroke-width: 2; fill: none; }
      .mark { fill: none; stroke-width: 2; }
      .pt { stroke: var(--card); stroke-width: 1; cursor: default; }
      g.pt { stroke: none; }
      .pt:hover { stroke: var(--ink); }
      .pt:focus { outline: 3px solid var(--link); outline-offset: 1px; }
      .box path, .box circle { fill: none; stroke: var(--k0); }
      .box .hit { stroke: transparent; stroke-width: 15; }
      .box .thin { stroke-width: 1.5; }
      .box .thick { stroke-width: 6; stroke-opacity: .75; }
      .box .median { stroke: var(--ink); stroke-width: 2; }
      .box .ring { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; }
      .box .cross { stroke: var(--stop); stroke-width: 2.5; }
      .dots { stroke-width: 3.5; stroke-linecap: round; stroke-opacity: .8; }
      .bar { fill: var(--k0); stroke: none; }
      .wire { fill: none; stroke: var(--faint); stroke-width: 1.5; }
      .tip { fill: var(--faint); }
      .op rect { fill: var(--q0); stroke: var(--k0); }
      .chart .op text { fill: var(--t0); }
      .node circle { fill: var(--card); stroke: var(--ink); stroke-width: 1.5; }
      .chart .node text { fill: var(--ink); }
      .cut { stroke: var(--stop); stroke-width: 1.5; stroke-dasharray: 5 4; }
      #tip { position: fixed; z-index: 3; max-width: min(22rem, 92vw); padding: .35rem .6rem;
        background: var(--ink); color: var(--paper); border-radius: 4px; font-size: .875rem;
        pointer-events: none; overflow-wrap: anywhere; }
      #tip.held { pointer-events: auto; }
      #tip[hidden] { display: none; }
      @media print {
        @page { margin: 14mm; }
        body { font-size: 10.5pt; }
        nav, .skip, #tip, details:not([open]) { display: none; }
        header, main, footer { max-width: none; padding: 0; }
        .figures { grid-template-columns: 1fr 1fr; }
        figure, tr, .notes, .drops li { break-inside: avoid; }
        h2, h3, h4, figcaption { break-after: avoid; }
        .wide { overflow: visible; }
        pre { white-space: pre-wrap; overflow: visible; overflow-wrap: anywhere; }
        .wide table { width: 100%; font-size: 8pt; }
        .wide th, .wide td { white-space: normal; overflow-wrap: break-word; padding-right: .4rem; }
        .wide tbody th { overflow-wrap: anywhere; }
        .square, .line, .pt, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        a { color: inherit; text-decoration: none; } }
      """;

  static final String CSS = COLOURS + TEXT + CHARTS;

  private ReportStyle() {}
}
