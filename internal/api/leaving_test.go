package api

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/answer"
	"quotewire/internal/scrape"
)

// A client that leaves ends the answer at whatever stage it is, and its turn
// does not become part of the session.
func TestClientLeaves(t *testing.T) {
	for _, stage := range []string{"before the first text", "between deltas", "in a burst"} {
		t.Run(stage, func(t *testing.T) {
			ended := make(chan time.Time, 1)
			answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
				defer func() { ended <- time.Now() }()
				switch stage {
				case "before the first text":
					hangs("")(ctx, turn, yield)
				case "between deltas":
					hangs("one")(ctx, turn, yield)
				default:
					for yield(answer.Delta{Text: "again and again", More: true}, nil) {
					}
				}
			}
			w := newWorld(t, script(answers))
			ctx, leave := context.WithCancel(t.Context())
			resp := w.ask(t, ctx, hi)
			var first event
			if err := readEvents(resp.Body, func(e event) bool { first = e; return stage == "between deltas" && e.name == eventSession }); err != nil {
				t.Fatal(err)
			}
			left := time.Now()
			leave()
			if took := (<-ended).Sub(left); took > 100*time.Millisecond {
				t.Errorf("the answer went on for %v", took)
			}
			if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
				t.Errorf("outcome %s after %v", turn.Outcome, first)
			}
			if n := testutil.ToFloat64(w.metrics.chat.outcomes.WithLabelValues(modeChat, outcomeClientGone)); n != 1 {
				t.Errorf("client_gone counted %v times", n)
			}
		})
	}
}

// A leaving that looks like success is still a leaving.
func TestFinishedAfterLeavingIsNotCommitted(t *testing.T) {
	answers := func(ctx context.Context, turn answer.Turn, yield func(answer.Event, error) bool) {
		<-ctx.Done()
		yield(answer.Finished{Answer: "whole"}, nil)
	}
	w := newWorld(t, script(answers))
	ctx, leave := context.WithCancel(t.Context())
	resp := w.ask(t, ctx, hi)
	id := ""
	if err := readEvents(resp.Body, func(e event) bool { id = sessionOf(t, e.data); return false }); err != nil {
		t.Fatal(err)
	}
	leave()
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
	c, err := w.store.Show(t.Context(), "ip:127.0.0.1", id)
	if err != nil || len(c.Turns) != 0 {
		t.Errorf("session %+v, %v", c, err)
	}
}

// A client that half-closes counts as gone: net/http cannot tell the two apart.
func TestHalfCloseIsLeaving(t *testing.T) {
	w := newWorld(t, hangs("text"))
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET /api/chat/stream?question=Hi HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 64)
	if _, err := conn.Read(buf); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
}

// A pipelined request hides from net/http that the client leaves; the
// heartbeat finds out.
func TestHeartbeatFindsTheClientGone(t *testing.T) {
	w := newWorld(t, hangs("text"), func(o *Options) { o.Heartbeat = 20 * time.Millisecond })
	conn, err := net.Dial("tcp", w.http.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const request = "GET /api/chat/stream?question=Hi HTTP/1.1\r\nHost: x\r\n\r\n"
	if _, err := io.WriteString(conn, request+request); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Read(make([]byte, 64)); err != nil {
		t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if turn := w.outcome(t); turn.Outcome != outcomeClientGone {
		t.Errorf("outcome %s", turn.Outcome)
	}
}

// A client that leaves before a route without a stream answers is no fault of ours.
func TestLeavingIsNoFault(t *testing.T) {
	pages := &waitingPages{asked: make(chan struct{})}
	w := newWorld(t, says("x"), func(o *Options) { o.Pages = pages })
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.url+"/api/page?url=https://example.com/", nil)
		if err != nil {
			t.Error(err)
			return
		}
		if resp, err := http.DefaultClient.Do(r); err == nil {
			resp.Body.Close()
		}
	}()
	<-pages.asked
	leave()
	<-done
	eventually(t, "the record of the request", func() bool { return strings.Contains(w.logs.String(), "msg=request ") })
	if got := w.logs.String(); !strings.Contains(got, "level=INFO msg=request ") || !strings.Contains(got, "status=499") || !strings.Contains(got, `error="client is gone`) {
		t.Error(got)
	}
}

// waitingPages reads until its client leaves.
type waitingPages struct{ asked chan struct{} }

func (p *waitingPages) Read(ctx context.Context, _ scrape.Request) (scrape.Page, error) {
	close(p.asked)
	<-ctx.Done()
	return scrape.Page{}, context.Cause(ctx)
}
