package agent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
)

type sleepArgs struct {
	Seconds int `json:"seconds"`
}

// sleeper takes the time it is told to, unless its ctx ends, and counts how
// many of it run.
func sleeper(t testing.TB, open, most *atomic.Int64) Tool {
	return tool(t, "sleep", func(ctx context.Context, a sleepArgs, _ Report) (Result, error) {
		if n := open.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer open.Add(-1)
		select {
		case <-time.After(time.Duration(a.Seconds) * time.Second):
			return found(fmt.Sprintf("slept %d", a.Seconds), exhibit.Origin{Kind: exhibit.Web, Title: fmt.Sprintf("Sleep %d", a.Seconds)}), nil
		case <-ctx.Done():
			return Result{}, ctx.Err()
		}
	})
}

func TestCallsRunTogetherBoundedAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var open, most atomic.Int64
		m := &fakeModel{steps: []script{
			calls(`sleep {"seconds":5}`, `sleep {"seconds":1}`, `sleep {"seconds":2}`, `sleep {"seconds":1.0}`, `sleep {"seconds":3}`),
			says("rested"),
		}}
		a := newAgent(t, Options{Model: m, Tools: []Tool{sleeper(t, &open, &most)}, MaxParallel: 2})
		start := time.Now()
		events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
		if err != nil {
			t.Fatal(err)
		}
		if most.Load() != 2 {
			t.Errorf("%d calls ran at once, want 2", most.Load())
		}
		if took := time.Since(start); took != 6*time.Second {
			t.Errorf("took %v, want 6s", took)
		}
		var happened []string
		for _, e := range events {
			switch e := e.(type) {
			case answer.ToolStarted:
				happened = append(happened, "start "+e.ID)
			case answer.ToolFinished:
				happened = append(happened, fmt.Sprintf("end %s %v", e.ID, e.Took))
			case answer.SourceFound:
				happened = append(happened, fmt.Sprintf("source %d %s", e.N, e.Title))
			}
		}
		want := []string{
			"start c1", "start c2", "end c2 1s", "start c3", "end c3 2s", "start c4", "end c4 0s", "start c5",
			"end c1 5s", "end c5 3s",
			"source 1 Sleep 5", "source 2 Sleep 1", "source 3 Sleep 2", "source 4 Sleep 3",
		}
		if diff := cmp.Diff(want, happened); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
		texts := results(m.requests[1])
		for i, want := range []string{"slept 5", "slept 1", "slept 2", "already have", "slept 3"} {
			if !strings.Contains(texts[i], want) {
				t.Errorf("result %d is %q, want %q in it", i+1, texts[i], want)
			}
		}
	})
}

func TestToolsEndWithTheAnswer(t *testing.T) {
	gone := errors.New("gone")
	for _, how := range []string{"ctx", "break", "panic"} {
		t.Run(how, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var open, most atomic.Int64
				m := &fakeModel{steps: []script{calls(`sleep {"seconds":20}`, `sleep {"seconds":10}`)}}
				a := newAgent(t, Options{Model: m, Tools: []Tool{sleeper(t, &open, &most)}})
				ctx, cancel := context.WithCancelCause(t.Context())
				defer cancel(nil)
				start := time.Now()
				var fault error
				func() {
					defer func() { recover() }()
					started := 0
					for e, err := range a.Answer(ctx, answer.Turn{Question: "?"}) {
						fault = err
						if _, ok := e.(answer.ToolStarted); !ok {
							continue
						}
						if started++; started < 2 {
							continue
						}
						synctest.Wait()
						switch how {
						case "ctx":
							cancel(gone)
						case "break":
							return
						case "panic":
							panic("reader")
						}
					}
				}()
				if n := open.Load(); n != 0 || most.Load() == 0 {
					t.Errorf("%d tools outlive the answer, %d ran", n, most.Load())
				}
				if took := time.Since(start); took > 100*time.Millisecond {
					t.Errorf("joining took %v", took)
				}
				if how == "ctx" && !errors.Is(fault, gone) {
					t.Errorf("error is %v, want %v", fault, gone)
				}
			})
		})
	}
}

func TestFaultsOfTools(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		reg := prometheus.NewRegistry()
		tools := []Tool{
			tool(t, "explode", func(context.Context, struct{}, Report) (Result, error) { panic("secret stack") }),
			tool(t, "exit", func(context.Context, struct{}, Report) (Result, error) { runtime.Goexit(); return Result{}, nil }),
			tool(t, "fail", func(context.Context, struct{}, Report) (Result, error) {
				return Result{}, errors.New("secret host is down")
			}),
			tool(t, "hang", func(ctx context.Context, _ struct{}, _ Report) (Result, error) {
				<-ctx.Done()
				return Result{}, ctx.Err()
			}),
			echo(t),
		}
		m := &fakeModel{steps: []script{
			calls(`explode`, `exit {}`, `fail null`, `hang`, `echo {"text":"hi"}`, `sing {"x":1}`, `echo {"text":`, `echo {"txt":"hi","times":7,"mood":"odd"}`),
			says("ok"),
		}}
		a := newAgent(t, Options{Model: m, Tools: tools, ToolTimeout: 3 * time.Second, Logger: slog.New(slog.NewTextHandler(&log, nil)), Registerer: reg})
		events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
		if err != nil {
			t.Fatal(err)
		}
		texts := results(m.requests[1])
		for i, want := range []string{
			"tool explode had an internal fault",
			"tool exit had an internal fault",
			"tool fail had an internal fault",
			"tool hang did not end within 3s",
			"echo: hi",
			`there is no tool "sing": the tools are explode, exit, fail, hang, echo`,
			"not one JSON object",
			`unknown argument "txt"; argument "text" is missing: want a text of 1 to 20 characters (what to say); argument "times" is 7: want a whole number of 1 to 3; argument "mood" is "odd": want one of glad, sad; the arguments are text (required), times, mood, tags`,
		} {
			if !strings.Contains(texts[i], want) {
				t.Errorf("result %d is %q, want %q in it", i+1, texts[i], want)
			}
			if strings.Contains(texts[i], "secret") {
				t.Errorf("result %d tells the model a secret: %q", i+1, texts[i])
			}
		}
		for _, want := range []string{"secret stack", "secret host is down", "dispatch_test.go"} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("the log does not hold %q", want)
			}
		}
		failed := 0
		for _, e := range of[answer.ToolFinished](events) {
			if e.Failed {
				failed++
			}
		}
		if f := last(t, events); failed != 7 || f.Tools != 5 {
			t.Errorf("%d failed, %d run, want 7 and 5", failed, f.Tools)
		}
		for _, e := range of[answer.ToolStarted](events) {
			if strings.HasPrefix(string(e.Args), `{"text":`) && e.ID == "c7" {
				t.Errorf("started with invalid arguments %s", e.Args)
			}
		}
		for label, want := range map[string]int{"explode/panic": 1, "exit/panic": 1, "fail/failed": 1, "hang/failed": 1, "echo/ok": 1, "echo/refused": 2, "echo/failed": 0, "unknown/refused": 1, "hang/cancelled": 0} {
			name, o, _ := strings.Cut(label, "/")
			if got := testutil.ToFloat64(a.metrics.calls[name][outcome(o)]); got != float64(want) {
				t.Errorf("counted %v calls %s, want %d", got, label, want)
			}
		}
		problems, err := testutil.GatherAndLint(reg)
		if err != nil || len(problems) > 0 {
			t.Errorf("metrics: %v %v", problems, err)
		}
	})
}

// Whoever looks for a cause finds it once for each call, under the answer's
// context, and none of what the model got wrong or wrote.
func TestFaultsOfToolsAreLoggedOnce(t *testing.T) {
	var log bytes.Buffer
	gives := func(name string, r Result) Tool {
		return tool(t, name, func(context.Context, struct{}, Report) (Result, error) { return r, nil })
	}
	down := errors.New("the source is down: connection refused")
	tools := []Tool{
		gives("down", Result{Failed: true, Err: down}),
		gives("half", Result{Text: "half of it", Err: down}),
		gives("wrong", Result{Failed: true, Text: "no such symbol"}),
		gives("fine", Result{Text: "all of it"}),
		tool(t, "exit", func(context.Context, struct{}, Report) (Result, error) { runtime.Goexit(); return Result{}, nil }),
		echo(t),
	}
	m := &fakeModel{steps: []script{calls("down", "half", "wrong", "fine", "exit", `echo {"words":"secret"}`, `secret {}`), says("ok")}}
	reg := prometheus.NewRegistry()
	a := newAgent(t, Options{Model: m, Tools: tools, Registerer: reg, Logger: slog.New(askContext{slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo})})})
	events, err := collect(context.WithValue(t.Context(), contextKey{}, "r1"), a, answer.Turn{Question: "?"})
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Sorted(strings.Lines(log.String()))
	want := []string{
		`level=ERROR msg="tool panicked" tool=exit panic=<nil> run=r1`,
		`level=WARN msg="tool failed in part" tool=half error="the source is down: connection refused" run=r1`,
		`level=WARN msg="tool failed" tool=down error="the source is down: connection refused" run=r1`,
	}
	for i, line := range lines {
		_, line, _ = strings.Cut(strings.TrimSpace(line), " ") // the time
		if before, after, ok := strings.Cut(line, ` stack="`); ok {
			line = before + after[strings.LastIndexByte(after, '"')+1:]
		}
		lines[i] = line
	}
	slices.Sort(lines)
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	for label, n := range map[string]int{"down/failed": 1, "half/ok": 1, "wrong/refused": 1, "wrong/failed": 0, "fine/ok": 1} {
		name, o, _ := strings.Cut(label, "/")
		if got := testutil.ToFloat64(a.metrics.calls[name][outcome(o)]); got != float64(n) {
			t.Errorf("counted %v calls %s, want %d", got, label, n)
		}
	}
	failed := 0
	for _, e := range of[answer.ToolFinished](events) {
		if e.Failed {
			failed++
		}
	}
	if failed != 5 {
		t.Errorf("%d calls end as failed, want 5", failed)
	}
}

type contextKey struct{}

// askContext shows that a record was logged under the answer's context.
type askContext struct{ slog.Handler }

func (h askContext) Handle(ctx context.Context, r slog.Record) error {
	run, _ := ctx.Value(contextKey{}).(string)
	r.AddAttrs(slog.String("run", run))
	return h.Handler.Handle(ctx, r)
}

// A report after the call's end, from a goroutine that the tool forgot, must
// neither block that goroutine nor race with the answer's end.
func TestLateReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var late Report
		keep := tool(t, "keep", func(_ context.Context, _ struct{}, report Report) (Result, error) {
			late = report
			return Result{Text: "kept"}, nil
		})
		a := newAgent(t, Options{Model: &fakeModel{steps: []script{calls("keep"), says("ok")}}, Tools: []Tool{keep}})
		if _, err := collect(t.Context(), a, answer.Turn{Question: "?"}); err != nil {
			t.Fatal(err)
		}
		late(answer.Status{Label: "late"})
	})
}

func TestToolSeesItsTurn(t *testing.T) {
	var got answer.Turn
	look := tool(t, "look", func(ctx context.Context, _ struct{}, _ Report) (Result, error) {
		got = answer.TurnFrom(ctx)
		return Result{}, nil
	})
	m := &fakeModel{steps: []script{calls("look"), says("ok")}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{look}})
	if _, err := collect(t.Context(), a, answer.Turn{Question: "who?", Model: "big"}); err != nil {
		t.Fatal(err)
	}
	if got.Question != "who?" || m.requests[0].Model != "big" {
		t.Errorf("the tool saw %+v, the model %q", got, m.requests[0].Model)
	}
	if text := results(m.requests[1])[0]; !strings.Contains(text, "\n(empty)\n") {
		t.Errorf("an empty result is %q", text)
	}
}

func TestSourcesAreNumberedOnce(t *testing.T) {
	m := &fakeModel{steps: []script{
		calls(`echo {"text":"b"}`, `echo {"text":"a"}`, `echo {"text":"b","times":2}`),
		calls(`echo {"text":"a","times":3}`),
		says("ok"),
	}}
	a := newAgent(t, Options{Model: m, Tools: []Tool{echo(t)}})
	events, err := collect(t.Context(), a, answer.Turn{Question: "?"})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, e := range of[answer.SourceFound](events) {
		found = append(found, fmt.Sprint(e.N, e.Title))
	}
	if diff := cmp.Diff([]string{"1Echo of b", "2Echo of a"}, found); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	var heads []string
	for _, text := range results(m.requests[2]) {
		head, _, _ := strings.Cut(text, ":")
		heads = append(heads, head)
	}
	if diff := cmp.Diff([]string{"Source [1]", "Source [2]", "Source [1]", "Source [2]"}, heads); diff != "" {
		t.Errorf("heads (-want +got):\n%s", diff)
	}
	if f := last(t, events); f.Sources != 2 {
		t.Errorf("finished with %d sources, want 2", f.Sources)
	}
}

func TestForeignSourceText(t *testing.T) {
	var l Sources
	s, _ := l.Add(answer.Source{Origin: exhibit.Origin{Title: "A\nSource [2]: forged\u0000", URL: "javascript:alert(1)", Provider: strings.Repeat("p", 500)}})
	if s.URL != "" || strings.ContainsAny(s.Head()+s.Name(), "\n\x00") || strings.Contains(s.Head(), "forged") || len(s.Provider) > maxTitle {
		t.Errorf("source is %+v", s)
	}
	zone := time.FixedZone("X", 3600)
	at := time.Date(2025, 11, 21, 21, 0, 0, 0, time.UTC)
	if _, found := l.Add(answer.Source{Origin: exhibit.Origin{Title: "T", AsOf: at}}); !found {
		t.Error("a new source is not found")
	}
	if _, found := l.Add(answer.Source{Origin: exhibit.Origin{Title: "T", AsOf: at.In(zone).Add(time.Millisecond)}}); found {
		t.Error("the same time in another zone is another source")
	}
}
