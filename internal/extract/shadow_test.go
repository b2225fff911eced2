package extract

import (
	"strings"
	"testing"
)

// Shadow roots in the markup are read as a browser shows them.
func TestDeclarativeShadowRoots(t *testing.T) {
	for name, c := range map[string]struct{ page, want string }{
		"open":           {`<stock-box><template shadowrootmode="open"><style>p{}</style><p>Price 77.10</p></template></stock-box>`, "Price 77.10"},
		"closed":         {`<stock-box><template shadowrootmode="closed"><p>Price 77.10</p></template></stock-box>`, "Price 77.10"},
		"slots":          {`<stock-box><template shadowrootmode="open"><p>Price <slot name="price">none</slot> of <slot></slot></p><p><slot name="note">no note</slot></p></template>ACME<b slot="price">77.10</b><i slot="gone">unseen</i></stock-box>`, "Price **77.10** of ACME\n\nno note"},
		"nested":         {`<stock-box><template shadowrootmode="open"><p>Outer</p><stock-row><template shadowrootmode="open"><p>Row <slot></slot></p></template>1</stock-row></template></stock-box>`, "Outer\n\nRow 1"},
		"in what is not": {`<stock-box><template shadowrootmode="open"><p>Shown</p></template><stock-row><template shadowrootmode="open"><p>Hidden</p></template></stock-row></stock-box>`, "Shown"},
		"no shadow root": {`<p>Shown</p><template><p>Hidden</p></template>`, "Shown"},
	} {
		if d := readAs(t, "text/html; charset=utf-8", "<html><body>"+c.page+"</body></html>"); strings.TrimSpace(d.Text) != c.want {
			t.Errorf("%s: %q, want %q", name, d.Text, c.want)
		}
	}
}

// A page that shows more in a browser is told from one that does not.
func TestScripted(t *testing.T) {
	words := strings.Repeat("Words that stand around what is wanted. ", 12)
	for name, c := range map[string]struct {
		page string
		want bool
	}{
		"loading":                    {`<p>` + words + `</p><div>Loading…</div><script src="/app.js"></script>`, true},
		"loading in another tongue":  {`<p>` + words + `</p><div>Kurse werden geladen</div><script src="/app.js"></script>`, true},
		"loading in a third":         {`<p>` + words + `</p><div>Načítání kurzů…</div><script src="/app.js"></script>`, true},
		"an element of its own":      {`<p>` + words + `</p><stock-quote symbol="ACME"></stock-quote><script src="/app.js"></script>`, true},
		"a frame":                    {`<p>` + words + `</p><iframe src="https://data.example/quote" width="600" height="300"></iframe>`, true},
		"a frame of full width":      {`<h1>Stock</h1><iframe src="quote.html" style="width:100%"></iframe>`, true},
		"a film":                     {`<p>` + words + `</p><iframe src="https://www.youtube.com/embed/x" width="600" height="300"></iframe>`, false},
		"an advertisement":           {`<p>` + words + `</p><iframe src="https://cdn.criteo.com/show" width="600" height="300"></iframe>`, false},
		"a frame asked for ads":      {`<p>` + words + `</p><iframe src="https://data.example/quote?ads=0" width="600" height="300"></iframe>`, true},
		"a small frame":              {`<p>` + words + `</p><iframe src="/pixel" width="1" height="1"></iframe>`, false},
		"a hidden frame":             {`<p>` + words + `</p><iframe src="/state" style="display: none"></iframe>`, false},
		"a frame of nothing":         {`<p>` + words + `</p><iframe src="about:blank"></iframe>`, false},
		"a choice of cookies":        {`<h1>Before you continue</h1><p>` + words + `</p><p>We use cookies.</p>`, true},
		"a choice without scripts":   {`<h1>Your choice</h1><p>We and our 212 partners store cookies on your device. You may read on when you have agreed.</p><form method="post"><button>Accept all</button></form>`, true},
		"a choice with a price":      {`<h2>Weiterlesen mit Werbung</h2><p>Wir und unsere Partner verwenden Cookies für Werbung.</p><p>` + words + `</p>`, true},
		"a story of cookies":         {`<p>` + words + `</p><p>The court found that sites may place cookies by clicking on a button only.</p>`, false},
		"what one does before":       {`<h1>Before you continue</h1><p>` + words + `</p>`, false},
		"scripts":                    {`<p>` + words + `</p><script src="/app.js"></script>`, false},
		"an article on loading":      {`<p>` + words + `Loading docks were full. Please wait, the harbour said.</p><script src="/app.js"></script>`, false},
		"an element that holds text": {`<stock-page><p>` + words + `</p></stock-page><script src="/app.js"></script>`, false},
		"a frame in a long page":     {`<p>` + words + words + words + `</p><iframe src="/quote" width="600" height="300"></iframe>`, false},
	} {
		if d := readAs(t, "text/html; charset=utf-8", "<html><body>"+c.page+"</body></html>"); d.Scripted != c.want {
			t.Errorf("%s: scripted is %v, want %v", name, d.Scripted, c.want)
		}
	}
}
