package main

import (
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/web"
	"quotewire/internal/sim/wire"
)

// library is the simulated web with its search engines, on sockets.
type library struct {
	web          *web.Server
	engine       *web.Engine
	site, search string
}

func openLibrary(t *testing.T) library {
	t.Helper()
	pages, err := web.New(wire.Options{Now: walkNow})
	if err != nil {
		t.Fatal(err)
	}
	site := httptest.NewServer(pages)
	engine, err := web.NewEngine(wire.Options{Now: walkNow}, site.URL)
	if err != nil {
		t.Fatal(err)
	}
	search := httptest.NewServer(engine)
	t.Cleanup(func() {
		pages.Close()
		engine.Close()
		for _, s := range []*httptest.Server{site, search} {
			s.CloseClientConnections()
			s.Close()
		}
	})
	return library{pages, engine, site.URL, search.URL}
}

// startResearch is a walk with a web around it. What research does goes one after
// the other, so that a script of the model and a golden document can follow it.
func startResearch(t *testing.T, l library, environ []string, steps ...llmtest.Step) *walk {
	return startWalkIn(t, l, append([]string{
		"QUOTEWIRE_SEARCH_URL=" + l.search, "QUOTEWIRE_SEARCH_ENGINES=searxng,duckduckgo", "QUOTEWIRE_ALLOW_NETS=127.0.0.0/8", "QUOTEWIRE_BROWSER=off",
	}, environ...), steps...)
}

var siteAddress = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// TestResearchConversations plays whole researches. Their files are like those of
// TestConversations; "told" is what the model was given to write from, "engine"
// holds faults of the search engines, "web" those of the pages.
func TestResearchConversations(t *testing.T) {
	play(t, "testdata/research", func(t *testing.T, parts map[string]string) map[string]string {
		l := openLibrary(t)
		script := strings.ReplaceAll(parts["model"], "SITE", l.site)
		w := startResearch(t, l, strings.Fields(parts["environment"]), steps(t, script)...)
		setFaults(t, parts["engine"], l.engine.Set)
		setFaults(t, parts["web"], l.web.Set)
		request := strings.ReplaceAll(parts["request"], "SITE", l.site)
		got := map[string]string{"client": siteAddress.ReplaceAllString(w.postTo("/api/advanced/stream", request), "SITE")}
		requests := w.model.Requests()
		last := requests[len(requests)-1].Messages
		got["told"] = siteAddress.ReplaceAllString(settle(last[len(last)-1].Content), "SITE") + "\n"
		return got
	})
}
