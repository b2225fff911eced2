package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"quotewire/internal/api"
	"quotewire/internal/llm/llmtest"
	"quotewire/internal/market"
	"quotewire/internal/sim/wire"
)

const checksOn = "QUOTEWIRE_STARTUP_CHECKS=true"

// records are the lines of the log so far that hold a text.
func (w *walk) records(text string) (found []string) {
	for line := range strings.Lines(w.log.String()) {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}

// refusing is the URL of an address where nobody listens.
const refusing = "http://127.0.0.1:1"

// An operator reads in the log of the start what the first user would find out.
func TestStartChecks(t *testing.T) {
	fake := filepath.Join(t.TempDir(), "chromium")
	if err := os.WriteFile(fake, nil, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		environ []string
		part    string
		want    []string // in the one line of the part; none: there is no line
		model   []llmtest.Step
	}{
		"a model that answers": {
			[]string{checksOn, "QUOTEWIRE_MODEL_CHECK=true"}, "model",
			[]string{"level=INFO", `found="model server, model test-model, takes tools, context window not told"`},
			[]llmtest.Step{llmtest.Text("ok", 0)},
		},
		"a model without tools": {
			[]string{checksOn, "QUOTEWIRE_MODEL_CHECK=true"}, "model",
			[]string{"level=WARN", `variables="OPENAI_BASE_URL, OPENAI_API_KEY, QUOTEWIRE_MODEL"`, "does not support tools", "hint=", "--jinja"},
			[]llmtest.Step{llmtest.Status(400, http.Header{}, `{"error":{"message":"m does not support tools"}}`)},
		},
		"an address without an API": {
			[]string{checksOn, "QUOTEWIRE_MODEL_CHECK=true"}, "model", []string{"level=WARN", "OPENAI_BASE_URL, which mostly ends in /v1"},
			[]llmtest.Step{llmtest.Status(404, http.Header{}, `404 page not found`)},
		},
		"a model that is not asked": {[]string{checksOn}, "model", []string{"level=INFO", "not tried out"}, nil},
		"the demo's model":          {[]string{checksOn, "QUOTEWIRE_DEMO=true"}, "model", nil, nil},
		"a market that answers":     {[]string{checksOn}, "market", []string{"level=INFO", `found="Yahoo Finance answers: AAPL at `}, nil},
		"a market that is down": {
			[]string{checksOn, "QUOTEWIRE_YAHOO_URL=" + refusing}, "market",
			[]string{"level=WARN", `variables="QUOTEWIRE_MARKET_SOURCES, QUOTEWIRE_YAHOO_URL, QUOTEWIRE_SOURCE_URLS, HTTPS_PROXY"`, "connection refused", "hint=", "`quotewire probe`"}, nil,
		},
		"checks are off":         {[]string{"QUOTEWIRE_STARTUP_CHECKS=false"}, "market", nil, nil},
		"a simulated market":     {[]string{checksOn, "QUOTEWIRE_DEMO=true", "QUOTEWIRE_YAHOO_URL="}, "market", nil, nil},
		"the market of the demo": {[]string{checksOn, "QUOTEWIRE_DEMO=true"}, "market", []string{"level=INFO"}, nil},
		"a browser that is not there": {
			[]string{checksOn, "QUOTEWIRE_BROWSER=/nonexistent/chromium"}, "browser",
			[]string{"level=WARN", `variables="QUOTEWIRE_BROWSER, PLAYWRIGHT_DRIVER_PATH"`, "no Chromium headless shell at /nonexistent/chromium"}, nil,
		},
		"a driver that is not there": {
			[]string{checksOn, "QUOTEWIRE_BROWSER=" + fake, "PLAYWRIGHT_DRIVER_PATH=/nonexistent"}, "browser",
			[]string{"level=WARN", "no playwright-core"}, nil,
		},
		"no browser, and none was named": {[]string{checksOn, "PLAYWRIGHT_DRIVER_PATH=/nonexistent"}, "browser", []string{"level=INFO", "none, pages"}, nil},
		"a browser that is off":          {[]string{checksOn, "QUOTEWIRE_BROWSER=off"}, "browser", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			w := startWalk(t, append([]string{"QUOTEWIRE_MODEL_CHECK=false"}, c.environ...), c.model...)
			if c.model != nil {
				w.model.Always(c.model[0]) // one that fails is asked again
			}
			part := " part=" + c.part + " "
			if begun := slices.ContainsFunc(w.app.checks, func(one startCheck) bool { return one.part == c.part }); begun != (c.want != nil) {
				t.Fatalf("checked: %t", begun)
			}
			if c.want == nil {
				return
			}
			eventually(t, "a line of the check", func() bool { return len(w.records(part)) > 0 })
			lines := w.records(part)
			for _, want := range c.want {
				if len(lines) != 1 || !strings.Contains(lines[0], want) {
					t.Errorf("the log holds %q, want one line with %q", lines, want)
				}
			}
		})
	}
}

// Where the first source refuses, the check names the one that answers in its place, and
// the one that does not; the log tells of the loss with a hint.
func TestMarketCheckNamesWhoAnswers(t *testing.T) {
	var log transcript
	blocks := named{talker{covers: "AAPL", err: &market.Error{Kind: market.ErrBlocked, Status: 429}}, "yahoo"}
	aapl, err := market.ParseSymbol("AAPL")
	if err != nil {
		t.Fatal(err)
	}
	answers := named{talker{covers: "AAPL", ticker: market.Ticker{Symbol: aapl, Price: market.Num(7), Currency: "USD", Origin: market.Origin{Provider: "Second"}}}, "second"}
	data, err := market.New(market.Options{Sources: []market.Source{blocks, answers}, Logger: slog.New(api.LogHandler(slog.NewTextHandler(&log, nil)))})
	if err != nil {
		t.Fatal(err)
	}
	defer data.Close()
	if found, err := askMarket(t.Context(), data); err != nil || found != "Second answers: AAPL at 7 USD; lost: yahoo" {
		t.Errorf("%q, %v", found, err)
	}
	for _, want := range []string{`level=WARN msg="source of market data lost" source=yahoo`, "(status 429)", "tried_again_in=15s", "hint=", "QUOTEWIRE_MARKET_SOURCES", "`quotewire probe`"} {
		if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, want) {
			t.Errorf("the log holds\n%s, want one record with %q", got, want)
		}
	}
}

// named is a talker of another name.
type named struct {
	talker
	name string
}

func (n named) Name() string { return n.name }

// A check that hangs must not keep the server from stopping, nor outlive it, nor
// complain of the stop.
func TestStopEndsChecks(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	asked := make(chan struct{}, 10)
	yahoo := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	defer yahoo.Close()
	var log transcript
	app, err := newApp(testConfig(t, checksOn, "OPENAI_BASE_URL="+refusing+"/v1", "QUOTEWIRE_YAHOO_URL="+yahoo.URL), slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	<-asked
	begun := time.Now()
	if err := app.Stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(begun); took > checkTime/2 {
		t.Errorf("Stop took %v", took)
	}
	if strings.Contains(log.String(), "part=market") {
		t.Errorf("the log holds\n%s", log.String())
	}
}

func TestCheckIsBounded(t *testing.T) {
	w := startWalk(t, nil)
	w.app.check(startCheck{"part", "A, B", func(ctx context.Context) (string, error) {
		deadline, ok := ctx.Deadline()
		if left := time.Until(deadline); !ok || left > checkTime {
			t.Errorf("a check has %v", left)
		}
		return "", errors.New("not there")
	}, checkTime, false})
	if got := w.records("part=part"); len(got) != 1 || !strings.Contains(got[0], `variables="A, B" error="not there"`) {
		t.Errorf("the log holds %q", got)
	}
}

// What does not work is told live, by /readyz and by the health check, and takes
// no replica out of the load balancer.
func TestProblemsAreTold(t *testing.T) {
	w := startWalk(t, []string{"QUOTEWIRE_BROWSER=/nonexistent/chromium"})
	type problem struct {
		Part, Code, Message string
		Since               time.Time
	}
	ready := func() (state string, all []problem) {
		t.Helper()
		var got struct {
			Status   string
			Problems []problem
		}
		code, body := status(t, w.url+"/readyz")
		if err := json.Unmarshal([]byte(body), &got); err != nil || code != http.StatusOK {
			t.Fatalf("/readyz: %d %s (%v)", code, body, err)
		}
		for _, secret := range []string{"127.0.0.1", "nonexistent", "SECRET"} {
			if strings.Contains(body, secret) {
				t.Errorf("/readyz tells %q: %s", secret, body)
			}
		}
		return got.Status, got.Problems
	}
	parts := func(all []problem) (names []string) {
		for _, p := range all {
			names = append(names, p.Part+" "+p.Code)
			if p.Message == "" || p.Since.IsZero() || time.Since(p.Since) > patience {
				t.Errorf("problem %+v", p)
			}
		}
		return names
	}
	if state, all := ready(); state != "degraded" || !slices.Equal(parts(all), []string{"browser page_unavailable"}) {
		t.Errorf("with a browser that is not there: %s %v", state, all)
	}
	if err := w.yahoo.Set(wire.Fault{Kind: wire.Status, Status: 503, Body: "SECRET"}); err != nil {
		t.Fatal(err)
	}
	if code, body := status(t, w.url+"/api/history/AAPL"); code != http.StatusBadGateway {
		t.Errorf("history: %d %s", code, body)
	}
	if state, all := ready(); state != "degraded" || !slices.Equal(parts(all), []string{"market market_unavailable", "browser page_unavailable"}) {
		t.Errorf("with Yahoo down: %s %v", state, all)
	}
	var out bytes.Buffer
	addr := strings.TrimPrefix(w.url, "http://")
	if err := run(t.Context(), []string{"-check"}, []string{"QUOTEWIRE_ADDR=" + addr}, stdio{out: &out, err: &out}); err != nil {
		t.Errorf("-check: %v", err)
	}
	if got := out.String(); strings.Count(got, "\n") != 2 || !strings.Contains(got, "market: market_unavailable: no source of market data has an answer, and one cannot be reached, since 20") {
		t.Errorf("-check prints %q", got)
	}
	w.yahoo.Clear()
	if code, body := status(t, w.url+"/api/history/AAPL"); code != http.StatusOK {
		t.Errorf("history: %d %s", code, body)
	}
	if _, all := ready(); !slices.Equal(parts(all), []string{"browser page_unavailable"}) {
		t.Errorf("with Yahoo back: %v", all)
	}
}

// A server without problems prints nothing, and one of another version is judged
// by its status.
func TestCheckPrintsNothingWithoutProblems(t *testing.T) {
	for _, body := range []string{`{"status":"ready","problems":[]}`, `{"status":"ready"}`, `ready`, ``} {
		var out bytes.Buffer
		if err := writeProblems(&out, []byte(body)); err != nil || out.Len() > 0 {
			t.Errorf("%q: %q, %v", body, &out, err)
		}
	}
	if code, body := status(t, startWalk(t, nil).url+"/readyz"); code != http.StatusOK || body != "{\"status\":\"ready\",\"problems\":[]}\n" {
		t.Errorf("/readyz: %d %s", code, body)
	}
}

// A model server that starts more slowly than we do is asked until it answers:
// nobody has to ask a question for the start's failure to be mended.
func TestModelIsAskedUntilItAnswers(t *testing.T) {
	w := startWalk(t, []string{checksOn, "QUOTEWIRE_MODEL_CHECK=true"},
		llmtest.Status(http.StatusServiceUnavailable, http.Header{}, `{"error":{"message":"no such luck"}}`),
		llmtest.Status(http.StatusServiceUnavailable, http.Header{}, `{"error":{"message":"no such luck"}}`),
		llmtest.Status(http.StatusServiceUnavailable, http.Header{}, `{"error":{"message":"no such luck"}}`))
	w.model.Always(llmtest.Text("ok", 0))
	eventually(t, "a line of a check that has succeeded", func() bool { return len(w.records("msg=checked part=model")) == 1 })
	if failed := w.records("check failed"); len(failed) != 1 || !strings.Contains(failed[0], "part=model") {
		t.Errorf("the log holds %q; want the failure once", failed)
	}
	if code, body := status(t, w.url+"/readyz"); code != http.StatusOK || strings.Contains(body, "degraded") {
		t.Errorf("readyz %d %s", code, body)
	}
}
