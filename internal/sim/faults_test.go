package sim

import (
	"context"
	_ "embed" // this file
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
)

const charts = "/v8/finance/chart/" // of Yahoo

func TestFaultsMatchCountAndClear(t *testing.T) {
	w, c := testWorld(t, wednesday)
	get := func(path string) int { return fetch(t, c, "GET", w.YahooURL+path, "").status }
	set := func(f ...wire.Fault) {
		t.Helper()
		if err := w.Yahoo.Set(f...); err != nil {
			t.Fatal(err)
		}
	}
	set(wire.Fault{Match: wire.Match{Path: charts, Symbol: "MSFT", After: 1}, Kind: Edge, Times: 2})
	var got []int
	for range 4 {
		got = append(got, get(charts+"MSFT"), get(charts+"AAPL"))
	}
	want := []int{200, 200, 429, 200, 429, 200, 200, 200}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	set(wire.Fault{Kind: Edge})
	if get("/") != 429 {
		t.Error("a fault without a match meets all")
	}
	w.Yahoo.Clear()
	if get(charts+"AAPL") != 200 {
		t.Error("cleared")
	}
	if err := w.Yahoo.Set(wire.Fault{Kind: NoDone}); err == nil || !strings.Contains(err.Error(), "no such kind") {
		t.Errorf("a kind of the other server: %v", err)
	}
	if err := w.Yahoo.Set(wire.Fault{Kind: wire.Status, Status: 42}); err == nil {
		t.Error("status 42")
	}
	if err := w.Model.Set(wire.Fault{Match: wire.Match{Model: "m2", Text: "needle"}, Kind: wire.Status, Status: 500}); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]int{`{"model":"m2","messages":[{"role":"user","content":"needle"}]}`: 500, `{"model":"m1","messages":[{"role":"user","content":"needle"}]}`: 200, `{"model":"m2","messages":[{"role":"user","content":"hay"}]}`: 200} {
		if got := fetch(t, c, "POST", w.ModelURL+"/chat/completions", body).status; got != want {
			t.Errorf("%s: %d", body, got)
		}
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	w, c := testWorld(t, wednesday)
	base := w.YahooURL + "/sim/faults"
	const one = `{"match":{"path":"/v8/","after":0},"kind":"status","status":503,"header":{"Retry-After":"1"},"body":"x","delay":"5ms","times":1}`
	if got := fetch(t, c, "POST", base, one); got.status != 200 || !strings.Contains(got.body, `"delay":"5ms"`) {
		t.Errorf("set: %+v", got)
	}
	if got := fetch(t, c, "GET", w.YahooURL+charts+"AAPL", ""); got.status != 503 || got.header.Get("Retry-After") != "1" {
		t.Errorf("%+v", got)
	}
	if got := fetch(t, c, "GET", base, ""); strings.TrimSpace(got.body) != "[]" {
		t.Errorf("used up: %+v", got)
	}
	if got := fetch(t, c, "POST", base, "["+one+"]"); got.status != 200 {
		t.Errorf("a list: %+v", got)
	}
	if got := fetch(t, c, "DELETE", base, ""); strings.TrimSpace(got.body) != "[]" {
		t.Errorf("cleared: %+v", got)
	}
	for _, bad := range []string{"", "{}", `{"kind":"nonsense"}`, `{"kind":"slow","delay":"x"}`} {
		if got := fetch(t, c, "POST", base, bad); got.status != 400 {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	if got := fetch(t, c, "GET", w.YahooURL+"/sim/other", ""); got.status != 404 {
		t.Errorf("%+v", got)
	}
	sum := decoded(t, fetch(t, c, "GET", w.YahooURL+"/sim/requests", "").body)
	if sum["total"] != 1.0 || sum["open"] != 0.0 || len(sum["log"].([]any)) != 1 {
		t.Errorf("%v", sum)
	}
	if got := fetch(t, c, "GET", w.YahooURL+"/sim/elsewhere", ""); got.status != 200 || w.Yahoo.Requests("/sim/elsewhere") != 1 {
		t.Errorf("a followed redirect is counted: %+v", got)
	}
}

func TestLeavingIsCounted(t *testing.T) {
	w, c := testWorld(t, wednesday)
	if err := w.Yahoo.Set(wire.Fault{Kind: wire.Hang}); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, "GET", w.YahooURL+charts+"AAPL", nil)
		if err == nil {
			_, err = c.Do(r) //nolint:bodyclose // it never answers
		}
		ended <- err
	}()
	if err := w.Yahoo.WaitRequests(soon(t), 1); err != nil {
		t.Fatal(err)
	}
	if w.Yahoo.Open() != 1 || w.Yahoo.Cancelled() != 0 {
		t.Errorf("open %d, cancelled %d", w.Yahoo.Open(), w.Yahoo.Cancelled())
	}
	leave()
	if err := w.Yahoo.WaitCancelled(soon(t), 1); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if r := w.Yahoo.Log()[0]; !r.Left || r.Fault != wire.Hang || r.Ended.Before(r.At) || r.Aborted {
		t.Errorf("%+v", r)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := w.Yahoo.WaitCancelled(short, 2); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "1 cancelled") {
		t.Errorf("waiting in vain: %v", err)
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	w, err := Start(wire.Options{Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Yahoo.Set(wire.Fault{Kind: wire.Hang}), w.Model.Set(wire.Fault{Kind: EndlessText})); err != nil {
		t.Fatal(err)
	}
	c := plainClient()
	ended := make(chan fetched, 2)
	go func() { ended <- fetch(t, c, "GET", w.YahooURL+"/", "") }()
	go func() {
		ended <- fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"hi"}]}`)
	}()
	if err := errors.Join(w.Yahoo.WaitOpen(soon(t), 1), w.Model.WaitOpen(soon(t), 1)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	for range 2 {
		if got := <-ended; got.err == nil {
			t.Errorf("%d %.100s", got.status, got.body)
		}
	}
	if w.Yahoo.Cancelled() != 0 || w.Yahoo.Open() != 0 || !w.Yahoo.Log()[0].Aborted {
		t.Errorf("%+v", w.Yahoo.Summary())
	}
}
