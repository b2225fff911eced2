package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
	"quotewire/internal/sim/wire"
)

var update = flag.Bool("update", false, "write what the server says into the golden conversations")

// TestConversations plays each conversation of testdata/conversations through
// the whole server. A file holds the request's JSON, what the model does in each
// step ("call NAME ARGUMENTS" or "say TEXT", steps parted by ---), the faults of
// the market if any, and then what came of it: what the model was told by the
// tools, and the bytes that the client got. Ids and durations are replaced.
func TestConversations(t *testing.T) { converse(t, "testdata/conversations") }

// TestQuestions plays the kinds of questions that a finance question is, on
// simulated prices. Their files hold an answer worked out by hand from the bars
// of the simulated world, which what the tools told the model, or the client, must
// contain: lines of "expect". They are not written by -update.
func TestQuestions(t *testing.T) { converse(t, "testdata/questions") }

func converse(t *testing.T, dir string) {
	play(t, dir, func(t *testing.T, parts map[string]string) map[string]string {
		w := startWalk(t, nil, steps(t, parts["model"])...)
		setFaults(t, parts["faults"], w.yahoo.Set)
		got := map[string]string{"client": w.post(parts["request"]), "told": w.told()}
		for line := range strings.Lines(parts["expect"]) {
			if line = strings.TrimSpace(line); !strings.Contains(got["told"]+got["client"], line) {
				t.Errorf("by hand it is %q, which was neither told to the model nor to the client", line)
			}
		}
		return got
	})
}

// play plays each conversation of a folder, and compares the parts that talk
// gives with those of its file.
func play(t *testing.T, dir string, talk func(t *testing.T, parts map[string]string) map[string]string) {
	files, err := filepath.Glob(dir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			got := talk(t, parts)
			if *update {
				write(t, file, archive, got)
				return
			}
			for name, text := range got {
				if diff := cmp.Diff(parts[name], text); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

func setFaults(t *testing.T, text string, set func(...wire.Fault) error) {
	t.Helper()
	if text == "" {
		return
	}
	var faults []wire.Fault
	if err := json.Unmarshal([]byte(text), &faults); err != nil {
		t.Fatal(err)
	}
	if err := set(faults...); err != nil {
		t.Fatal(fmt.Errorf("set faults: %w", err))
	}
}

// steps reads the model's part.
func steps(t *testing.T, script string) (all []llmtest.Step) {
	t.Helper()
	for i, step := range strings.Split(script, "---\n") {
		var calls []llm.ToolCall
		for line := range strings.Lines(step) {
			verb, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			switch verb {
			case "call":
				name, arguments, _ := strings.Cut(rest, " ")
				calls = append(calls, llm.ToolCall{ID: fmt.Sprintf("call_%d_%d", i+1, len(calls)+1), Name: name, Arguments: arguments})
			case "say":
				all = append(all, llmtest.Text(rest, 24))
			default:
				t.Fatalf("step %d: %q", i+1, line)
			}
		}
		if len(calls) > 0 {
			all = append(all, llmtest.Calls(calls...))
		}
	}
	return all
}

// post asks over POST and gives the bytes that came back.
func (w *walk) post(body string) string { return w.postTo("/api/chat/stream", body) }

func (w *walk) postTo(path, body string) string {
	w.t.Helper()
	res, err := http.Post(w.url+path, "application/json", strings.NewReader(body))
	if err != nil {
		w.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return settle(string(text))
}

// told is what the tools told the model, call by call.
func (w *walk) told() string {
	requests := w.model.Requests()
	if len(requests) == 0 {
		return ""
	}
	var b bytes.Buffer
	for _, m := range requests[len(requests)-1].Messages {
		if m.Role == llm.RoleTool {
			fmt.Fprintf(&b, "== %s\n%s\n", m.ToolCallID, strings.TrimSpace(m.Content))
		}
	}
	return settle(b.String())
}

// What differs from run to run: ids, durations, and the moment at which the
// simulated world answered.
var (
	runID     = regexp.MustCompile(`\b[A-Z2-7]{26}\b`)
	sessionID = regexp.MustCompile(`\bs_[a-z2-7]{32}\b`)
	duration  = regexp.MustCompile(`"ms":\d+`)
)

func settle(text string) string {
	text = runID.ReplaceAllString(text, "RUN")
	text = sessionID.ReplaceAllString(text, "SESSION")
	return duration.ReplaceAllString(text, `"ms":0`)
}

func write(t *testing.T, file string, archive *txtar.Archive, got map[string]string) {
	t.Helper()
	var kept []txtar.File
	for _, f := range archive.Files {
		if _, ours := got[f.Name]; !ours {
			kept = append(kept, f)
		}
	}
	archive.Files = kept
	for _, name := range []string{"told", "client", "exhibits"} {
		if text, ours := got[name]; ours {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(text)})
		}
	}
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
