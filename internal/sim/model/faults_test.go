package model

import (
	"context"
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

func TestModelFaults(t *testing.T) {
	w, c := testWorld(t, wiretest.Wednesday)
	const body = `{"model":"demo","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello"}]}`
	ask := w.ModelURL + "/chat/completions"
	whole := wiretest.Fetch(t, c, "POST", ask, body).Body
	n := strings.Count(whole, "data: ")
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	done := func(g wiretest.Fetched) bool { return strings.HasSuffix(g.Body, "data: [DONE]\n\n") }
	finished := func(g wiretest.Fetched) bool { return strings.Contains(g.Body, `"finish_reason":"stop"`) }
	var tried []wire.Kind
	for _, x := range []struct {
		fault wire.Fault
		holds func(g wiretest.Fetched) bool
	}{
		{wire.Fault{Kind: wire.Hang}, func(g wiretest.Fetched) bool { return g.Status == 0 && gone(g.Err) }},
		{wire.Fault{Kind: wire.Stall}, func(g wiretest.Fetched) bool { return gone(g.Err) && len(g.Body) > 100 && !finished(g) }},
		{wire.Fault{Kind: wire.Slow, Delay: wire.Duration(time.Millisecond)}, func(g wiretest.Fetched) bool { return done(g) && g.Err == nil }},
		{wire.Fault{Kind: wire.Late, Delay: wire.Duration(time.Millisecond)}, done},
		{wire.Fault{Kind: wire.Status, Status: 500}, func(g wiretest.Fetched) bool {
			return g.Status == 500 && strings.Contains(g.Body, `"type":"server_error"`)
		}},
		{wire.Fault{Kind: wire.Status, Status: 429, Header: map[string]string{"Retry-After": "1"}}, func(g wiretest.Fetched) bool { return g.Status == 429 && g.Header.Get("Retry-After") == "1" }},
		{wire.Fault{Kind: wire.HTML, Status: 503}, func(g wiretest.Fetched) bool { return g.Status == 503 && strings.HasPrefix(g.Body, "<!DOCTYPE") }},
		{wire.Fault{Kind: wire.Reset}, func(g wiretest.Fetched) bool { return errors.Is(g.Err, syscall.ECONNRESET) || errors.Is(g.Err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, func(g wiretest.Fetched) bool { return g.Err != nil && !gone(g.Err) && !finished(g) }},
		{wire.Fault{Kind: wire.Truncate}, func(g wiretest.Fetched) bool { return g.Err == nil && !strings.HasSuffix(g.Body, "\n\n") }},
		{wire.Fault{Kind: wire.Redirect}, func(g wiretest.Fetched) bool { return g.Status == 307 }},
		{wire.Fault{Kind: wire.ContentType}, func(g wiretest.Fetched) bool { return g.Header.Get("Content-Type") == "text/plain" && done(g) }},
		{wire.Fault{Kind: wire.Gzip}, func(g wiretest.Fetched) bool {
			return g.Header.Get("Content-Encoding") == "gzip" && g.Body[:2] == "\x1f\x8b"
		}},
		{wire.Fault{Kind: wire.Oversized}, func(g wiretest.Fetched) bool { return len(g.Body) > 1<<20 }},
		{wire.Fault{Kind: NoFinish}, func(g wiretest.Fetched) bool { return g.Err == nil && !finished(g) && !done(g) }},
		{wire.Fault{Kind: NoDone}, func(g wiretest.Fetched) bool {
			return g.Err == nil && finished(g) && !done(g) && strings.Contains(g.Body, `"prompt_tokens"`)
		}},
		{wire.Fault{Kind: NoClose}, func(g wiretest.Fetched) bool { return gone(g.Err) && finished(g) }},
		{wire.Fault{Kind: ErrorEvent}, func(g wiretest.Fetched) bool {
			return g.Err == nil && strings.Contains(g.Body, `data: {"error":{`) && strings.Contains(g.Body, "sk-SECRET") && !finished(g)
		}},
		{wire.Fault{Kind: InvalidJSON}, func(g wiretest.Fetched) bool {
			return done(g) && strings.Contains(g.Body, "data: {\"choices\":[{\"delta\":\n")
		}},
		{wire.Fault{Kind: EmptyChoices}, func(g wiretest.Fetched) bool {
			return done(g) && strings.Contains(g.Body, `{"choices":[],`) && strings.Contains(g.Body, `{"choices":null,`) && strings.Contains(g.Body, `"content":null`)
		}},
		{wire.Fault{Kind: HugeLine}, func(g wiretest.Fetched) bool { return done(g) && len(g.Body) > 8<<20 }},
		{wire.Fault{Kind: EndlessLine}, func(g wiretest.Fetched) bool {
			last := g.Body[strings.LastIndex(g.Body, "\n")+1:]
			return len(last) > 1<<20
		}},
		{wire.Fault{Kind: Comments}, func(g wiretest.Fetched) bool { return done(g) && strings.Count(g.Body, "\n: PROCESSING\n") >= 4999 }},
		{wire.Fault{Kind: Fragments}, func(g wiretest.Fetched) bool {
			return strings.ReplaceAll(strings.ReplaceAll(g.Body, "\r\n", "\n"), "data:", "data: ")[:4] == "data" && strings.HasSuffix(g.Body, "data:[DONE]\r\n\r\n") && strings.Count(g.Body, "data:") == n
		}},
		{wire.Fault{Kind: NoUsage}, func(g wiretest.Fetched) bool { return done(g) && !strings.Contains(g.Body, `"prompt_tokens"`) }},
		{wire.Fault{Kind: EndlessText}, func(g wiretest.Fetched) bool { return strings.Count(g.Body, "and so on ") > 1000 && !finished(g) }},
		{wire.Fault{Kind: Forged}, func(g wiretest.Fetched) bool { return done(g) && strings.Contains(g.Body, `\n\nevent: done\ndata: `) }},
	} {
		tried = append(tried, x.fault.Kind)
		t.Run(string(x.fault.Kind), func(t *testing.T) {
			if err := w.Model.Set(x.fault); err != nil {
				t.Fatal(err)
			}
			patience := 20 * time.Second
			switch x.fault.Kind {
			case wire.Hang, wire.Stall, NoClose, wire.Oversized, EndlessLine, EndlessText:
				patience = 300 * time.Millisecond
			}
			if got := wiretest.FetchFor(t, c, "POST", ask, body, patience); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.Status, got.Err, got.Header, got.Body)
			}
			w.Model.Clear()
		})
	}
	for _, kind := range Kinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Model.WaitOpen(wiretest.Soon(t), 0); err != nil {
		t.Error(err)
	}
}
