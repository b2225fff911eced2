package agent

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
)

func TestUsualLimits(t *testing.T) {
	a := newAgent(t, Options{Model: &fakeModel{}})
	want := map[string]int{
		"steps": 8, "calls": 24, "parallel": 4, "result": 8192, "history": 65536, "page": 32768, "transcript": 262144, "text": 1048576,
	}
	got := map[string]int{
		"steps": a.maxSteps, "calls": a.maxCalls, "parallel": a.maxParallel, "result": a.maxResultBytes, "history": a.maxHistoryBytes,
		"page": a.maxPageBytes, "transcript": a.maxTranscriptBytes, "text": a.maxTextBytes,
	}
	if diff := cmp.Diff(want, got); diff != "" || a.toolTimeout != 30*time.Second {
		t.Errorf("a tool has %v; limits (-want +got):\n%s", a.toolTimeout, diff)
	}
	one := Options{
		Model: &fakeModel{}, MaxSteps: 1, MaxCalls: 1, MaxParallel: 1, ToolTimeout: 1,
		MaxResultBytes: 1, MaxHistoryBytes: 1, MaxPageBytes: 1, MaxTranscriptBytes: 1, MaxTextBytes: 1,
	}
	if a := newAgent(t, one); a.maxSteps*a.maxCalls*a.maxParallel*a.maxResultBytes*a.maxHistoryBytes*a.maxPageBytes*a.maxTranscriptBytes*a.maxTextBytes*int(a.toolTimeout) != 1 {
		t.Errorf("limits of 1 are not taken: %+v", a)
	}
	one.MaxCalls, one.MaxParallel, one.MaxResultBytes, one.MaxHistoryBytes, one.MaxPageBytes, one.MaxTranscriptBytes, one.MaxTextBytes = -1, -1, -1, -1, -1, -1, -1
	_, err := New(one)
	for _, name := range []string{"MaxCalls", "MaxParallel", "MaxResultBytes", "MaxHistoryBytes", "MaxPageBytes", "MaxTranscriptBytes", "MaxTextBytes"} {
		if err == nil || !strings.Contains(err.Error(), "option "+name+" is -1: want more than 0") {
			t.Errorf("error %v does not name %s", err, name)
		}
	}
}

// Each limit with nothing else in the way: at it all is well, past it is not.
func TestToolsEndAtTheirLimit(t *testing.T) {
	other := func(n int) script { return calls(fmt.Sprintf(`noop {"n": %d}`, n)) }
	for name, c := range map[string]struct {
		steps []script
		off   int // the step, from 1, from which on tools are off; 0: none
		ran   int
	}{
		"asked for twice":         {[]script{calls(`noop {}`), calls(`noop {}`), other(1), says("ok")}, 0, 2},
		"asked for three times":   {[]script{calls(`noop {}`), calls(`noop {}`), calls(`noop {}`), says("ok")}, 4, 1},
		"three times in one step": {[]script{calls(`noop {}`, `noop {}`, `noop {}`), says("ok")}, 2, 1},
		"unknown, twice":          {[]script{calls(`nope`), calls(`nope`), other(1), says("ok")}, 0, 1},
		"unknown, three times":    {[]script{calls(`nope`), calls(`nope`), calls(`nope`), says("ok")}, 4, 0},
		"wrong, twice":            {[]script{calls(`noop {"n":"x"}`), calls(`noop {"n":"x"}`), other(1), says("ok")}, 0, 1},
		"wrong, three times":      {[]script{calls(`noop {"n":"x"}`), calls(`noop {"n":"x"}`), calls(`noop {"n":"x"}`), says("ok")}, 4, 0},
		"five steps":              {[]script{other(1), other(2), other(3), other(4), other(5), says("ok")}, 0, 5},
		"six steps":               {[]script{other(1), other(2), other(3), other(4), other(5), other(6), says("ok")}, 7, 6},
		"nine calls":              {[]script{calls(slices.Repeat([]string{`nope`}, 2)...), calls(numbered(7)...), says("ok")}, 0, 7},
		"ten calls":               {[]script{calls(slices.Repeat([]string{`nope`}, 2)...), calls(numbered(8)...), says("ok")}, 3, 8},
	} {
		m := &fakeModel{steps: c.steps}
		a := newAgent(t, Options{Model: m, Tools: []Tool{noop(t)}, MaxSteps: 6, MaxCalls: 10})
		events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
		if err != nil || len(m.requests) != len(c.steps) || last(t, events).Tools != c.ran {
			t.Errorf("%s: %v after %d steps; %+v, want %d calls run", name, err, len(m.requests), last(t, events), c.ran)
			continue
		}
		for i, r := range m.requests {
			if want := c.off > 0 && i+1 >= c.off; r.ToolsOff != want {
				t.Errorf("%s: in step %d tools are off: %v, want %v", name, i+1, r.ToolsOff, want)
			}
		}
	}
}

// numbered are so many calls, each another one.
func numbered(n int) (written []string) {
	for i := range n {
		written = append(written, fmt.Sprintf(`noop {"n": %d}`, i))
	}
	return written
}

// What others wrote is cut where it stands on one line, to the byte.
func TestWordsOfOthersAreCapped(t *testing.T) {
	wordy := tool(t, "wordy", func(_ context.Context, a echoArgs, _ Report) (Result, error) {
		long := strings.Repeat("x", 199+a.Times)
		r := found(strings.Repeat("y", 99)+a.Text, exhibit.Origin{Kind: exhibit.Web, Title: long, Provider: long, SiteClaim: long})
		r.Summary = long
		return r, nil
	})
	name := strings.Repeat("n", 64)
	m := &fakeModel{steps: []script{
		calls(`wordy {"text":"a","times":1}`, `wordy {"text":"ab","times":2}`, name+` {}`, name+`n {}`), says("ok"),
	}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{wordy}, MaxResultBytes: 100})
	events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
	if err != nil {
		t.Fatal(err)
	}
	whole, cut := strings.Repeat("x", 200), strings.Repeat("x", 197)+"…"
	for _, e := range of[answer.ToolFinished](events) {
		if want := map[string]string{"c1": whole, "c2": cut}[e.ID]; want != "" && e.Summary != want {
			t.Errorf("summary of %s is %q, want %q", e.ID, e.Summary, want)
		}
	}
	for i, want := range []string{whole, cut} {
		if s := of[answer.SourceFound](events)[i]; s.Title != want || s.Provider != want || s.SiteClaim != want {
			t.Errorf("source %+v, want each of its names as %q", s, want)
		}
	}
	for i, want := range []string{strings.Repeat("y", 99) + "a\n", "[cut here: 1 of 101 bytes are left out"} {
		if got := results(m.requests[1])[i]; !strings.Contains(got, want) {
			t.Errorf("result %d is %q, want %q in it", i+1, got, want)
		}
	}
	for i, c := range m.requests[1].Messages[2].ToolCalls[2:] {
		if c.Name != name {
			t.Errorf("name %d is %q in the transcript, want its first 64 letters", i+1, c.Name)
		}
	}
}

// A source is the same again up to the second, and not beyond.
func TestSourcesAreToldApartByTheSecond(t *testing.T) {
	var l Sources
	at := time.Date(2025, 11, 21, 20, 59, 58, 999_000_000, time.UTC)
	for i, later := range []time.Duration{0, time.Millisecond, time.Minute, time.Hour} {
		s, found := l.Add(answer.Source{Origin: exhibit.Origin{Title: "T", URL: "https://example.com", AsOf: at.Add(later)}})
		if want := at.Add(later).Truncate(time.Second); !found || s.N != i+1 || !s.AsOf.Equal(want) {
			t.Errorf("%v later: %+v, new: %v; want number %d as of %v", later, s, found, i+1, want)
		}
	}
	if s, found := l.Add(answer.Source{Origin: exhibit.Origin{Title: "T", URL: "https://example.com", AsOf: at.Add(-time.Millisecond)}}); found || s.N != 1 {
		t.Errorf("within the same second: %+v, new: %v", s, found)
	}
	again := answer.Source{Origin: exhibit.Origin{Title: "T", URL: "https://example.com", AsOf: at, Stale: true, Age: time.Hour, ConfirmedBy: []string{"Another"}}}
	if s, found := l.Add(again); found || s.N != 1 || s.Stale || s.ConfirmedBy != nil {
		t.Errorf("older, and confirmed by then: %+v, new: %v, want the first as it was told", s, found)
	}
	if head := l[1].Head(); head != "Source [2]: , as of 2025-11-21 20:59 UTC" {
		t.Errorf("head is %q", head)
	}
}

// The address of the reader's page is cut at 2 KiB, earlier turns at their own limit.
func TestPageAndHistoryAreCapped(t *testing.T) {
	turn := answer.Turn{Question: "?", CurrentURL: "https://example.com/" + strings.Repeat("u", 5000)}
	for range 3 {
		turn.History = append(turn.History, answer.Exchange{Question: strings.Repeat("q", 50), Answer: strings.Repeat("a", 50)})
	}
	for most, want := range map[int]int{300: 6, 299: 4, 200: 4, 199: 2, 99: 0} {
		m := &fakeModel{steps: []script{says("ok")}}
		a := newAgent(t, Options{Model: m, MaxHistoryBytes: most})
		if _, err := collect(t.Context(), a, turn); err != nil {
			t.Fatal(err)
		}
		messages := m.requests[0].Messages
		if got := len(messages) - 3; got != want {
			t.Errorf("%d bytes of history are %d messages, want %d", most, got, want)
		}
		page := messages[len(messages)-2].Content
		if n := strings.Count(page, "u"); n < 2000 || n > 2048 || !strings.Contains(page, "…") {
			t.Errorf("%d letters of the address are left", n)
		}
	}
}

// One step may write so much and no more.
func TestTextOfAStepIsCapped(t *testing.T) {
	for length, reason := range map[int]answer.FinishReason{100: answer.FinishStop, 101: answer.FinishLength} {
		m := &fakeModel{steps: []script{says(strings.Repeat("w", length))}}
		events, err := collect(t.Context(), newAgent(t, Options{Model: m, MaxTextBytes: 100}), answer.Turn{Question: "?"})
		if err != nil {
			t.Fatal(err)
		}
		if f := last(t, events); f.Reason != reason || len(f.Answer) != 100 {
			t.Errorf("of %d letters: %d, %s, want 100, %s", length, len(f.Answer), f.Reason, reason)
		}
	}
}

// A tool has its time to the end, and none beyond.
func TestToolsAreStoppedAtTheirTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open, most atomic.Int64
		m := &fakeModel{steps: []script{calls(`sleep {"seconds":29}`, `sleep {"seconds":31}`), says("ok")}}
		start := time.Now()
		events, err := collect(t.Context(), newAgent(t, Options{Model: m, Tools: []Tool{sleeper(t, &open, &most)}}), answer.Turn{Question: "?"})
		if err != nil || time.Since(start) != 30*time.Second {
			t.Errorf("%v after %v, want 30s", err, time.Since(start))
		}
		for _, e := range of[answer.ToolFinished](events) {
			if want := e.ID == "c2"; e.Failed != want {
				t.Errorf("%s failed: %v, want %v", e.ID, e.Failed, want)
			}
		}
	})
}
