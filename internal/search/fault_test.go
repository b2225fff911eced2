package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"quotewire/internal/answer"
	"quotewire/internal/outbound"
	"quotewire/internal/scrape"
	"quotewire/internal/search/engine"
)

// Each search and page that failed leaves one record with its cause, and none of
// them holds the question or an address.
func TestFailuresAreLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	b := newBench()
	b.o.Logger, b.o.MaxParallel = slog.New(slog.NewTextHandler(&log, nil)), 1
	ask := func() {
		t.Helper()
		b.chat.plans = []string{`{"questions":[{"text":"Outlook of Apple?","kind":"qualitative","search":"apple outlook"}]}`}
		b.chat.answers = []string{"Little is known."}
		if _, err := b.run(t, t.Context(), answer.Turn{Question: "How is Apple?"}); err != nil {
			t.Fatal(err)
		}
	}
	b.web.faults = map[string]error{"https://a.example/1": fmt.Errorf("read page: %w", scrape.ErrBlocked), "https://b.example/2": scrape.ErrNotFound}
	ask()
	b.web.err = fmt.Errorf("search the web: %w", &engine.Error{Engine: engine.Brave, Fault: outbound.Fault{Kind: engine.ErrUnavailable, Message: "connection refused"}})
	ask()
	for want, n := range map[string]int{
		"level=WARN": 2,
		`level=WARN msg="tool failed" tool=page error="read page: site refuses to show the page to us"`:                            1,
		`level=WARN msg="tool failed" tool=search error="search the web: brave: search engine is unavailable: connection refused"`: 1,
		"pple": 0, "example": 0,
	} {
		if got := strings.Count(log.String(), want); got != n {
			t.Errorf("%q stands %d times, want %d:\n%s", want, got, n, log.String())
		}
	}
}

func TestHarmless(t *testing.T) {
	tooLong, down := &engine.Error{Engine: engine.Brave, Fault: outbound.Fault{Kind: engine.ErrQuery}}, &engine.Error{Engine: engine.Tavily, Fault: outbound.Fault{Kind: engine.ErrUnavailable}}
	for _, c := range []struct {
		err  error
		want bool
	}{
		{errors.Join(tooLong), true}, {errors.Join(tooLong, down), false}, {down, false}, {&engine.Error{Fault: outbound.Fault{Kind: engine.ErrUnauthorized}}, false},
		{scrape.ErrRobots, true}, {scrape.ErrEmpty, true}, {scrape.ErrUnavailable, false}, {scrape.ErrBusy, false},
		{context.DeadlineExceeded, false}, {errors.New("unheard of"), false},
	} {
		if got := harmless(c.err); got != c.want {
			t.Errorf("%v: harmless %t, want %t", c.err, got, c.want)
		}
	}
}
