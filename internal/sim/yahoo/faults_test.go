package yahoo

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"quotewire/internal/sim/wire"
	"quotewire/internal/sim/wire/wiretest"
)

func TestYahooFaults(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	v := visitYahoo(t, w, c)
	chart := w.YahooURL + chartPath + "AAPL?range=5d&interval=1d"
	whole := wiretest.Fetch(t, c, "GET", chart, "").Body
	quote := w.YahooURL + quotePath + "?symbols=AAPL&crumb=" + strings.NewReplacer("/", "%2F", "=", "%3D", "+", "%2B").Replace(v.crumb)
	const patience = 150 * time.Millisecond
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	var tried []wire.Kind
	for _, x := range []struct {
		fault wire.Fault
		url   string
		holds func(got wiretest.Fetched) bool
	}{
		{wire.Fault{Kind: wire.Hang}, chart, func(g wiretest.Fetched) bool { return g.Status == 0 && gone(g.Err) }},
		{wire.Fault{Kind: wire.Stall}, chart, func(g wiretest.Fetched) bool { return g.Status == 200 && gone(g.Err) && g.Body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Slow, Delay: wire.Duration(time.Millisecond)}, chart, func(g wiretest.Fetched) bool { return g.Err == nil && g.Body == whole }},
		{wire.Fault{Kind: wire.Late, Delay: wire.Duration(time.Millisecond)}, chart, func(g wiretest.Fetched) bool { return g.Body == whole }},
		{wire.Fault{Kind: wire.Status, Status: 502, Body: "bad gateway"}, chart, func(g wiretest.Fetched) bool { return g.Status == 502 && g.Body == "bad gateway" }},
		{wire.Fault{Kind: wire.HTML}, chart, func(g wiretest.Fetched) bool { return g.Status == 200 && strings.HasPrefix(g.Body, "<!DOCTYPE html>") }},
		{wire.Fault{Kind: wire.Reset}, chart, func(g wiretest.Fetched) bool { return errors.Is(g.Err, syscall.ECONNRESET) || errors.Is(g.Err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, chart, func(g wiretest.Fetched) bool {
			return g.Status == 200 && errors.Is(g.Err, io.ErrUnexpectedEOF) && g.Body == whole[:len(whole)/2]
		}},
		{wire.Fault{Kind: wire.Truncate}, chart, func(g wiretest.Fetched) bool { return g.Err == nil && g.Body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Redirect}, chart, func(g wiretest.Fetched) bool { return g.Status == 307 && g.Header.Get("Location") == "/sim/elsewhere" }},
		{wire.Fault{Kind: wire.Redirect, Status: 302, Header: map[string]string{"Location": "http://x.invalid/"}}, chart, func(g wiretest.Fetched) bool {
			return g.Status == 302 && g.Header.Get("Location") == "http://x.invalid/"
		}},
		{wire.Fault{Kind: wire.ContentType}, chart, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Type") == "text/plain" && g.Body == whole }},
		{wire.Fault{Kind: wire.Gzip}, chart, func(g wiretest.Fetched) bool {
			z, err := gzip.NewReader(strings.NewReader(g.Body))
			if err != nil {
				return false
			}
			plain, err := io.ReadAll(z)
			return err == nil && string(plain) == whole && g.Header.Get("Content-Encoding") == "gzip"
		}},
		{wire.Fault{Kind: wire.Oversized}, chart, func(g wiretest.Fetched) bool { return len(g.Body) > 1<<20 }},
		{wire.Fault{Kind: wire.RateLimited}, chart, func(g wiretest.Fetched) bool { return g.Status == 429 && g.Header.Get("Retry-After") == "" }},
		{wire.Fault{Kind: wire.RateLimited, Header: map[string]string{"Retry-After": "7"}}, quote, func(g wiretest.Fetched) bool { return g.Status == 429 && g.Header.Get("Retry-After") == "7" }},
		{wire.Fault{Kind: Edge}, quote, func(g wiretest.Fetched) bool { return g.Status == 429 && g.Body == "Edge: Too Many Requests" }},
		{wire.Fault{Kind: Status999}, quote, func(g wiretest.Fetched) bool { return g.Status == 999 }},
		{wire.Fault{Kind: InvalidCrumb}, quote, func(g wiretest.Fetched) bool { return g.Status == 401 && strings.Contains(g.Body, "Invalid Crumb") }},
		{wire.Fault{Kind: BadCrumb}, w.YahooURL + crumbPath, func(g wiretest.Fetched) bool { return g.Status == 200 && g.Body == "Too Many Requests" }},
		{wire.Fault{Kind: Consent}, w.YahooURL + "/", func(g wiretest.Fetched) bool { return g.Status == 404 && g.Header.Get("Set-Cookie") == "" }},
		{wire.Fault{Kind: wire.EmptyResult}, quote, func(g wiretest.Fetched) bool { return g.Body == `{"quoteResponse":{"error":null,"result":[]}}` }},
		{wire.Fault{Kind: wire.EmptyResult}, chart, func(g wiretest.Fetched) bool { return g.Body == `{"chart":{"error":null,"result":[]}}` }},
		{wire.Fault{Kind: wire.NullResult}, chart, func(g wiretest.Fetched) bool { return g.Body == `{"chart":{"error":null,"result":null}}` }},
		{wire.Fault{Kind: EmptyQuote}, quote, func(g wiretest.Fetched) bool { return g.Body == `{"quoteResponse":{"error":null,"result":[{}]}}` }},
		{wire.Fault{Kind: EmptyQuote}, chart, func(g wiretest.Fetched) bool { return strings.Contains(g.Body, `"quote":[{}]`) }},
		{wire.Fault{Kind: NullBars}, chart, func(g wiretest.Fetched) bool { return strings.Contains(g.Body, `"close":[null,3`) }},
		{wire.Fault{Kind: Ragged}, chart, func(g wiretest.Fetched) bool {
			var a struct {
				Chart struct{ Result []chartAnswer }
			}
			if json.Unmarshal([]byte(g.Body), &a) != nil {
				return false
			}
			i := a.Chart.Result[0].Indicators
			return len(i.Quote[0].High) == 2 && len(i.Quote[0].Low) == 5 && len(i.Adjclose[0].Adjclose) == 2
		}},
	} {
		tried = append(tried, x.fault.Kind)
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			if err := w.Yahoo.Set(x.fault); err != nil {
				t.Fatal(err)
			}
			if got := wiretest.FetchFor(t, c, "GET", x.url, "", patience, "Cookie", v.cookie); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.Status, got.Err, got.Header, got.Body)
			}
			w.Yahoo.Clear()
		})
	}
	for _, kind := range Kinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Yahoo.WaitOpen(wiretest.Soon(t), 0); err != nil {
		t.Error(err)
	}
}
