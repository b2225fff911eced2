package scrape

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"
	"time"
)

func TestBrowserReadsWhatScriptsMake(t *testing.T) {
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	if err := s.Available(); err != nil {
		t.Fatalf("Available: %v (make test-browser-tools)", err)
	}
	p := read(t, s, w.URL+"/script")
	if p.Via != ViaBrowser {
		t.Errorf("Via = %q, want the browser", p.Via)
	}
	contains(t, p.Text, "Made by script", "4,711 million")
}

func TestBrowserAnswersConsent(t *testing.T) {
	w := newWeb(t)
	s := newScraper(t, testOptions(t))
	p := read(t, s, w.URL+"/consent")
	contains(t, p.Text, "Behind the wall", "Chosen: reject", "815 million")
	lacks(t, p.Text, "Accept all")
}

// What asks for consent may be in a shadow root or in a frame from elsewhere.
func TestConsentApart(t *testing.T) {
	w := newWeb(t)
	const behind = `<div id="content"></div><script>const go = how => { document.getElementById("ask").remove(); document.getElementById("content").innerHTML = "<h1>Behind it</h1><p>Chosen: " + how + ".</p>" + "<p>Net income was 815 million, which is more than a year ago.</p>".repeat(12) }`
	w.page("/root", `<div id="ask"></div>`+behind+`
		const root = document.getElementById("ask").attachShadow({ mode: "open" });
		root.innerHTML = "<div class='uc-banner' role='dialog'><p>We use cookies and other techniques.</p><div><button>Accept all</button><button>Deny</button></div></div>";
		for (const button of root.querySelectorAll("button")) button.onclick = () => go(button.textContent)</script>`)
	w.page("/frame", `<div id="ask" style="position:fixed;inset:0"><iframe id="sp_message_iframe_1" title="Privacy" src="/asks" width="900" height="600"></iframe></div>`+behind+`
		addEventListener("message", message => go(message.data))</script>`)
	w.page("/asks", `<div><p>We value your privacy. We and our partners use cookies.</p><button onclick="parent.postMessage('all', '*')">Accept all</button><button onclick="parent.postMessage('none', '*')">Reject all</button></div>`)
	s := newScraper(t, testOptions(t))
	contains(t, rendered(t, s, w.URL+"/root"), "815 million", "Chosen: Deny")
	contains(t, rendered(t, s, w.URL+"/frame"), "815 million", "Chosen: none")
}

// A page that is refused to a plain request may be open to a browser; one that
// asks for fewer requests is not asked again.
func TestBrowserAfterRefusal(t *testing.T) {
	w := newWeb(t)
	w.mux.HandleFunc("/challenge", func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade-Insecure-Requests") == "" {
			rw.WriteHeader(http.StatusForbidden)
			return
		}
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<html><body><h1>For browsers</h1>"+prose(4)+"</body></html>")
	})
	s := newScraper(t, testOptions(t))
	p := read(t, s, w.URL+"/challenge")
	contains(t, p.Text, "For browsers", "Paragraph 3")
	if p.Via != ViaBrowser {
		t.Errorf("Via = %q", p.Via)
	}
	for path, asked := range map[string]int{"/status/403": 2, "/status/429": 1, "/status/401": 1} {
		if _, err := s.Read(t.Context(), Request{URL: w.URL + path, Named: true}); !errors.Is(err, ErrBlocked) {
			t.Errorf("%s: %v, want ErrBlocked", path, err)
		}
		if n := w.count(path); n != asked {
			t.Errorf("%s was asked for %d times, want %d", path, n, asked)
		}
	}
}

// Pictures, fonts and media are not loaded.
func TestBrowserLoadsTextOnly(t *testing.T) {
	w := newWeb(t)
	for _, path := range []string{"/a.png", "/b", "/c.woff2", "/d.mp4"} {
		w.file(path, "image/png", "x")
	}
	w.page("/rich", `<style>@font-face { font-family: F; src: url(/c.woff2) } body { font-family: F; background: url(/a.png) }</style>
		<div id="out"></div><img src="/a.png"><img src="/b"><video autoplay src="/d.mp4"></video>
		<script>document.getElementById("out").innerHTML = "<h1>Rich</h1>" + "<p>Words are what is wanted of it, and figures.</p>".repeat(10)</script>`)
	s := newScraper(t, testOptions(t))
	contains(t, read(t, s, w.URL+"/rich").Text, "Words are what is wanted")
	for _, path := range []string{"/a.png", "/b", "/c.woff2", "/d.mp4"} {
		if n := w.count(path); n > 0 {
			t.Errorf("%s was loaded %d times", path, n)
		}
	}
}

// The browser asks for nothing of its own accord: no update, no look-up of its
// maker's hosts.
func TestBrowserIsQuiet(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	opts := testOptions(t)
	resolver := newNames(nil)
	opts.Resolver = resolver
	s := newScraper(t, opts)
	for _, path := range []string{"/script", "/consent", "/spin"} {
		wait := time.Minute
		if path == "/spin" { // which never ends of itself
			wait = 2 * time.Second
		}
		ctx, cancel := context.WithTimeout(t.Context(), wait)
		_, err := s.Read(ctx, Request{URL: w.URL + path, Named: true})
		cancel()
		if path != "/spin" && err != nil {
			t.Fatal(err)
		}
	}
	resolver.mu.Lock()
	defer resolver.mu.Unlock()
	if len(resolver.lookups) > 0 {
		t.Errorf("hosts that no page named were looked up: %v", resolver.lookups)
	}
}

// A page of which the browser could not get more is given as it is, and asked
// for again soon; one to which the browser adds nothing is kept.
func TestLittleIsBetterThanNothing(t *testing.T) {
	w := newWeb(t)
	w.page("/little", `<p>Little, but something.</p><script>fetch("/slow")</script>`)
	w.page("/same", `<p>Little, and no more of it.</p><script>1</script>`)
	opts := testOptions(t)
	opts.Browser.Executable = "/bin/false" // it is there, and does not start
	s := newScraper(t, opts)
	for _, c := range []struct {
		s    *Scraper
		path string
		poor bool
	}{{s, "/little", true}, {newScraper(t, testOptions(t)), "/same", false}} {
		doc, err := c.s.load(t.Context(), order{url: parsed(t, w.URL+c.path)})
		if err != nil {
			t.Fatalf("%s: %v", c.path, err)
		}
		contains(t, doc.text, "Little, ")
		if doc.poor != c.poor {
			t.Errorf("%s: poor %v, want %v", c.path, doc.poor, c.poor)
		}
	}
}

// A check for robots that comes with status 200 is a refusal, unless a browser
// passes it.
func TestWallIsARefusal(t *testing.T) {
	const check = `<h1>Are you a robot?</h1><p>We have seen unusual activity from your network. Please click the box below to go on.</p>`
	w := newWeb(t)
	w.page("/wall", check)
	w.page("/passes", `<div id="all">`+check+`</div><script>setTimeout(() => { document.getElementById("all").innerHTML = "<h1>Behind the check</h1>" + "<p>Its revenue was 4,711 million in the quarter.</p>".repeat(9) }, 700)</script>`)
	w.page("/about", `<article><h1>Are you a robot?</h1><p>That is what the shop asks: access was denied to 40 percent of all orders, it said.</p>`+prose(1)+`</article>`)
	for name, s := range map[string]*Scraper{"with a browser": newScraper(t, testOptions(t)), "without": plainScraper(t)} {
		before := w.count("/wall")
		_, err := s.Read(t.Context(), Request{URL: w.URL + "/wall", Named: true})
		if !errors.Is(err, ErrBlocked) {
			t.Errorf("%s: %v, want ErrBlocked", name, err)
		}
		asked := map[string]int{"with a browser": 2, "without": 1}[name]
		if n := w.count("/wall") - before; n != asked {
			t.Errorf("%s the wall was asked for %d times, want %d", name, n, asked)
		}
		contains(t, read(t, s, w.URL+"/about").Text, "access was denied to 40 percent")
		if name == "with a browser" {
			contains(t, read(t, s, w.URL+"/passes").Text, "Behind the check", "4,711 million")
		}
	}
}
