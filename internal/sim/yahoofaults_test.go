package sim

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
)

func TestYahooFaults(t *testing.T) {
	w, c := testWorld(t, wednesday)
	v := visitYahoo(t, w, c)
	chart := w.YahooURL + chartPath + "AAPL?range=5d&interval=1d"
	whole := fetch(t, c, "GET", chart, "").body
	quote := w.YahooURL + quotePath + "?symbols=AAPL&crumb=" + strings.NewReplacer("/", "%2F", "=", "%3D", "+", "%2B").Replace(v.crumb)
	const patience = 150 * time.Millisecond
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	var tried []wire.Kind
	for _, x := range []struct {
		fault wire.Fault
		url   string
		holds func(got fetched) bool
	}{
		{wire.Fault{Kind: wire.Hang}, chart, func(g fetched) bool { return g.status == 0 && gone(g.err) }},
		{wire.Fault{Kind: wire.Stall}, chart, func(g fetched) bool { return g.status == 200 && gone(g.err) && g.body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Slow, Delay: wire.Duration(time.Millisecond)}, chart, func(g fetched) bool { return g.err == nil && g.body == whole }},
		{wire.Fault{Kind: wire.Late, Delay: wire.Duration(time.Millisecond)}, chart, func(g fetched) bool { return g.body == whole }},
		{wire.Fault{Kind: wire.Status, Status: 502, Body: "bad gateway"}, chart, func(g fetched) bool { return g.status == 502 && g.body == "bad gateway" }},
		{wire.Fault{Kind: wire.HTML}, chart, func(g fetched) bool { return g.status == 200 && strings.HasPrefix(g.body, "<!DOCTYPE html>") }},
		{wire.Fault{Kind: wire.Reset}, chart, func(g fetched) bool { return errors.Is(g.err, syscall.ECONNRESET) || errors.Is(g.err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, chart, func(g fetched) bool {
			return g.status == 200 && errors.Is(g.err, io.ErrUnexpectedEOF) && g.body == whole[:len(whole)/2]
		}},
		{wire.Fault{Kind: wire.Truncate}, chart, func(g fetched) bool { return g.err == nil && g.body == whole[:len(whole)/2] }},
		{wire.Fault{Kind: wire.Redirect}, chart, func(g fetched) bool { return g.status == 307 && g.header.Get("Location") == "/sim/elsewhere" }},
		{wire.Fault{Kind: wire.Redirect, Status: 302, Header: map[string]string{"Location": "http://x.invalid/"}}, chart, func(g fetched) bool { return g.status == 302 && g.header.Get("Location") == "http://x.invalid/" }},
		{wire.Fault{Kind: wire.ContentType}, chart, func(g fetched) bool { return g.header.Get("Content-Type") == "text/plain" && g.body == whole }},
		{wire.Fault{Kind: wire.Gzip}, chart, func(g fetched) bool {
			z, err := gzip.NewReader(strings.NewReader(g.body))
			if err != nil {
				return false
			}
			plain, err := io.ReadAll(z)
			return err == nil && string(plain) == whole && g.header.Get("Content-Encoding") == "gzip"
		}},
		{wire.Fault{Kind: wire.Oversized}, chart, func(g fetched) bool { return len(g.body) > 1<<20 }},
		{wire.Fault{Kind: wire.RateLimited}, chart, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "" }},
		{wire.Fault{Kind: wire.RateLimited, Header: map[string]string{"Retry-After": "7"}}, quote, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "7" }},
		{wire.Fault{Kind: Edge}, quote, func(g fetched) bool { return g.status == 429 && g.body == "Edge: Too Many Requests" }},
		{wire.Fault{Kind: Status999}, quote, func(g fetched) bool { return g.status == 999 }},
		{wire.Fault{Kind: InvalidCrumb}, quote, func(g fetched) bool { return g.status == 401 && strings.Contains(g.body, "Invalid Crumb") }},
		{wire.Fault{Kind: BadCrumb}, w.YahooURL + crumbPath, func(g fetched) bool { return g.status == 200 && g.body == "Too Many Requests" }},
		{wire.Fault{Kind: Consent}, w.YahooURL + "/", func(g fetched) bool { return g.status == 404 && g.header.Get("Set-Cookie") == "" }},
		{wire.Fault{Kind: wire.EmptyResult}, quote, func(g fetched) bool { return g.body == `{"quoteResponse":{"error":null,"result":[]}}` }},
		{wire.Fault{Kind: wire.EmptyResult}, chart, func(g fetched) bool { return g.body == `{"chart":{"error":null,"result":[]}}` }},
		{wire.Fault{Kind: wire.NullResult}, chart, func(g fetched) bool { return g.body == `{"chart":{"error":null,"result":null}}` }},
		{wire.Fault{Kind: EmptyQuote}, quote, func(g fetched) bool { return g.body == `{"quoteResponse":{"error":null,"result":[{}]}}` }},
		{wire.Fault{Kind: EmptyQuote}, chart, func(g fetched) bool { return strings.Contains(g.body, `"quote":[{}]`) }},
		{wire.Fault{Kind: NullBars}, chart, func(g fetched) bool { return strings.Contains(g.body, `"close":[null,3`) }},
		{wire.Fault{Kind: Ragged}, chart, func(g fetched) bool {
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
		tried = append(tried, x.fault.Kind)
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
	for _, kind := range YahooKinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Yahoo.WaitOpen(soon(t), 0); err != nil {
		t.Error(err)
	}
}
