package main

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/sim/model"
)

// trip is what a journey asks: calls of one tool and of two in one step, a
// question that means nothing without the one before it, and a research.
type trip struct {
	environ               []string
	first, next, research string
	names                 []string // in the answers to first and research
	begins                string   // of each answer
}

// tripIn is the one for a model. A small window holds the results of fewer tools.
func tripIn(model string) trip {
	all := trip{
		environ:  []string{"QUOTEWIRE_MODEL=" + model},
		first:    "What are Apple and Microsoft trading at and how did they do this month?",
		next:     "and Tesla?",
		research: "How did Apple and Microsoft do this month?",
		names:    []string{"AAPL", "MSFT"},
	}
	switch {
	case model == "dialect:half-pairs":
		all.begins = "📈 "
	case strings.HasSuffix(model, "-window"):
		if model == "dialect:ollama-window" { // vLLM tells its window, if only in a refusal
			all.environ = append(all.environ, "QUOTEWIRE_MODEL_CONTEXT=4096")
		}
		all.first, all.research, all.names = "What is Apple trading at and how did it do this month?", "How did Apple do this month?", []string{"AAPL"}
	}
	return all
}

// odd is what no answer may hold: thoughts, their tags, calls, and halves of
// characters.
var odd = regexp.MustCompile(`Moon|The reader asks|[<{]|\[/?[A-Z]|\x{FFFD}|think`)

// Every dialect of the demo's model is a server that somebody has: a question
// with tools, a second one and a research have to pass in each.
func TestJourneyInEveryDialect(t *testing.T) {
	for _, model := range model.Models() {
		t.Run(strings.TrimPrefix(model, "dialect:"), func(t *testing.T) {
			t.Parallel()
			to := tripIn(model)
			base := demoOf(t, to.environ...)
			client, _ := clients(t)
			first := journey(t, client, base+"/api/chat/stream", url.Values{"question": {to.first}})
			first.ran(t, "quote", "history")
			first.holds(t, append(to.names, to.begins, "from the previous close", "changed by")...)
			next := journey(t, client, base+"/api/chat/stream", url.Values{"question": {to.next}, "session_id": {first.session}})
			next.ran(t, "quote", "history")
			next.holds(t, to.begins, "TSLA", "from the previous close", "changed by")
			remembered(t, base, first, next)
			research := journey(t, client, base+"/api/advanced/stream", url.Values{"question": {to.research}})
			research.ran(t, "history")
			research.holds(t, append(to.names, to.begins, "changed by", "[1]")...)
		})
	}
}

// remembered wants the conversation to hold what the client has read, and no more.
func remembered(t *testing.T, base string, turns ...told) {
	t.Helper()
	code, body := status(t, base+"/api/sessions/"+turns[0].session)
	var kept struct{ Turns []struct{ Answer string } }
	if err := json.Unmarshal([]byte(body), &kept); err != nil || code != http.StatusOK || len(kept.Turns) != len(turns) {
		t.Fatalf("the conversation: %d %v %s", code, err, body)
	}
	for i, turn := range turns {
		if diff := cmp.Diff(turn.text, kept.Turns[i].Answer); diff != "" {
			t.Errorf("turn %d (-read +kept):\n%s", i+1, diff)
		}
	}
}

// demoOf is a demo in this process, on a Wednesday in New York that stands still.
func demoOf(t *testing.T, environ ...string) (url string) {
	t.Helper()
	cfg := testConfig(t, append([]string{"QUOTEWIRE_DEMO=true", "QUOTEWIRE_BROWSER=off", "QUOTEWIRE_RATE_LIMIT=0"}, environ...)...)
	return running(t, cfg, func(a *app) { a.now, a.pace = walkNow, 100*time.Microsecond })
}

// told is what a client got to see of an answer.
type told struct {
	session string
	text    string
	tools   map[string]string // how each tool's last call ended
	sources int
}

// journey asks and reads to the end, which has to be a good one.
func journey(t *testing.T, client *http.Client, address string, fields url.Values) told {
	t.Helper()
	s := openStream(t, client, address+"?"+fields.Encode())
	last, err := s.rest()
	if err != nil {
		t.Fatal(err)
	}
	seen := told{tools: map[string]string{}}
	var text strings.Builder
	for _, f := range s.frames {
		switch f.name {
		case "session":
			seen.session = f.text("session_id")
		case "delta":
			text.WriteString(f.text("text"))
		case "source":
			seen.sources++
		case "tool":
			seen.tools[f.text("name")] = f.text("state")
			if args, ok := f.data["args"].(map[string]any); ok && args["expression"] == "6 * 7" {
				t.Errorf("a call that was only thought of is made: %v", f.data)
			}
		}
	}
	seen.text = text.String()
	if last.name != "done" {
		t.Fatalf("the last event is %q %v; all: %v", last.name, last.data, s.names())
	}
	if found := odd.FindString(seen.text); found != "" {
		t.Errorf("the answer holds %q: %s", found, seen.text)
	}
	return seen
}

func (a told) holds(t *testing.T, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.text, w) {
			t.Errorf("the answer lacks %q: %s", w, a.text)
		}
	}
	if a.sources == 0 {
		t.Errorf("no sources: %s", a.text)
	}
}

// ran wants these tools to have ended well, and no other to have run: but the
// calculator, which a model that has to be stopped goes on to.
func (a told) ran(t *testing.T, tools ...string) {
	t.Helper()
	delete(a.tools, "calculate")
	want := map[string]string{}
	for _, name := range tools {
		want[name] = "finished"
	}
	if diff := cmp.Diff(want, a.tools); diff != "" {
		t.Errorf("tools (-want +got):\n%s", diff)
	}
}
