package scrape

import "testing"

// What a style sheet hides is not read, wherever the sheet is; what it shows is,
// whatever the markup says.
func TestStyleSheetsOfAllKinds(t *testing.T) {
	w := newWeb(t)
	w.file("/look.css", "text/css", `.gone, .in > .deep { display: none } .faint { visibility: hidden } .back { visibility: visible } @media (min-width: 800px) { .narrow { display: none } }
		.panel { display: block !important } .old { text-decoration: line-through } .note { vertical-align: super; font-size: 8px }`)
	w.page("/linked", `<link rel="stylesheet" href="/look.css"><h1>Linked</h1><p class="gone">Not shown</p><div class="in"><p class="deep">Not shown</p></div><p class="narrow">Not shown<br class="gone"></p>
		<div class="faint">Not shown<p>Not shown</p><p class="back">Shown all the same, 7.89</p></div><div class="panel" hidden>In a panel, 4.56</div><div class="panel" style="color:red;display:none">In another, 6.54</div>
		<p>Now <span class="old">12.30</span> 11.90 dollars<span class="note">2</span></p><ruby>価<rp>(</rp><rt>ka</rt><rp>)</rp></ruby><p>One<br class="gone">line</p>`+prose(3))
	w.page("/roots", `<style>.gone { display: none }</style><p class="seen">Outer, 1.11</p><p class="gone">Not shown</p><stock-box></stock-box><stock-away></stock-away>`+prose(3)+`<script>
		const define = (name, html, adopted) => customElements.define(name, class extends HTMLElement {
			connectedCallback() { const root = this.attachShadow({ mode: "open" }); root.innerHTML = html; const sheet = new CSSStyleSheet(); sheet.replaceSync(adopted); root.adoptedStyleSheets = [sheet] }
		});
		define("stock-box", "<style>.seen { display: none }</style><p class=seen>Not shown</p><p class=gone>Inner, 2.22</p><p class=adopted>Not shown</p>", ".adopted { display: none }");
		define("stock-away", "<p>Not shown</p>", ":host { display: none }");
	</script>`)
	w.page("/unready", `<style>html.js body { display: none }</style><script>document.documentElement.className = "js"</script><h1>Unready</h1><p>It has a price of 8.77.</p>`+prose(3))
	s := newScraper(t, testOptions(t))
	text := rendered(t, s, w.URL+"/linked")
	contains(t, text, "Shown all the same, 7.89", "In a panel, 4.56", "In another, 6.54", "~~12.30~~ 11.90", "価(ka)")
	lacks(t, text, "Not shown", "dollars2")
	text = rendered(t, s, w.URL+"/roots")
	contains(t, text, "Outer, 1.11", "Inner, 2.22")
	lacks(t, text, "Not shown")
	contains(t, rendered(t, s, w.URL+"/unready"), "a price of 8.77")
}

// A form has its fields in the place of its properties, and a document what is named
// in it.
func TestNamesOfFields(t *testing.T) {
	w := newWeb(t)
	w.page("/named", `<form><input name="attributes"><input name="childNodes"><input name="localName"><input name="outerHTML"><input name="parentNode"><input name="shadowRoot"><h1>All of it in a form</h1>`+prose(3)+`<stock-part></stock-part></form>
		<form name="querySelectorAll"></form><form name="readyState"></form><form name="scripts"></form><form name="links"></form><img name="body"><script>
		customElements.define("stock-part", class extends HTMLElement { connectedCallback() { this.attachShadow({ mode: "open" }).innerHTML = "<p>Within the form, 3.08</p>" } })</script>`)
	contains(t, rendered(t, newScraper(t, testOptions(t)), w.URL+"/named"), "Within the form, 3.08", "Paragraph 2")
}
