package api

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"quotewire/internal/answer"
)

// What the packages below log of a request must lead to it, and nothing may be
// said twice in one record.
func TestLogHandlerNamesTheRequest(t *testing.T) {
	var log *slog.Logger
	w := newWorld(t, script(func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		log.With("part", "x").WarnContext(ctx, "below")
		if turn.Question == "panic" {
			panic("at the disco")
		}
		yield(answer.Finished{Reason: answer.FinishStop}, nil)
	}), func(o *Options) {
		log = o.Logger
	})
	header := http.Header{"X-Request-Id": {"mine"}}
	body(t, w.do(t, t.Context(), http.MethodPost, "/api/chat", hi, header))
	resp, err := http.DefaultClient.Do(newRequest(t, w.url+"/api/chat/stream?question=panic", header))
	if err == nil {
		_ = readEvents(resp.Body, func(event) bool { return true }) // the connection breaks
		resp.Body.Close()
	}
	eventually(t, "two records of requests", func() bool { return strings.Count(w.logs.String(), "msg=request ") == 2 })
	log.Info("outside of a request")
	for line := range strings.Lines(w.logs.String()) {
		inside := 1
		if strings.Contains(line, "outside") {
			inside = 0
		}
		for _, name := range []string{" request_id=mine", " run="} {
			if n := strings.Count(line, name); n != inside {
				t.Errorf("%q stands %d times, want %d: %s", name, n, inside, line)
			}
		}
	}
	if got := w.logs.String(); !strings.Contains(got, "msg=below part=x request_id=mine") || !strings.Contains(got, "answer panicked") {
		t.Errorf("records are missing:\n%s", got)
	}
}

func newRequest(t *testing.T, url string, header http.Header) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = header
	return r
}

// 0 ms would say that it was quick.
func TestNoTimeOfATextThatNeverCame(t *testing.T) {
	for _, c := range []struct {
		answers script
		want    bool
	}{{says(), false}, {says("x"), true}} {
		w := newWorld(t, c.answers)
		if _, err := w.events(t, hi); err != nil {
			t.Fatal(err)
		}
		turn, err := json.Marshal(w.outcome(t))
		if err != nil {
			t.Fatal(err)
		}
		eventually(t, "the record of the request", func() bool { return strings.Contains(w.logs.String(), "msg=request ") })
		for where, text := range map[string]string{"turn": string(turn), "log": w.logs.String()} {
			if strings.Contains(text, "first_delta_ms") != c.want {
				t.Errorf("first_delta_ms in the %s: want %t: %s", where, c.want, text)
			}
		}
	}
}

// A library may panic with what it was given, the runtime does not.
func TestNoPanicTellsWhatItWasPassed(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  string
	}{
		"text":    {"cannot read my question", "panic=string"},
		"error":   {errors.New("cannot read my question"), "panic=*errors.errorString"},
		"runtime": {runtimeError(), `panic="runtime error: index out of range [3] with length 3"`},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			log := slog.New(LogHandler(slog.NewTextHandler(&out, nil)))
			log.ErrorContext(t.Context(), "panicked", "panic", c.value)
			if got := out.String(); !strings.Contains(got, c.want) || strings.Contains(got, "question") {
				t.Errorf("%s", got)
			}
		})
	}
}

// runtimeError is what the runtime panics with.
func runtimeError() (value any) {
	defer func() { value = recover() }()
	none, i := []int{1, 2, 3}, 3
	return none[i]
}
