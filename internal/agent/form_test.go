package agent

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"quotewire/internal/answer"
	"quotewire/internal/llm"
)

// offered are tools of two kinds: those with words, and bulk that fills a request.
func offered(t *testing.T) []Tool {
	t.Helper()
	made := func(name, description string) Tool {
		tool, err := NewTool(name, description, func(_ context.Context, a echoArgs, _ Report) (Result, error) {
			return Result{Text: strings.Repeat(name+" says 12.34 of "+a.Text+"\n", 200)}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return tool
	}
	bulk := strings.Repeat("Much is said of it. ", 100)
	return []Tool{
		made("rest", "The rest.\n"+bulk),
		made("price", "brief: Prices.\nwords: *, price, kurs\n\n"+bulk),
		made("option", "brief: Options.\nwords: option, put call\n\n"+bulk),
		made("news", "brief: News.\nwords: news, headline, why\n\n"+bulk),
	}
}

func windowOf(tokens int) func(string) int { return func(string) int { return tokens } }

// obedient is a model that writes once it may call no tools.
type obedient struct{ *fakeModel }

func (m obedient) Stream(ctx context.Context, r llm.Request) iter.Seq2[llm.Chunk, error] {
	if r.ToolsOff {
		m.steps = []script{says("done")}
	}
	return m.fakeModel.Stream(ctx, r)
}

// sized is what a request takes of a window.
func sized(r llm.Request) (n int) {
	for _, m := range r.Messages {
		n += messageTokens(m)
	}
	for _, s := range r.Tools {
		n += specTokens(s)
	}
	return n
}

func toolNames(r llm.Request) (names []string) {
	for _, s := range r.Tools {
		names = append(names, s.Name)
	}
	return names
}

// What a model of a small window is sent is a golden file.
func TestShortForm(t *testing.T) {
	m := &fakeModel{steps: []script{calls(`news {"text":"a"}`), says("It is a [1].")}}
	a := newAgent(t, Options{
		Model: m, Tools: offered(t), Window: windowOf(1500),
		Now:      func() time.Time { return time.Date(2025, 11, 21, 23, 30, 0, 0, time.UTC) },
		Calendar: func(time.Time) string { return "2025-11-21" },
	})
	if _, err := collect(t.Context(), a, answer.Turn{Question: "What is the put/call ratio?"}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	for i, r := range m.requests {
		fmt.Fprintf(&b, "=== step %d\n", i+1)
		for _, s := range r.Tools {
			fmt.Fprintf(&b, "tool %s: %s %s\n", s.Name, s.Description, s.Schema)
		}
		writeRequest(&b, r)
	}
	golden(t, "short.golden", b.String())
}

// The form follows the window, and no request outgrows it, whatever is asked and
// whatever comes back.
func TestRequestsFitTheWindow(t *testing.T) {
	turns := map[string]answer.Turn{
		"plain":        {Question: "Why did the price fall?"},
		"long":         {Question: "What is this? " + strings.Repeat("1234 and so on. ", 450) + "Say it in a word.", History: history(40), PageText: strings.Repeat("page 1.2 ", 9000), CurrentURL: "https://example.com/" + strings.Repeat("x1", 2000)},
		"conversation": {Question: "And now?", History: history(40)},
	}
	for _, window := range []int{2048, 4096, 8192, 32768} {
		for name, turn := range turns {
			t.Run(fmt.Sprint(window, " ", name), func(t *testing.T) {
				m := &fakeModel{steps: []script{
					calls(`price {"text":"a"}`), calls(`option {"text":"b"}`, `news {"text":"b"}`, `rest {"text":"b"}`), calls(`news {"text":"c"}`), says("done"),
				}}
				a := newAgent(t, Options{Model: obedient{m}, Tools: offered(t), Window: windowOf(window)})
				events, err := collect(t.Context(), a, turn)
				if err != nil {
					t.Fatal(err)
				}
				if f := last(t, events); f.Answer != "done" || f.Tools == 0 || f.Tools != 5 && name == "plain" {
					t.Errorf("answer %q after %d tools", f.Answer, f.Tools)
				}
				for i, r := range m.requests {
					if n, most := sized(r), Window(window).Prompt(); n > most {
						t.Errorf("request %d has %d tokens, want at most %d", i+1, n, most)
					}
				}
				if name != "plain" {
					return
				}
				texts := results(m.requests[3]) // the newest result says more than the oldest
				if newest := texts[len(texts)-1]; !strings.HasPrefix(newest, "----- BOUNDARY -----\nnews says 12.34 of c") {
					t.Errorf("the newest result is %.60q", newest)
				}
				together := results(m.requests[2])[1:] // and those of one step share what there is
				if longest, shortest := len(slices.MaxFunc(together, byLength)), len(slices.MinFunc(together, byLength)); shortest < longest*3/4 {
					t.Errorf("results of one step have %d to %d bytes", shortest, longest)
				}
			})
		}
	}
}

func byLength(a, b string) int { return len(a) - len(b) }

func history(turns int) (all []answer.Exchange) {
	for i := range turns {
		all = append(all, answer.Exchange{Question: fmt.Sprintf("Question %d?", i), Answer: strings.Repeat("It is 12.5. ", 20)})
	}
	return all
}

func TestFormFollowsTheWindow(t *testing.T) {
	question := answer.Turn{Question: "Tell me of options"}
	for window, want := range map[int][]string{
		0:      {"rest", "price", "option", "news"},
		300:    nil,
		1200:   {"price", "option"},
		4096:   {"rest", "price", "option", "news"},
		100000: {"rest", "price", "option", "news"},
	} {
		m := &fakeModel{steps: []script{says("done")}}
		a := newAgent(t, Options{Model: m, Tools: offered(t), Window: windowOf(window)})
		if _, err := collect(t.Context(), a, question); err != nil {
			t.Fatal(err)
		}
		r := m.requests[0]
		if diff := cmp.Diff(want, toolNames(r)); diff != "" {
			t.Errorf("window %d (-want +got):\n%s", window, diff)
		}
		full := strings.Contains(r.Messages[0].Content, "# How you use tools")
		if want := window == 0 || window == 100000; full != want {
			t.Errorf("window %d: the prompt is in full: %t, want %t", window, full, want)
		}
		if got, want := r.Messages[len(r.Messages)-1].Content, question.Question; got != want {
			t.Errorf("window %d: the question is %q", window, got)
		}
	}
}

// A tool that is not offered runs when it is called by name, and a name that no
// tool has is answered with all there are.
func TestToolsThatAreNotOffered(t *testing.T) {
	m := &fakeModel{steps: []script{calls(`news {"text":"a"}`, `nope {}`), says("done")}}
	a := newAgent(t, Options{Model: m, Tools: offered(t), Window: windowOf(1200)})
	events, err := collect(t.Context(), a, answer.Turn{Question: "Tell me of options"})
	if err != nil {
		t.Fatal(err)
	}
	if slices.Contains(toolNames(m.requests[0]), "news") {
		t.Fatal("news is offered: this tries nothing")
	}
	if system := m.requests[0].Messages[0].Content; !strings.Contains(system, "More tools can be called by name: rest, news.") {
		t.Errorf("the prompt does not name the others: %s", system)
	}
	if f := last(t, events); f.Tools != 1 {
		t.Errorf("%d tools ran, want 1", f.Tools)
	}
	if texts := results(m.requests[1]); !strings.Contains(texts[1], "the tools are rest, price, option, news") {
		t.Errorf("the refusal is %q", texts[1])
	}
}

func TestLongQuestionIsShortenedAndSaid(t *testing.T) {
	m := &fakeModel{steps: []script{says("done")}}
	a := newAgent(t, Options{Model: m, Window: windowOf(4096)})
	events, err := collect(t.Context(), a, answer.Turn{Question: "What is " + strings.Repeat("9", 8000) + " in words?"})
	if err != nil {
		t.Fatal(err)
	}
	if asked := m.requests[0].Messages[1].Content; !strings.HasPrefix(asked, "What is 999") || !strings.HasSuffix(asked, "999 in words?") || !strings.Contains(asked, "left out here") {
		t.Errorf("asked %q", asked)
	}
	if !slices.ContainsFunc(of[answer.Status](events), func(s answer.Status) bool { return s.Label == "Shortening the question" }) {
		t.Errorf("the reader is not told: %v", events)
	}
}

// Tools end when what they return has no room any more.
func TestCrowdedWindowEndsTheTools(t *testing.T) {
	var steps []script
	for i := range 8 {
		steps = append(steps, script{chunks: []llm.Chunk{{Text: strings.Repeat("I think so. ", 60)}, end(llm.FinishToolCalls, llm.ToolCall{ID: fmt.Sprint(i), Name: "price", Arguments: fmt.Sprintf(`{"text":"t%d"}`, i)})}})
	}
	m := &fakeModel{steps: append(steps, says("done"))}
	a := newAgent(t, Options{Model: m, Tools: offered(t), Window: windowOf(2048)})
	if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
		t.Fatal(err)
	}
	if n := slices.IndexFunc(m.requests, func(r llm.Request) bool { return r.ToolsOff }); n < 1 || n > 6 {
		t.Errorf("the tools are off from request %d on, want an early one", n+1)
	}
}

// Tools are told how much room their result has.
func TestRoomOfResults(t *testing.T) {
	var rooms []int
	measure := tool(t, "measure", func(ctx context.Context, _ echoArgs, _ Report) (Result, error) {
		rooms = append(rooms, roomFrom(ctx))
		return Result{Text: "ok"}, nil
	})
	for _, window := range []int{0, 4096} {
		m := &fakeModel{steps: []script{calls(`measure {"text":"a"}`), calls(`measure {"text":"b"}`, `measure {"text":"c"}`), says("ok")}}
		a := newAgent(t, Options{Model: m, Tools: []Tool{measure}, Window: windowOf(window), MaxParallel: 1})
		if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
			t.Fatal(err)
		}
	}
	if rooms[0] != 0 || rooms[1] != 0 || rooms[2] != 0 {
		t.Errorf("rooms without a window are %v", rooms[:3])
	}
	if one, two := rooms[3], rooms[4]; one < 1000 || two > one/2 || two < one/3 || two != rooms[5] {
		t.Errorf("rooms are %v: want the first large, and the others half of it", rooms[3:])
	}
}

func TestWindowIsToldOnce(t *testing.T) {
	var log bytes.Buffer
	window := 0
	m := &fakeModel{steps: []script{says("ok")}}
	a := newAgent(t, Options{Model: m, Tools: offered(t), Window: func(string) int { return window }, Logger: slog.New(slog.NewTextHandler(&log, nil))})
	for _, window = range []int{0, 4096, 4096, 1000, 1000, 200000} {
		if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
			t.Fatal(err)
		}
	}
	for what, want := range map[string]int{"window=4096 form=short": 1, "window=1000 form=short": 1, "window=200000 form=full": 1, "level=WARN": 1, "QUOTEWIRE_MODEL_CONTEXT": 1, "window=": 3} {
		if got := strings.Count(log.String(), what); got != want {
			t.Errorf("%q is logged %d times, want %d:\n%s", what, got, want, log.String())
		}
	}
	for n := range 100 {
		window = 5000 + n
		if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(log.String(), "\n"); n > 16 {
		t.Errorf("%d lines are logged of windows that change", n)
	}
}
