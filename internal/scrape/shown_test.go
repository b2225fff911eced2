package scrape

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// What a browser shows is read, wherever the page keeps it: in shadow roots, with
// what is assigned to their slots in its place and once.
func TestShadowRoots(t *testing.T) {
	const define = `<script>
		const define = (name, mode, html) => customElements.define(name, class extends HTMLElement {
			connectedCallback() { if (!this.made) { this.made = true; this.attachShadow({ mode }).innerHTML = html } }
		});
		define("stock-row", "open", "<style>p { color: red }</style><p>Row of <slot></slot> ends</p>");
		define("stock-box", "open", "<h1>Box</h1><slot name=first>nothing first</slot><stock-row>inner 4,711</stock-row><slot></slot><slot name=none><p>In place of none</p></slot>");
		define("stock-shut", "closed", "<p>Shut in</p>");
	</script>`
	w := newWeb(t)
	w.page("/shadow", `<h2>Before</h2><stock-box><p>Light default</p><p slot="first">Light first</p><p slot="nowhere">Not shown</p></stock-box><h2>After &amp; over</h2><stock-shut></stock-shut>`+prose(2)+define)
	w.page("/deep", `<main><div class="a&quot;b"><stock-box></stock-box></div></main>`+prose(2)+``+define+`<script>document.querySelector("stock-box").shadowRoot.querySelector("stock-row").append(" and more 815")</script>`)
	w.page("/fooled", `<stock-box></stock-box>`+prose(2)+define+`<script>
		Element.prototype.querySelectorAll = () => []; String.prototype.slice = () => "fooled"; Map.prototype.has = () => true
		Object.defineProperty(Element.prototype, "shadowRoot", { get: () => null }); JSON.stringify = () => "fooled"</script>`)
	s := newScraper(t, testOptions(t))
	text := rendered(t, s, w.URL+"/shadow")
	inOrder(t, text, "Before", "Box", "Light first", "Row of inner 4,711 ends", "Light default", "In place of none", "After & over")
	lacks(t, text, "Not shown", "nothing first", "Shut in", "color: red")
	if n := strings.Count(text, "Light default"); n != 1 {
		t.Errorf("what is in a slot is there %d times", n)
	}
	contains(t, rendered(t, s, w.URL+"/deep"), "nothing first", "inner 4,711 and more 815")
	contains(t, rendered(t, s, w.URL+"/fooled"), "Row of inner 4,711 ends")
}

// inOrder fails t unless words come in text one after the other.
func inOrder(t testing.TB, text string, words ...string) {
	t.Helper()
	rest := text
	for _, word := range words {
		_, after, found := strings.Cut(rest, word)
		if !found {
			t.Fatalf("no %q at its place in:\n%s", word, text)
		}
		rest = after
	}
}

// Frames of some size are part of the page, from wherever they come, as far as the
// guard opens it; those of advertisements, small and hidden ones are not.
func TestFrames(t *testing.T) {
	w := newWeb(t)
	other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(rw, `<title>Inner</title><p>Held elsewhere at %s, close 222.91</p><a href="more">more of it</a>%s`, r.URL.Path, prose(2))
	}))
	t.Cleanup(other.Close)
	away := strings.Replace(other.URL, "127.0.0.1", "localhost", 1) // another site: a process of its own
	w.page("/in/plain", `<table><tr><th>Date</th><th>Close</th></tr><tr><td>2024-11-01</td><td>189.84</td></tr></table><p>See <a href="../report">the report</a>, <a href="#here">here</a>.</p>`)
	w.page("/in/nested", `<p>Around it</p><iframe src="plain" width="400" height="200"></iframe><p>Below it</p>`)
	w.page("/in/late", `<p id="a">Loading…</p><script>setTimeout(() => { a.textContent = "Drawn late: 77.10 " + "and more. ".repeat(30) }, 900)</script>`)
	w.page("/unwanted", `<p>Not to be read</p>`)
	w.page("/frames", `<h1>Stock information</h1><iframe src="/in/plain" width="600" height="300"></iframe><h2>Between</h2>
		<iframe src="`+other.URL+`/port" width="600" height="300"></iframe><iframe src="`+away+`/site" style="width:100%;height:150px"></iframe>
		<iframe srcdoc="<p>Written here, 4,711</p>" width="300" height="150"></iframe><h2>After</h2>
		<iframe src="/unwanted" width="1" height="1"></iframe><iframe src="/unwanted" width="600" height="300" style="display:none"></iframe>
		<iframe src="/unwanted" width="600" height="300" style="visibility:hidden"></iframe><iframe src="/unwanted" width="600" height="300" style="position:absolute;left:-9999px"></iframe>
		<iframe src="/unwanted" id="google_ads_iframe_1" width="300" height="250"></iframe><iframe src="/unwanted" title="Advertisement" width="300" height="250"></iframe>
		<iframe src="`+w.canary.url("/inner")+`" width="600" height="300"></iframe>`)
	w.page("/nests", `<h1>Outer</h1><iframe src="/in/nested" width="600" height="300"></iframe>`)
	w.page("/slow-frame", `<h1>Outer</h1><iframe src="/in/late" width="600" height="300"></iframe>`)
	w.page("/added", `<h1>Outer</h1><div id="here"></div><script>setTimeout(() => { here.attachShadow({ mode: "open" }).innerHTML = '<iframe src="`+away+`/added" width="600" height="300" loading="lazy"></iframe>' }, 600)</script>`)
	w.page("/many", strings.Repeat(`<iframe src="/in/nested" width="600" height="300"></iframe>`, 12))
	w.file("/set", "text/html; charset=utf-8", `<html><head><title>Set</title></head><frameset cols="30%,70%"><frame src="/unwanted"><frame src="/in/plain"></frameset></html>`)
	w.page("/checked", `<script>1</script><iframe src="/in/check?captcha-delivery.com" width="900" height="700"></iframe>`)
	w.page("/in/check", `<p>Slide right to complete the puzzle</p>`)
	w.page("/itself", `<h1>Itself</h1><iframe src="/itself" width="900" height="700"></iframe>`)
	w.page("/forged", `<h1>Forged</h1>`+prose(2)+`<div data-frame="x"></div><iframe src="/in/plain" width="600" height="300"></iframe><script>window.quotewireFrames = 7; HTMLIFrameElement.prototype.getBoundingClientRect = () => { throw 1 }</script>`)
	w.page("/objects", `<h1>Objects</h1><object data="/in/plain?symbol=ad" type="text/html" width="600" height="300"></object><embed src="/in/nested" type="text/html" width="600" height="300">
		<iframe srcdoc="<p>In a few lines, 45.68</p>" class="banner-of-quotes" width="400" height="80"></iframe>`+prose(2))
	s := newScraper(t, testOptions(t))
	s.guard.outside.addrs = []netip.AddrPort{netip.MustParseAddrPort(other.Listener.Addr().String())} // as if it were on the Internet

	texts := renderedAll(t, s, w.URL, "/frames", "/nests", "/slow-frame", "/added", "/forged", "/set", "/objects", "/many", "/itself")
	text := texts["/frames"]
	inOrder(t, text, "# Stock information", "| 2024-11-01 | 189.84 |", "[the report]("+w.URL+"/report)", "## Between", "Held elsewhere at /port, close 222.91", "[more of it]("+other.URL+"/more)",
		"Held elsewhere at /site", "[more of it]("+away+"/more)", "Written here, 4,711", "## After")
	lacks(t, text, "Not to be read", "Inner")

	inOrder(t, texts["/nests"], "Outer", "Around it", "189.84", "Below it")
	contains(t, texts["/slow-frame"], "Drawn late: 77.10")
	contains(t, texts["/added"], "Held elsewhere at /added")
	contains(t, texts["/forged"], "189.84")
	contains(t, texts["/set"], "189.84")
	inOrder(t, texts["/objects"], "189.84", "Around it", "189.84", "Below it", "In a few lines, 45.68")
	if _, err := s.Read(t.Context(), Request{URL: w.URL + "/checked"}); !errors.Is(err, ErrBlocked) {
		t.Errorf("a check in a frame is %v, want ErrBlocked", err)
	}
	if n := strings.Count(texts["/many"], "Around it"); n == 0 || n > maxFrames {
		t.Errorf("%d frames of many are read, want some and at most %d", n, maxFrames)
	}
	if n := strings.Count(texts["/itself"], "# Itself"); n < 1 || n > 1+maxDepth {
		t.Errorf("a page in itself is read %d times", n)
	}
}

// The wait for what comes late ends when it has come, or at its limit.
func TestContentThatComesLate(t *testing.T) {
	const result = `'<h1>Result</h1>' + '<p>The company reported its results, with a price of 77.10 a share.</p>'.repeat(9)`
	w := newWeb(t)
	for path, body := range map[string]string{
		"/late/loading":  `<div id="a">Loading…</div>`,
		"/late/nothing":  `<div id="a"></div>`,
		"/late/spinner":  `<nav>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</nav><div id="a"><div class="spinner" style="width:40px;height:40px"></div></div>`,
		"/late/busy":     `<nav>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</nav><div id="a" aria-busy="true"><p>&nbsp;</p></div>`,
		"/late/waiting":  `<nav>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</nav><div id="a"><p>Bitte warten, die Kurse werden geladen</p></div>`,
		"/late/japanese": `<p>` + strings.Repeat("相場とニュースの一覧を表示します。", 20) + `</p><div id="a">読み込み中...</div>`,
		"/late/pulse":    `<nav>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</nav><div id="a"><div class="h-4 animate-pulse" style="height:20px"></div></div>`,
		"/late/main":     `<nav>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</nav><main id="a"></main>`,
		"/late/skeleton": `<header>` + strings.Repeat("Quotes News Markets Watchlist About ", 12) + `</header><main id="a"><div class="Skeleton-line" style="height:20px"></div></main>`,
	} {
		w.page(path, body+`<script>setTimeout(() => { const a = document.getElementById("a"); a.removeAttribute("aria-busy"); a.innerHTML = `+result+` }, 1200)</script>`)
	}
	w.mux.HandleFunc("/prices", func(rw http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(900 * time.Millisecond):
			fmt.Fprint(rw, "77.10")
		case <-r.Context().Done():
		}
	})
	w.page("/late/data", `<nav>`+strings.Repeat("Quotes News Markets Watchlist About ", 12)+`</nav><p id="a"></p><script>fetch("/prices").then(r => r.text()).then(price => { a.textContent = price + " a share" })</script>`)
	w.page("/late/chain", `<h1>Quote</h1>`+prose(3)+`<p id="a"></p><script>const get = then => { const r = new XMLHttpRequest(); r.open("GET", "/prices"); r.onload = () => then(r.responseText); r.send() }
		get(price => { a.textContent = price + " a share" })</script>`)
	w.page("/late/below", `<h1>Quote</h1>`+prose(3)+`<div style="height:3000px"></div><p id="a" style="height:9px"></p><script>new IntersectionObserver(seen => { if (seen[0].isIntersecting) a.textContent = "77.10 a share" }).observe(a)</script>`)
	w.page("/late/refresh", `<meta http-equiv="Refresh" content="1; URL=/late/refreshed"><p>You will be led on.</p>`)
	w.page("/late/refreshed", `<h1>Led on</h1><p>77.10 a share</p>`+prose(3))
	w.page("/rows", `<h1>Rows</h1><ul id="rows"></ul><script>addEventListener("scroll", () => { rows.textContent = scrollY ? "Other rows" : "First rows" }); rows.textContent = "First rows"</script><div style="height:9000px"></div>`+prose(3))
	w.page("/ticker", `<h1>Ticker</h1>`+prose(3)+`<p id="t">1</p><script>setInterval(() => { t.textContent += "1" }, 50)</script>`)
	w.page("/ever", `<div class="loader" style="height:20px">Loading</div><p>Little, but something to read.</p><script>1</script>`)
	w.page("/done", `<h1>Done</h1>`+prose(3)+`<p>Loading docks were full, and please wait was the word.</p><div class="spinner" style="display:none">x</div><script>1</script>`)
	opts := testOptions(t)
	opts.Browser.Slots, opts.Browser.MaxMemory = 8, 1<<30 // they wait more than they work
	s := newScraper(t, opts)
	for path, text := range renderedAll(t, s, w.URL, "/late/loading", "/late/nothing", "/late/spinner", "/late/busy", "/late/waiting", "/late/japanese", "/late/skeleton", "/late/pulse", "/late/main", "/late/data", "/late/chain", "/late/below", "/late/refresh") {
		if !strings.Contains(text, "77.10 a share") {
			t.Errorf("%s: %s", path, text)
		}
	}
	contains(t, rendered(t, s, w.URL+"/rows"), "First rows")
	var waiting sync.WaitGroup
	paths := []string{"/ticker", "/ever", "/done"}
	took := make([]time.Duration, len(paths))
	for i, path := range paths {
		waiting.Go(func() {
			start := time.Now()
			if _, err := s.rendered(t.Context(), order{url: parsed(t, w.URL+path)}); err != nil {
				t.Errorf("%s: %v", path, err)
			}
			took[i] = time.Since(start)
		})
	}
	waiting.Wait()
	own := took[2] // it has nothing to wait for
	if took[0] > own+settleMost+2*time.Second || took[1] > own+settleMost+2*time.Second || took[1] < own+settleMost/2 {
		t.Errorf("%v took %v, want the first two at most %v longer than the last, and the second far longer", paths, took, settleMost)
	}
}

// renderedAll are the texts of several pages of a site, by their paths.
func renderedAll(t testing.TB, s *Scraper, site string, paths ...string) map[string]string {
	t.Helper()
	texts := make([]string, len(paths))
	var reading sync.WaitGroup
	for i, path := range paths {
		reading.Go(func() {
			if doc, err := s.rendered(t.Context(), order{url: parsed(t, site+path)}); err != nil {
				t.Errorf("%s: %v", path, err)
			} else {
				texts[i] = doc.text
			}
		})
	}
	reading.Wait()
	found := make(map[string]string)
	for i, path := range paths {
		found[path] = texts[i]
	}
	return found
}

// rendered is the text of a page in the browser.
func rendered(t testing.TB, s *Scraper, url string) string {
	t.Helper()
	doc, err := s.rendered(t.Context(), order{url: parsed(t, url)})
	if err != nil {
		t.Fatalf("%s: %v", url, err)
	}
	return doc.text
}
