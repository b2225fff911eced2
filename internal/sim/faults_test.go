package sim

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // this file
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// impatient reads until the client's patience ends, for answers that never do.
func impatient(t *testing.T, c *http.Client, method, address, body string, patience time.Duration, header ...string) fetched {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := c.Do(r)
	if err != nil {
		return fetched{err: err}
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, 16<<20))
	return fetched{resp.StatusCode, resp.Header, string(raw), err}
}

func TestYahooFaults(t *testing.T) {
	w, c := testWorld(t, wednesday)
	v := visitYahoo(t, w, c)
	chart := w.YahooURL + chartPath + "AAPL?range=5d&interval=1d"
	whole := fetch(t, c, "GET", chart, "").body
	quote := w.YahooURL + quotePath + "?symbols=AAPL&crumb=" + strings.NewReplacer("/", "%2F", "=", "%3D", "+", "%2B").Replace(v.crumb)
	const patience = 150 * time.Millisecond
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	for _, x := range []struct {
		fault Fault
		url   string
		holds func(got fetched) bool
	}{
		{Fault{Kind: Hang}, chart, func(g fetched) bool { return g.status == 0 && gone(g.err) }},
		{Fault{Kind: Stall}, chart, func(g fetched) bool { return g.status == 200 && gone(g.err) && g.body == whole[:len(whole)/2] }},
		{Fault{Kind: Slow, Delay: Duration(time.Millisecond)}, chart, func(g fetched) bool { return g.err == nil && g.body == whole }},
		{Fault{Kind: Late, Delay: Duration(time.Millisecond)}, chart, func(g fetched) bool { return g.body == whole }},
		{Fault{Kind: Status, Status: 502, Body: "bad gateway"}, chart, func(g fetched) bool { return g.status == 502 && g.body == "bad gateway" }},
		{Fault{Kind: HTML}, chart, func(g fetched) bool { return g.status == 200 && strings.HasPrefix(g.body, "<!DOCTYPE html>") }},
		{Fault{Kind: Reset}, chart, func(g fetched) bool { return errors.Is(g.err, syscall.ECONNRESET) || errors.Is(g.err, io.EOF) }},
		{Fault{Kind: Cut}, chart, func(g fetched) bool {
			return g.status == 200 && errors.Is(g.err, io.ErrUnexpectedEOF) && g.body == whole[:len(whole)/2]
		}},
		{Fault{Kind: Truncate}, chart, func(g fetched) bool { return g.err == nil && g.body == whole[:len(whole)/2] }},
		{Fault{Kind: Redirect}, chart, func(g fetched) bool { return g.status == 307 && g.header.Get("Location") == elsewhere }},
		{Fault{Kind: Redirect, Status: 302, Header: map[string]string{"Location": "http://x.invalid/"}}, chart, func(g fetched) bool { return g.status == 302 && g.header.Get("Location") == "http://x.invalid/" }},
		{Fault{Kind: ContentType}, chart, func(g fetched) bool { return g.header.Get("Content-Type") == "text/plain" && g.body == whole }},
		{Fault{Kind: Gzip}, chart, func(g fetched) bool {
			z, err := gzip.NewReader(strings.NewReader(g.body))
			if err != nil {
				return false
			}
			plain, err := io.ReadAll(z)
			return err == nil && string(plain) == whole && g.header.Get("Content-Encoding") == "gzip"
		}},
		{Fault{Kind: Oversized}, chart, func(g fetched) bool { return len(g.body) > 1<<20 }},
		{Fault{Kind: RateLimited}, chart, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "" }},
		{Fault{Kind: RateLimited, Header: map[string]string{"Retry-After": "7"}}, quote, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "7" }},
		{Fault{Kind: Edge}, quote, func(g fetched) bool { return g.status == 429 && g.body == "Edge: Too Many Requests" }},
		{Fault{Kind: Status999}, quote, func(g fetched) bool { return g.status == 999 }},
		{Fault{Kind: InvalidCrumb}, quote, func(g fetched) bool { return g.status == 401 && strings.Contains(g.body, "Invalid Crumb") }},
		{Fault{Kind: BadCrumb}, w.YahooURL + crumbPath, func(g fetched) bool { return g.status == 200 && g.body == "Too Many Requests" }},
		{Fault{Kind: Consent}, w.YahooURL + "/", func(g fetched) bool { return g.status == 404 && g.header.Get("Set-Cookie") == "" }},
		{Fault{Kind: EmptyResult}, quote, func(g fetched) bool { return g.body == `{"quoteResponse":{"error":null,"result":[]}}` }},
		{Fault{Kind: EmptyResult}, chart, func(g fetched) bool { return g.body == `{"chart":{"error":null,"result":[]}}` }},
		{Fault{Kind: NullResult}, chart, func(g fetched) bool { return g.body == `{"chart":{"error":null,"result":null}}` }},
		{Fault{Kind: EmptyQuote}, quote, func(g fetched) bool { return g.body == `{"quoteResponse":{"error":null,"result":[{}]}}` }},
		{Fault{Kind: EmptyQuote}, chart, func(g fetched) bool { return strings.Contains(g.body, `"quote":[{}]`) }},
		{Fault{Kind: NullBars}, chart, func(g fetched) bool { return strings.Contains(g.body, `"close":[null,3`) }},
		{Fault{Kind: Ragged}, chart, func(g fetched) bool {
			var a struct {
				Chart struct{ Result []chartAnswer }
			}
			if json.Unmarshal([]byte(g.body), &a) != nil {
				return false
			}
			i := a.Chart.Result[0].Indicators
			return len(i.Quote[0].High) == 2 && len(i.Quote[0].Low) == 5 && len(i.Adjclose[0].Adjclose) == 2
		}},
	} {
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			if err := w.Yahoo.Set(x.fault); err != nil {
				t.Fatal(err)
			}
			if got := impatient(t, c, "GET", x.url, "", patience, "Cookie", v.cookie); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.status, got.err, got.header, got.body)
			}
			w.Yahoo.Clear()
		})
	}
	if err := w.Yahoo.WaitOpen(soon(t), 0); err != nil {
		t.Error(err)
	}
}

func TestModelFaults(t *testing.T) {
	w, c := testWorld(t, wednesday)
	const body = `{"model":"demo","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello"}]}`
	ask := w.ModelURL + "/chat/completions"
	whole := fetch(t, c, "POST", ask, body).body
	n := strings.Count(whole, "data: ")
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	done := func(g fetched) bool { return strings.HasSuffix(g.body, "data: [DONE]\n\n") }
	finished := func(g fetched) bool { return strings.Contains(g.body, `"finish_reason":"stop"`) }
	for _, x := range []struct {
		fault Fault
		holds func(g fetched) bool
	}{
		{Fault{Kind: Hang}, func(g fetched) bool { return g.status == 0 && gone(g.err) }},
		{Fault{Kind: Stall}, func(g fetched) bool { return gone(g.err) && len(g.body) > 100 && !finished(g) }},
		{Fault{Kind: Slow, Delay: Duration(time.Millisecond)}, func(g fetched) bool { return done(g) && g.err == nil }},
		{Fault{Kind: Late, Delay: Duration(time.Millisecond)}, done},
		{Fault{Kind: Status, Status: 500}, func(g fetched) bool { return g.status == 500 && strings.Contains(g.body, `"type":"server_error"`) }},
		{Fault{Kind: Status, Status: 429, Header: map[string]string{"Retry-After": "1"}}, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "1" }},
		{Fault{Kind: HTML, Status: 503}, func(g fetched) bool { return g.status == 503 && strings.HasPrefix(g.body, "<!DOCTYPE") }},
		{Fault{Kind: Reset}, func(g fetched) bool { return errors.Is(g.err, syscall.ECONNRESET) || errors.Is(g.err, io.EOF) }},
		{Fault{Kind: Cut}, func(g fetched) bool { return g.err != nil && !gone(g.err) && !finished(g) }},
		{Fault{Kind: Truncate}, func(g fetched) bool { return g.err == nil && !strings.HasSuffix(g.body, "\n\n") }},
		{Fault{Kind: Redirect}, func(g fetched) bool { return g.status == 307 }},
		{Fault{Kind: ContentType}, func(g fetched) bool { return g.header.Get("Content-Type") == "text/plain" && done(g) }},
		{Fault{Kind: Gzip}, func(g fetched) bool { return g.header.Get("Content-Encoding") == "gzip" && g.body[:2] == "\x1f\x8b" }},
		{Fault{Kind: Oversized}, func(g fetched) bool { return len(g.body) > 1<<20 }},
		{Fault{Kind: NoFinish}, func(g fetched) bool { return g.err == nil && !finished(g) && !done(g) }},
		{Fault{Kind: NoDone}, func(g fetched) bool {
			return g.err == nil && finished(g) && !done(g) && strings.Contains(g.body, `"prompt_tokens"`)
		}},
		{Fault{Kind: NoClose}, func(g fetched) bool { return gone(g.err) && finished(g) }},
		{Fault{Kind: ErrorEvent}, func(g fetched) bool {
			return g.err == nil && strings.Contains(g.body, `data: {"error":{`) && strings.Contains(g.body, "sk-SECRET") && !finished(g)
		}},
		{Fault{Kind: InvalidJSON}, func(g fetched) bool { return done(g) && strings.Contains(g.body, "data: {\"choices\":[{\"delta\":\n") }},
		{Fault{Kind: EmptyChoices}, func(g fetched) bool {
			return done(g) && strings.Contains(g.body, `{"choices":[],`) && strings.Contains(g.body, `{"choices":null,`) && strings.Contains(g.body, `"content":null`)
		}},
		{Fault{Kind: HugeLine}, func(g fetched) bool { return done(g) && len(g.body) > 8<<20 }},
		{Fault{Kind: EndlessLine}, func(g fetched) bool {
			last := g.body[strings.LastIndex(g.body, "\n")+1:]
			return len(last) > 1<<20
		}},
		{Fault{Kind: Comments}, func(g fetched) bool { return done(g) && strings.Count(g.body, "\n: PROCESSING\n") >= 4999 }},
		{Fault{Kind: Fragments}, func(g fetched) bool {
			return strings.ReplaceAll(strings.ReplaceAll(g.body, "\r\n", "\n"), "data:", "data: ")[:4] == "data" && strings.HasSuffix(g.body, "data:[DONE]\r\n\r\n") && strings.Count(g.body, "data:") == n
		}},
		{Fault{Kind: NoUsage}, func(g fetched) bool { return done(g) && !strings.Contains(g.body, `"prompt_tokens"`) }},
		{Fault{Kind: EndlessText}, func(g fetched) bool { return strings.Count(g.body, "and so on ") > 1000 && !finished(g) }},
		{Fault{Kind: Forged}, func(g fetched) bool { return done(g) && strings.Contains(g.body, `\n\nevent: done\ndata: `) }},
	} {
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			if err := w.Model.Set(x.fault); err != nil {
				t.Fatal(err)
			}
			patience := 20 * time.Second
			switch x.fault.Kind {
			case Hang, Stall, NoClose, Oversized, EndlessLine, EndlessText:
				patience = 300 * time.Millisecond
			}
			if got := impatient(t, c, "POST", ask, body, patience); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.status, got.err, got.header, got.body)
			}
			w.Model.Clear()
		})
	}
	if err := w.Model.WaitOpen(soon(t), 0); err != nil {
		t.Error(err)
	}
}

//go:embed faults_test.go
var faultsTest string

func TestEveryFaultIsTested(t *testing.T) {
	src := faultsTest
	for _, part := range []struct {
		from  string
		kinds []Kind
	}{{"func TestYahooFaults", YahooKinds()}, {"func TestModelFaults", ModelKinds()}} {
		_, text, _ := strings.Cut(src, part.from)
		text, _, _ = strings.Cut(text, "\n}\n")
		for _, k := range part.kinds {
			if !strings.Contains(text, "{Kind: "+constant(k)) {
				t.Errorf("%s does not try %s", part.from, k)
			}
		}
	}
}

// constant is the Go name of a kind.
func constant(k Kind) string {
	switch k {
	case HTML:
		return "HTML"
	case Status999:
		return "Status999"
	case InvalidJSON:
		return "InvalidJSON"
	}
	var b strings.Builder
	for part := range strings.SplitSeq(string(k), "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

func TestFaultsMatchCountAndClear(t *testing.T) {
	w, c := testWorld(t, wednesday)
	get := func(path string) int { return fetch(t, c, "GET", w.YahooURL+path, "").status }
	set := func(f ...Fault) {
		t.Helper()
		if err := w.Yahoo.Set(f...); err != nil {
			t.Fatal(err)
		}
	}
	set(Fault{Match: Match{Path: chartPath, Symbol: "MSFT", After: 1}, Kind: Edge, Times: 2})
	var got []int
	for range 4 {
		got = append(got, get(chartPath+"MSFT"), get(chartPath+"AAPL"))
	}
	want := []int{200, 200, 429, 200, 429, 200, 200, 200}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
	set(Fault{Kind: Edge})
	if get("/") != 429 {
		t.Error("a fault without a match meets all")
	}
	w.Yahoo.Clear()
	if get(chartPath+"AAPL") != 200 {
		t.Error("cleared")
	}
	if err := w.Yahoo.Set(Fault{Kind: NoDone}); err == nil || !strings.Contains(err.Error(), "no such kind") {
		t.Errorf("a kind of the other server: %v", err)
	}
	if err := w.Yahoo.Set(Fault{Kind: Status, Status: 42}); err == nil {
		t.Error("status 42")
	}
	if err := w.Model.Set(Fault{Match: Match{Model: "m2", Text: "needle"}, Kind: Status, Status: 500}); err != nil {
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
	if got := fetch(t, c, "GET", w.YahooURL+chartPath+"AAPL", ""); got.status != 503 || got.header.Get("Retry-After") != "1" {
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
	if got := fetch(t, c, "GET", w.YahooURL+elsewhere, ""); got.status != 200 || w.Yahoo.Requests(elsewhere) != 1 {
		t.Errorf("a followed redirect is counted: %+v", got)
	}
}

func TestLeavingIsCounted(t *testing.T) {
	w, c := testWorld(t, wednesday)
	if err := w.Yahoo.Set(Fault{Kind: Hang}); err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		r, err := http.NewRequestWithContext(ctx, "GET", w.YahooURL+chartPath+"AAPL", nil)
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
	if r := w.Yahoo.Log()[0]; !r.Left || r.Fault != Hang || r.Ended.Before(r.At) || r.Aborted {
		t.Errorf("%+v", r)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := w.Yahoo.WaitCancelled(short, 2); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "1 cancelled") {
		t.Errorf("waiting in vain: %v", err)
	}
}

func TestTheLogIsBounded(t *testing.T) {
	l := newLedger()
	for range 3 * ledgerRecords {
		l.leave(l.arrive(Record{Path: "/x"}, func() {}), false, 0)
	}
	log := l.Log()
	if len(log) != ledgerRecords || log[0].N != 2*ledgerRecords+1 || l.Total() != 3*ledgerRecords || l.Requests("/x") != 3*ledgerRecords {
		t.Errorf("%d records, first %d, total %d", len(log), log[0].N, l.Total())
	}
}

func TestCloseEndsWhatHangs(t *testing.T) {
	w, err := Start(Options{Now: wednesday})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Yahoo.Set(Fault{Kind: Hang}), w.Model.Set(Fault{Kind: EndlessText})); err != nil {
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

func TestPathsAreBoundedAndCounted(t *testing.T) {
	l := newLedger()
	for i := range 2 * ledgerPaths {
		l.leave(l.arrive(Record{Path: fmt.Sprintf("%sZZ%d", chartPath, i)}, func() {}), false, 0)
	}
	if n := len(l.Summary().Paths); n != ledgerPaths+1 || l.Requests(chartPath) != 2*ledgerPaths {
		t.Errorf("%d paths, %d requests", n, l.Requests(chartPath))
	}
}

// events is the data of a stream, line by line.
func events(body string) []string {
	var all []string
	for s := bufio.NewScanner(bytes.NewReader([]byte(body))); s.Scan(); {
		if data, ok := strings.CutPrefix(s.Text(), "data: "); ok {
			all = append(all, data)
		}
	}
	return all
}
