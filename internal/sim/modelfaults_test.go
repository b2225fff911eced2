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
	var tried []Kind
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
		tried = append(tried, x.fault.Kind)
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
	for _, kind := range ModelKinds() {
		if !slices.Contains(tried, kind) {
			t.Errorf("%s is not tried", kind)
		}
	}
	if err := w.Model.WaitOpen(soon(t), 0); err != nil {
		t.Error(err)
	}
}
