package llm_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"quotewire/internal/llm"
)

// A wire is a stream as a model server sends it, and what it comes to:
// testdata/wires has one a file. The next oddity is one more.
type wire struct {
	name, raw string
	want      outcome
}

// outcome is what a step comes to, in the form of want.json.
type outcome struct {
	Type      string    `json:"type,omitempty"` // Content-Type; empty: text/event-stream
	Text      string    `json:"text,omitempty"`
	Reasoning string    `json:"reasoning,omitempty"`
	Calls     []callOut `json:"calls,omitempty"`
	Finish    string    `json:"finish,omitempty"`
	Usage     []int     `json:"usage,omitempty"` // absent: estimated
	Extra     string    `json:"extra,omitempty"`
	Error     string    `json:"error,omitempty"`
}

type callOut struct {
	ID            string `json:"id,omitempty"` // empty: any
	Name          string `json:"name"`
	Arguments     string `json:"arguments"`
	Extra         string `json:"extra,omitempty"`
	FunctionExtra string `json:"function_extra,omitempty"`
}

func wires(t testing.TB) (all []wire) {
	t.Helper()
	files, err := filepath.Glob("testdata/wires/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no wires: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		w := wire{name: strings.TrimSuffix(filepath.Base(file), ".txtar")}
		for _, part := range archive.Files {
			switch part.Name {
			case "wire":
				w.raw = string(part.Data)
			case "want.json":
				if err := json.Unmarshal(part.Data, &w.want); err != nil {
					t.Fatalf("%s: %v", file, err)
				}
			}
		}
		all = append(all, w)
	}
	return all
}

// offer is a question with the tools that the wires call.
func offer() llm.Request {
	r := question()
	r.Tools = []llm.ToolSpec{
		{Name: "calculate", Description: "Computes.", Schema: []byte(`{"type":"object","properties":{"expression":{"type":"string"}}}`)},
		{Name: "quote", Description: "A quote.", Schema: []byte(`{"type":"object","properties":{"symbols":{"type":"array"}}}`)},
		{Name: "history", Description: "Prices.", Schema: []byte(`{"type":"object","properties":{"symbol":{"type":"string"},"days":{"type":"integer"},"adjusted":{"type":"boolean"}}}`)},
	}
	return r
}

// heard is what a wire comes to in so many pieces.
func heard(t testing.TB, w wire, pieces ...string) outcome {
	t.Helper()
	kind := w.want.Type
	if kind == "" {
		kind = "text/event-stream"
	}
	transport := &scripted{kind: kind, pieces: pieces}
	client, err := llm.New(llm.Options{BaseURL: "http://model.test/v1", Model: "m", Retries: -1, Transport: transport})
	if err != nil {
		t.Fatal(err)
	}
	got := outcome{Type: w.want.Type}
	for chunk, err := range client.Stream(t.Context(), offer()) {
		if err != nil {
			e, ok := errors.AsType[*llm.Error](err)
			if !ok {
				t.Fatal(err)
			}
			got.Error = map[error]string{llm.ErrTruncated: "truncated", llm.ErrMalformed: "malformed", llm.ErrUnavailable: "unavailable"}[e.Kind]
			continue
		}
		if !utf8.ValidString(chunk.Text) || !utf8.ValidString(chunk.Reasoning) {
			t.Errorf("chunk %q, %q is not UTF-8", chunk.Text, chunk.Reasoning)
		}
		got.Text += chunk.Text
		got.Reasoning += chunk.Reasoning
		if chunk.End != nil {
			got.end(*chunk.End, w.want)
		}
	}
	return got
}

func (o *outcome) end(end llm.End, want outcome) {
	o.Finish, o.Extra = string(end.FinishReason), end.Extra
	if !end.Usage.Estimated {
		o.Usage = []int{end.Usage.PromptTokens, end.Usage.CompletionTokens}
	}
	for i, c := range end.ToolCalls {
		out := callOut{c.ID, c.Name, c.Arguments, c.Extra, c.FunctionExtra}
		if i < len(want.Calls) && want.Calls[i].ID == "" && len(c.ID) == 9 {
			out.ID = ""
		}
		o.Calls = append(o.Calls, out)
	}
}

// TestWires plays each wire whole, and cut into the smallest pieces.
func TestWires(t *testing.T) {
	for _, w := range wires(t) {
		t.Run(w.name, func(t *testing.T) {
			want := w.want
			if want.Error != "" {
				want.Finish = ""
			}
			for name, pieces := range map[string][]string{
				"whole": {w.raw}, "bytes": fragments(w.raw, 1), "sevens": fragments(w.raw, 7),
				"CRLF": fragments(strings.ReplaceAll(w.raw, "\n", "\r\n"), 5), "no blank after the colon": {strings.ReplaceAll(w.raw, "data: ", "data:")},
			} {
				if diff := cmp.Diff(want, heard(t, w, pieces...)); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// FuzzSplit cuts a wire anywhere: where its bytes are parted must not matter.
func FuzzSplit(f *testing.F) {
	all := wires(f)
	for i := range all {
		f.Add(uint16(i), []byte{1, 3, 200, 2})
	}
	f.Fuzz(func(t *testing.T, n uint16, cuts []byte) {
		w := all[int(n)%len(all)]
		var pieces []string
		rest := w.raw
		for _, cut := range cuts {
			size := min(int(cut), len(rest))
			pieces, rest = append(pieces, rest[:size]), rest[size:]
		}
		if diff := cmp.Diff(heard(t, w, w.raw), heard(t, w, append(pieces, rest)...)); diff != "" {
			t.Errorf("%s, cut by %v (-whole +cut):\n%s", w.name, cuts, diff)
		}
	})
}

// FuzzText cuts a text into chunks, as a model server may: what of it is thought,
// call or answer must not depend on that.
func FuzzText(f *testing.F) {
	for _, text := range []string{
		"<think>Hm.</think>Up.", "Up.\n<think>\nHm.\n</think>\nDown `<think>`.", `{"name": "calculate", "arguments": {"expression": "1"}}`,
		"<tool_call>\n{\"name\": \"calculate\", \"arguments\": {}}\n</tool_call>", "[calculate(expression='1')]", "```json\n{\"a\": 1}\n```", "🙂 < é <", "Up\n</think>\nDown",
	} {
		f.Add(text, []byte{1, 2, 3})
	}
	f.Fuzz(func(t *testing.T, text string, cuts []byte) {
		text = strings.ToValidUTF8(text, "?")
		say := func(pieces []string) outcome {
			var raw strings.Builder
			for _, piece := range pieces {
				line, err := json.Marshal(map[string]any{"choices": []any{map[string]any{"index": 0, "delta": map[string]string{"content": piece}}}})
				if err != nil {
					t.Fatal(err)
				}
				raw.WriteString("data: " + string(line) + "\n\n")
			}
			got := heard(t, wire{}, raw.String()+sse(finish, "[DONE]"))
			for i := range got.Calls {
				got.Calls[i].ID = ""
			}
			return got
		}
		var pieces []string
		rest := text
		for _, cut := range cuts {
			size := min(int(cut), len(rest))
			for size < len(rest) && !utf8.RuneStart(rest[size]) {
				size++
			}
			pieces, rest = append(pieces, rest[:size]), rest[size:]
		}
		if diff := cmp.Diff(say([]string{text}), say(append(pieces, rest))); diff != "" {
			t.Errorf("%q cut by %v (-whole +cut):\n%s", text, cuts, diff)
		}
	})
}

// scripted answers each request with the same body, piece by piece.
type scripted struct {
	kind   string
	pieces []string
}

func (s *scripted) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {s.kind}}, Body: &piecewise{slices.Clone(s.pieces)}}, nil
}

// piecewise is a body that is read piece by piece.
type piecewise struct{ pieces []string }

func (p *piecewise) Read(b []byte) (int, error) {
	for len(p.pieces) > 0 && p.pieces[0] == "" {
		p.pieces = p.pieces[1:]
	}
	if len(p.pieces) == 0 {
		return 0, io.EOF
	}
	n := copy(b, p.pieces[0])
	p.pieces[0] = p.pieces[0][n:]
	return n, nil
}

func (p *piecewise) Close() error { return nil }
