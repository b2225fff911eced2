package scrape

import (
	"testing"
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
