package sim

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
)

func TestModelFaults(t *testing.T) {
	w, c := testWorld(t, wednesday)
	const body = `{"model":"demo","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Hello"}]}`
	ask := w.ModelURL + "/chat/completions"
	whole := fetch(t, c, "POST", ask, body).body
	n := strings.Count(whole, "data: ")
	gone := func(err error) bool { return errors.Is(err, context.DeadlineExceeded) }
	done := func(g fetched) bool { return strings.HasSuffix(g.body, "data: [DONE]\n\n") }
	finished := func(g fetched) bool { return strings.Contains(g.body, `"finish_reason":"stop"`) }
	var tried []wire.Kind
	for _, x := range []struct {
		fault wire.Fault
		holds func(g fetched) bool
	}{
		{wire.Fault{Kind: wire.Hang}, func(g fetched) bool { return g.status == 0 && gone(g.err) }},
		{wire.Fault{Kind: wire.Stall}, func(g fetched) bool { return gone(g.err) && len(g.body) > 100 && !finished(g) }},
		{wire.Fault{Kind: wire.Slow, Delay: wire.Duration(time.Millisecond)}, func(g fetched) bool { return done(g) && g.err == nil }},
		{wire.Fault{Kind: wire.Late, Delay: wire.Duration(time.Millisecond)}, done},
		{wire.Fault{Kind: wire.Status, Status: 500}, func(g fetched) bool { return g.status == 500 && strings.Contains(g.body, `"type":"server_error"`) }},
		{wire.Fault{Kind: wire.Status, Status: 429, Header: map[string]string{"Retry-After": "1"}}, func(g fetched) bool { return g.status == 429 && g.header.Get("Retry-After") == "1" }},
		{wire.Fault{Kind: wire.HTML, Status: 503}, func(g fetched) bool { return g.status == 503 && strings.HasPrefix(g.body, "<!DOCTYPE") }},
		{wire.Fault{Kind: wire.Reset}, func(g fetched) bool { return errors.Is(g.err, syscall.ECONNRESET) || errors.Is(g.err, io.EOF) }},
		{wire.Fault{Kind: wire.Cut}, func(g fetched) bool { return g.err != nil && !gone(g.err) && !finished(g) }},
		{wire.Fault{Kind: wire.Truncate}, func(g fetched) bool { return g.err == nil && !strings.HasSuffix(g.body, "\n\n") }},
		{wire.Fault{Kind: wire.Redirect}, func(g fetched) bool { return g.status == 307 }},
		{wire.Fault{Kind: wire.ContentType}, func(g fetched) bool { return g.header.Get("Content-Type") == "text/plain" && done(g) }},
		{wire.Fault{Kind: wire.Gzip}, func(g fetched) bool { return g.header.Get("Content-Encoding") == "gzip" && g.body[:2] == "\x1f\x8b" }},
		{wire.Fault{Kind: wire.Oversized}, func(g fetched) bool { return len(g.body) > 1<<20 }},
		{wire.Fault{Kind: NoFinish}, func(g fetched) bool { return g.err == nil && !finished(g) && !done(g) }},
		{wire.Fault{Kind: NoDone}, func(g fetched) bool {
			return g.err == nil && finished(g) && !done(g) && strings.Contains(g.body, `"prompt_tokens"`)
		}},
		{wire.Fault{Kind: NoClose}, func(g fetched) bool { return gone(g.err) && finished(g) }},
		{wire.Fault{Kind: ErrorEvent}, func(g fetched) bool {
			return g.err == nil && strings.Contains(g.body, `data: {"error":{`) && strings.Contains(g.body, "sk-SECRET") && !finished(g)
		}},
		{wire.Fault{Kind: InvalidJSON}, func(g fetched) bool { return done(g) && strings.Contains(g.body, "data: {\"choices\":[{\"delta\":\n") }},
		{wire.Fault{Kind: EmptyChoices}, func(g fetched) bool {
			return done(g) && strings.Contains(g.body, `{"choices":[],`) && strings.Contains(g.body, `{"choices":null,`) && strings.Contains(g.body, `"content":null`)
		}},
		{wire.Fault{Kind: HugeLine}, func(g fetched) bool { return done(g) && len(g.body) > 8<<20 }},
		{wire.Fault{Kind: EndlessLine}, func(g fetched) bool {
			last := g.body[strings.LastIndex(g.body, "\n")+1:]
			return len(last) > 1<<20
		}},
		{wire.Fault{Kind: Comments}, func(g fetched) bool { return done(g) && strings.Count(g.body, "\n: PROCESSING\n") >= 4999 }},
		{wire.Fault{Kind: Fragments}, func(g fetched) bool {
			return strings.ReplaceAll(strings.ReplaceAll(g.body, "\r\n", "\n"), "data:", "data: ")[:4] == "data" && strings.HasSuffix(g.body, "data:[DONE]\r\n\r\n") && strings.Count(g.body, "data:") == n
		}},
		{wire.Fault{Kind: NoUsage}, func(g fetched) bool { return done(g) && !strings.Contains(g.body, `"prompt_tokens"`) }},
		{wire.Fault{Kind: EndlessText}, func(g fetched) bool { return strings.Count(g.body, "and so on ") > 1000 && !finished(g) }},
		{wire.Fault{Kind: Forged}, func(g fetched) bool { return done(g) && strings.Contains(g.body, `\n\nevent: done\ndata: `) }},
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
			if got := impatient(t, c, "POST", ask, body, patience); !x.holds(got) {
				t.Errorf("%d %v %v %.300s", got.status, got.err, got.header, got.body)
			}
			w.Model.Clear()
		})
	}
	for _, kind := range ModelKinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Model.WaitOpen(soon(t), 0); err != nil {
		t.Error(err)
	}
}
