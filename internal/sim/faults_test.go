package sim

import (
	"context"
	_ "embed" // this file
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"quotewire/internal/sim/model"
	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
	"quotewire/internal/sim/yahoo"
)

const charts = "/v8/finance/chart/" // of Yahoo

func TestFaultsMatchCountAndClear(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	get := func(path string) int { return wiretest.Fetch(t, c, "GET", w.YahooURL+path, "").Status }
	set := func(f ...wire.Fault) {
		t.Helper()
		if err := w.Yahoo.Set(f...); err != nil {
			t.Fatal(err)
		}
	}
	set(wire.Fault{Match: wire.Match{Path: charts, Symbol: "MSFT", After: 1}, Kind: yahoo.Edge, Times: 2})
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
	set(wire.Fault{Kind: yahoo.Edge})
	if get("/") != 429 {
		t.Error("a fault without a match meets all")
	}
	w.Yahoo.Clear()
	if get(charts+"AAPL") != 200 {
		t.Error("cleared")
	}
	if err := w.Yahoo.Set(wire.Fault{Kind: model.NoDone}); err == nil || !strings.Contains(err.Error(), "no such kind") {
		t.Errorf("a kind of the other server: %v", err)
	}
	if err := w.Yahoo.Set(wire.Fault{Kind: wire.Status, Status: 42}); err == nil {
		t.Error("status 42")
	}
	if err := w.Model.Set(wire.Fault{Match: wire.Match{Model: "m2", Text: "needle"}, Kind: wire.Status, Status: 500}); err != nil {
		t.Fatal(err)
	}
	for body, want := range map[string]int{`{"model":"m2","messages":[{"role":"user","content":"needle"}]}`: 500, `{"model":"m1","messages":[{"role":"user","content":"needle"}]}`: 200, `{"model":"m2","messages":[{"role":"user","content":"hay"}]}`: 200} {
		if got := wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", body).Status; got != want {
			t.Errorf("%s: %d", body, got)
		}
	}
}

func TestFaultsOverHTTP(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	base := w.YahooURL + "/sim/faults"
	const one = `{"match":{"path":"/v8/","after":0},"kind":"status","status":503,"header":{"Retry-After":"1"},"body":"x","delay":"5ms","times":1}`
	if got := wiretest.Fetch(t, c, "POST", base, one); got.Status != 200 || !strings.Contains(got.Body, `"delay":"5ms"`) {
		t.Errorf("set: %+v", got)
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+charts+"AAPL", ""); got.Status != 503 || got.Header.Get("Retry-After") != "1" {
		t.Errorf("%+v", got)
	}
	if got := wiretest.Fetch(t, c, "GET", base, ""); strings.TrimSpace(got.Body) != "[]" {
		t.Errorf("used up: %+v", got)
	}
	if got := wiretest.Fetch(t, c, "POST", base, "["+one+"]"); got.Status != 200 {
		t.Errorf("a list: %+v", got)
	}
	if got := wiretest.Fetch(t, c, "DELETE", base, ""); strings.TrimSpace(got.Body) != "[]" {
		t.Errorf("cleared: %+v", got)
	}
	for _, bad := range []string{"", "{}", `{"kind":"nonsense"}`, `{"kind":"slow","delay":"x"}`} {
		if got := wiretest.Fetch(t, c, "POST", base, bad); got.Status != 400 {
			t.Errorf("%q: %+v", bad, got)
		}
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+"/sim/other", ""); got.Status != 404 {
		t.Errorf("%+v", got)
	}
	sum := wiretest.Decoded(t, wiretest.Fetch(t, c, "GET", w.YahooURL+"/sim/requests", "").Body)
	if sum["total"] != 1.0 || sum["open"] != 0.0 || len(sum["log"].([]any)) != 1 {
		t.Errorf("%v", sum)
	}
	if got := wiretest.Fetch(t, c, "GET", w.YahooURL+"/sim/elsewhere", ""); got.Status != 200 || w.Yahoo.Requests("/sim/elsewhere") != 1 {
		t.Errorf("a followed redirect is counted: %+v", got)
	}
}

func TestLeavingIsCounted(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
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
	if err := w.Yahoo.WaitRequests(wiretest.Soon(t), 1); err != nil {
		t.Fatal(err)
	}
	if w.Yahoo.Open() != 1 || w.Yahoo.Cancelled() != 0 {
		t.Errorf("open %d, cancelled %d", w.Yahoo.Open(), w.Yahoo.Cancelled())
	}
	leave()
	if err := w.Yahoo.WaitCancelled(wiretest.Soon(t), 1); err != nil {
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
	w, err := Start(wire.Options{Now: wiretest.Wednesday})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Yahoo.Set(wire.Fault{Kind: wire.Hang}), w.Model.Set(wire.Fault{Kind: model.EndlessText})); err != nil {
		t.Fatal(err)
	}
	c := wiretest.Client()
	ended := make(chan wiretest.Fetched, 2)
	go func() { ended <- wiretest.Fetch(t, c, "GET", w.YahooURL+"/", "") }()
	go func() {
		ended <- wiretest.Fetch(t, c, "POST", w.ModelURL+"/chat/completions", `{"stream":true,"messages":[{"role":"user","content":"hi"}]}`)
	}()
	if err := errors.Join(w.Yahoo.WaitOpen(wiretest.Soon(t), 1), w.Model.WaitOpen(wiretest.Soon(t), 1)); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Close(), w.Close()); err != nil {
		t.Error(err)
	}
	for range 2 {
		if got := <-ended; got.Err == nil {
			t.Errorf("%d %.100s", got.Status, got.Body)
		}
	}
	if w.Yahoo.Cancelled() != 0 || w.Yahoo.Open() != 0 || !w.Yahoo.Log()[0].Aborted {
		t.Errorf("%+v", w.Yahoo.Summary())
	}
}
