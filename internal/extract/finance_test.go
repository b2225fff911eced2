package extract

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Quote pages part their figures by style sheets alone.
func TestQuotePages(t *testing.T) {
	compareTexts(t, map[string]string{
		`<section><div><h1>Nordwind AG (NWD)</h1></div><div><fin-streamer data-field="price"><span>189.84</span></fin-streamer><fin-streamer><span>+1.23</span></fin-streamer><fin-streamer><span>(+0.65%)</span></fin-streamer></div><div><span>At close: <!-- -->4:00 PM EDT</span></div></section>`:            "## Nordwind AG (NWD)\n\n189.84 +1.23 (+0.65%)\n\nAt close: 4:00 PM EDT",
		"<ul><li><span>Previous Close</span><span>188.61</span></li><li><span>Bid</span><span>189.80 x 800</span></li><li><span>Market Cap (intraday)</span><span>2.94T</span></li><li><span>PE Ratio (TTM)</span><span>29.5</span></li><li><span>Dividend &amp; Yield</span><span>0.96 (0.51%)</span></li></ul>": "- Previous Close 188.61\n- Bid 189.80 x 800\n- Market Cap (intraday) 2.94T\n- PE Ratio (TTM) 29.5\n- Dividend & Yield 0.96 (0.51%)",
		"<div><span>Net margin</span><span>-12.5%</span><span>Beta (5Y)</span><span>1.25</span><span>EPS (TTM)</span><span>(0.45)</span><span>S&amp;P 500</span><span>5,120.4</span><span>10Y</span><span>4.25%</span></div>":                                                                                     "Net margin -12.5% Beta (5Y) 1.25 EPS (TTM) (0.45) S&P 500 5,120.4 10Y 4.25%",
		`<p>Change<span>-1.23</span><span>-0.65%</span>, COVID<span>-19</span>, <a href="/q/nwd">NWD</a><span>+1.2%</span></p>`:                                                                                                                                                                                   "Change -1.23 -0.65%, COVID-19, [NWD](https://example.com/q/nwd) +1.2%",
		"<p>Revenue <b>$12.3</b>M vs<b>$11.2</b>M in US<b>$</b>, <b>Q1</b>2031, H1<b>31</b>, A<b>12</b></p>":                                                                                                                                                                                                      "Revenue $12.3M vs $11.2M in US$, **Q1** 2031, H1 **31**, A12",
		"<p>売上高は<span>1,234</span>億円（前年比<b>5.6</b>％増）、第<span>3</span>四半期、<span>株価</span><span>512</span><span>円</span></p>":                                                                                                                                                                                       "売上高は1,234億円（前年比5.6％増）、第3四半期、株価 512 円",
		`<p dir="rtl">بلغت الإيرادات ١٢٣٫٤ مليون ريال، أي <b>12.5</b>% أكثر</p>`:                                                                                                                                                                                                                                  "بلغت الإيرادات ١٢٣٫٤ مليون ريال، أي 12.5% أكثر",
		"<p>1&nbsp;234,56&nbsp;€, 1&#8239;234&#8239;567 $, CHF&nbsp;1'234.50, ¥12,345, ₹1,23,456, R$ 1.234,50, 5<span>€</span>, <span>€</span>5, +<b>5</b>%</p>":                                                                                                                                                  "1 234,56 €, 1 234 567 $, CHF 1'234.50, ¥12,345, ₹1,23,456, R$ 1.234,50, 5€, €5, +5%",
		`<div><time>9:30</time><span>Open</span></div><p>By <a href="/a">A. Smith</a><span>Nov 8</span></p>`:                                                                                                                                                                                                      "9:30 Open\n\nBy [A. Smith](https://example.com/a) Nov 8",
		"<p><b>12</b>–<b>14</b>, <span>12</span>-<span>14</span>, <span>1</span>/<span>2</span>, 1,<wbr>234, 1&shy;234, <span>-</span><span>5</span></p>":                                                                                                                                                         "**12**–**14**, 12-14, 1/2, 1,234, 1234, -5",
		`<div class="odometer"><span class="odometer-digit"><span>1</span></span><span class="odometer-digit"><span>8</span></span><span class="odometer-mark">.</span><span class="odometer-digit"><span>9</span></span></div>`:                                                                                  "18.9",
		`<p>Price<br>12.5<br>13.5</p><div><span>9</span><span class="unit">kg</span> <span>10</span><span>units</span></div>`:                                                                                                                                                                                     "Price\n12.5\n13.5\n\n9 kg 10 units",
	})
}

// A picture or a style sheet's sign says whether a figure is a fall.
func TestArrows(t *testing.T) {
	compareTexts(t, map[string]string{
		`<p>A <i class="fa fa-arrow-down" aria-hidden="true"></i> 1.2%, <i class="fas fa-caret-up"></i>3.4, <img src="x" alt="▼">7.8, <img alt="Down" src="y"> $9.9, <span class="icon icon-down"></span><b>5</b></p>`:                                                                                                                                                  "A ▼ 1.2%, ▲3.4, ▼7.8, ▼ $9.9, ▼**5**",
		`<p><svg><title>increase</title><path d="M0"/></svg>5.6%, <svg><use href="/icons.svg#arrow-down"></use></svg>4%, <img src="/img/arrow_down.png">2</p>`:                                                                                                                                                                                                          "▲5.6%, ▼4%, ▼2",
		`<p>Menu <i class="fa fa-caret-down"></i> more, <img alt="down the river" src="a.jpg">5 boats, <i class="fa fa-download"></i>3, <i class="icon-down"></i><span class="sr-only">down by</span> 4%</p>`:                                                                                                                                                           "Menu more, 5 boats, 3, down by 4%",
		`<style>.dn::before{content:"\25BC"} .up:before{content:"▲ "} .chg.neg:before{content:'-'} .pct::after{content:"%"} .ico::before{content:"\f101"} .say::before{content:"no"}</style><p>At <span class="dn">1.23</span> <span class="up">4</span> <span class="chg neg">5</span> <span class="pct">6</span> <i class="ico"></i>7 <span class="say">8</span></p>`: "At ▼1.23 ▲4 -5 6% 7 8",
	})
}

// Reports part figure, currency and bracket, and group their columns.
func TestFilingTables(t *testing.T) {
	compareTexts(t, map[string]string{
		`<table><tr><td></td><td colspan="6">Three Months Ended</td><td></td></tr><tr><td></td><td colspan="6">June 30,</td></tr><tr><td></td><td colspan="2">2031</td><td></td><td colspan="2">2030</td><td></td></tr><tr><td>Revenue</td><td>$</td><td>1,234</td><td></td><td>$</td><td>1,100</td><td></td></tr><tr><td>Net loss</td><td></td><td>(45</td><td>)</td><td></td><td>(32</td><td>)</td></tr><tr><td>Margin</td><td></td><td>(3.6</td><td>)%</td><td></td><td>2.9</td><td>%</td></tr><tr><td>EPS</td><td>$</td><td>(0.12</td><td>)<sup>3</sup></td><td>$</td><td>—</td><td></td></tr></table>`: "|  | Three Months Ended |  |  |  |\n| --- | --- | --- | --- | --- |\n|  | June 30, |  |  |  |\n|  | 2031 |  | 2030 |  |\n| Revenue | $ | 1,234 | $ | 1,100 |\n| Net loss |  | (45) |  | (32) |\n| Margin |  | (3.6)% |  | 2.9% |\n| EPS | $ | (0.12) [note 3] | $ | — |",
		"<table><tr><th rowspan=3>Firm</th><th colspan=4>Results</th></tr><tr><th colspan=2>Revenue</th><th colspan=2>Profit</th></tr><tr><th>2030</th><th>2031</th><th>2030</th><th>2031</th></tr><tr><td>Nordwind</td><td>1</td><td>2</td><td>3</td><td>4</td></tr></table>":                                                                                                                                                                                                                                                                                                                              "| Firm | Results |  |  |  |\n| --- | --- | --- | --- | --- |\n| Firm | Revenue |  | Profit |  |\n| Firm | 2030 | 2031 | 2030 | 2031 |\n| Nordwind | 1 | 2 | 3 | 4 |",
		"<table><tr><td></td><td colspan=2>Three Months</td><td colspan=2>Nine Months</td></tr><tr><td></td><td>2031</td><td>2030</td><td>2031</td><td>2030</td></tr><tr><td>Sales:</td></tr><tr><td>&nbsp;&nbsp;Products</td><td>1</td><td>2</td><td>3</td><td>4</td></tr></table>":                                                                                                                                                                                                                                                                                                                        "|  | Three Months |  | Nine Months |  |\n| --- | --- | --- | --- | --- |\n|  | 2031 | 2030 | 2031 | 2030 |\n| Sales: |  |  |  |  |\n| Products | 1 | 2 | 3 | 4 |",
		"<table><tr><td>Region</td><td>Q1</td><td>Q2</td></tr><tr><td rowspan=2>Europe</td><td>10</td><td>11</td></tr><tr><td>12</td><td>13</td></tr><tr><td colspan=2>Total</td><td>24</td></tr></table>":                                                                                                                                                                                                                                                                                                                                                                                                  "| Region | Q1 | Q2 |\n| --- | --- | --- |\n| Europe | 10 | 11 |\n| Europe | 12 | 13 |\n| Total |  | 24 |",
		"<table><tr><td>Net sales</td><td>$</td><td><ix:nonFraction>391,035</ix:nonFraction><sup>(1)</sup></td></tr><tr><td>Share, %</td><td></td><td>5</td></tr></table><p>Of <ix:nonFraction>12</ix:nonFraction><ix:nonFraction>34</ix:nonFraction>, $<ix:nonFraction>5</ix:nonFraction>M</p>":                                                                                                                                                                                                                                                                                                            "| Net sales | $ | 391,035 [note 1] |\n| --- | --- | --- |\n| Share, % |  | 5 |\n\nOf 12 34, $5M",
		"<table><tr><td><p>(In thousands)</p></td></tr><tr><td><table><tr><td></td><th>2031</th></tr><tr><td>Sales</td><td>12,345</td></tr></table></td></tr></table>":                                                                                                                                                                                                                                                                                                                                                                                                                                      "(In thousands)\n\n|  | 2031 |\n| --- | --- |\n| Sales | 12,345 |",
		"<table><tr><th>A</th><th>B</th></tr><tr><td><table><tr><td>k</td><td>5</td></tr><tr><td>l</td><td>6</td></tr></table></td><td>1</td></tr><tr><td>z</td><td>2</td></tr></table>":                                                                                                                                                                                                                                                                                                                                                                                                                    "| A | B |\n| --- | --- |\n| k 5; l 6 | 1 |\n| z | 2 |",
		`<table><thead><tr><th colspan=2>Nordwind</th></tr></thead><tbody><tr><th>Traded as</th><td>NYSE: <a href="/a">NWD</a></td></tr><tr><th>Revenue</th><td><span>▲</span> US$391.04 billion<sup><a href="#n1">[1]</a></sup> (2031)</td></tr><tr><th>Staff</th><td>164,000<sup><a href="#a"><span>&#91;</span>a<span>&#93;</span></a></sup></td></tr></tbody></table>`:                                                                                                                                                                                                                                  "Nordwind\n\n| Traded as | NYSE: [NWD](https://example.com/a) |\n| --- | --- |\n| Revenue | ▲ US$391.04 billion [note 1] (2031) |\n| Staff | 164,000 [note a] |",
		"<table><tr><th>Date</th><th>Open</th><th>Close*</th></tr><tr><td>Nov 8, 2031</td><td>227.17</td><td>226.96</td></tr><tr><td>Nov 7, 2031</td><td colspan=2><strong>0.25</strong> <span>Dividend</span></td></tr></table>":                                                                                                                                                                                                                                                                                                                                                                           "| Date | Open | Close* |\n| --- | --- | --- |\n| Nov 8, 2031 | 227.17 | 226.96 |\n| Nov 7, 2031 | 0.25 Dividend |  |",
		`<table>
  <caption>
    <span>Table 6-1.</span> Sales ($ million)
  </caption><tr><th>Year<th>Sales<tr><td>2031<td>10</table>`: "Table 6-1. Sales ($ million)\n\n| Year | Sales |\n| --- | --- |\n| 2031 | 10 |",
		`<div style="display:table"><div style="display:table-row"><div style="display:table-cell">Revenue</div><div style="display:table-cell">391</div></div><div style="display:table-row"><div style="display:table-cell">Costs</div><div style="display:table-cell">210</div></div></div>`: "| Revenue | 391 |\n| --- | --- |\n| Costs | 210 |",
		"<div role=table><div role=rowgroup><div role=row><span role=columnheader>Metric</span><span role=columnheader>2031</span></div></div><div role=rowgroup><div role=row><span role=rowheader>Sales</span><span role=cell>5</span></div></div></div>":                                     "| Metric | 2031 |\n| --- | --- |\n| Sales | 5 |",
		"<table><tr><td>Low</td><td><div><span>164.08</span><span>199.62</span></div></td></tr><tr><td>Price</td><td><div>189.84</div><div>+1.23</div></td></tr><tr><td>Range</td><td>1.2<br>1.3</td></tr></table>":                                                                             "| Low | 164.08 199.62 |\n| --- | --- |\n| Price | 189.84; +1.23 |\n| Range | 1.2; 1.3 |",
		`<table><tr><th>Name</th><th>Price</th></tr> <tr> <td><a href="/a"><img src="x" alt="Acme | NYSE"></a></td><td>5</td></tr><tr><td>Beta</td><td>6 <img src="y" alt="chart"></td></tr></table>`:                                                                                           "| Name | Price |\n| --- | --- |\n| Acme ¦ NYSE | 5 |\n| Beta | 6 |",
		"<table><tr><td><td>2031<td>%<td>2030<td>%<tr><td>Share<td>5<td>%<td>4<td>%</table>": "|  | 2031 | % | 2030 | % |\n| --- | --- | --- | --- | --- |\n| Share | 5% |  | 4% |  |",
		"<table><tr><th>Name<td>Acme<tr><th>Price<td>189.84<sup>USD</sup></table>":           "| Name | Acme |\n| --- | --- |\n| Price | 189.84 USD |",
	})
}

// Lists keep their numbers, terms and what they mean.
func TestLists(t *testing.T) {
	compareTexts(t, map[string]string{
		"<ol start=3><li>three</li><li value=7>seven</li><li>eight</li></ol>":                                                                                            "3. three\n7. seven\n8. eight",
		"<p>Sales:</p><aside><h3>Key figures</h3><dl><dt>Sales</dt><dd>12.5</dd></dl></aside><aside><a href='/x'>Other stories</a></aside>":                              "Sales:\n\n### Key figures\n\n- Sales: 12.5",
		`<p>Seen here.</p><div class="inner"><figure><div><img src="a.png"></div><figcaption>Photo: B. Smith, 12.5</figcaption></figure></div>`:                          "Seen here.\n\nPhoto: B. Smith, 12.5",
		"<ol reversed><li>third</li><li>second</li><li>first</li></ol>":                                                                                                  "3. third\n2. second\n1. first",
		"<dl><div><dt>Open</dt><dd>12</dd></div><div><dt>High</dt><dd>13</dd><dd>(14 adj.)</dd></div></dl>":                                                              "- Open: 12\n- High: 13\n(14 adj.)",
		"<ul><li>Revenue<ul><li>Cloud: <b>12</b></li><li>Ads: 13</li></ul></li><li>Costs</li></ul>":                                                                      "- Revenue\n  - Cloud: **12**\n  - Ads: 13\n- Costs",
		`<figure><img src="a.png"><figcaption>Sales fell to 12.5. Photo: A. Smith</figcaption></figure><blockquote><p>We sold 15.</p><cite>A. Smith</cite></blockquote>`: "Sales fell to 12.5. Photo: A. Smith\n\n> We sold 15.\n> A. Smith",
	})
}

// What a style sheet hides on a wide screen is not read, what it or a script of the
// page shows there is.
func TestSheet(t *testing.T) {
	text := textOfPage(t, `<style media="print">.all{display:none}</style><style>
		.hide { display: none !important } .only-print { display: block } @media print { .all, p { display: none } }
		@media (min-width: 768px) { .wide { display: block !important } .narrow { display: none !important } }
		@media only screen and (max-width: 40em) { .all { display: none } } @media (width >= 60rem) { .late { display: none } }
		@supports (display: grid) { .grid { display: none } } @layer base { .layer { visibility: hidden } }
		.tabs .panel { display: none } .tabs .panel.on { display: block } .box > .in { display: none } #one { display: none }
		.two#three { display: none } .list { font-size: 0 } .vote, #vote, #poll { display: none } .a:hover, .b:not(.c) { display: none }
		@keyframes x { from { opacity: 0 } } .after { display: none } .n13 { display: none } .late13 { display: block } .y13 { display: none }
		</style><p class="all">yes1</p><p class="hide wide">yes2</p><p class="narrow">no1</p><p class="late">no2</p><p class="grid">no3</p><p class="layer">no4</p>
		<div class="tabs"><p class="panel">no5</p><p class="panel on">yes3</p></div><p class="panel">yes4</p>
		<div class="box"><b class="in">no6</b><p><b class="in">yes5</b></p></div><p id="one">no7</p><p id="one" style="display:block">yes6</p>
		<p class="two" id="three">no8</p><p class="two">yes7</p><p class="list"><span style="font-size:14px">yes8</span></p>
		<p style="font-size:0"><span style="font-size:14px">yes9</span></p><p style="font-size:0">no9</p>
		<p id="vote">yes10</p><p id="poll">yes11</p><p class="vote">no10</p><p class="a b">yes12</p><p class="after">no11</p><p class="late13 n13">yes13</p><p class="y13 late13">no13</p><p class="hide">no12</p>
		<script>if (open) { document.getElementById("vote").style.display = "block" } $('#poll').fadeIn(200)</script>`)
	for i := range 13 {
		if want := "yes" + strconv.Itoa(i+1); !slices.Contains(strings.Fields(strings.ReplaceAll(text, "*", " ")), want) {
			t.Errorf("it lacks %q", want)
		}
	}
	if strings.Contains(text, "no") {
		t.Errorf("it has what nobody sees:\n%s", text)
	}
}
