package main

import (
	"context"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"
)

// On SIGTERM with answers open: each client gets its last frame, the model
// server sees each request end, and the process ends in time with status 0.
func TestSIGTERMEndsEveryStreamWithALastFrame(t *testing.T) {
	const streams, drain = 50, 500 * time.Millisecond
	model := startProvider(t)
	p := startProcess(t, nil, "OPENAI_BASE_URL="+model.url, "QUOTEWIRE_DRAIN="+drain.String(), "QUOTEWIRE_RATE_LIMIT=0")
	base := p.url()
	http1, http2 := clients(t)
	open := make([]*stream, streams)
	for i := range open {
		client := http1
		if i%2 == 1 {
			client = http2
		}
		open[i] = ask(t, client, base, "wait")
		open[i].until(t, "delta")
	}
	for range streams {
		<-model.begun
	}

	var readers sync.WaitGroup
	for i, s := range open {
		readers.Go(func() {
			last, err := s.rest()
			if err != nil || last.name != "error" || last.text("code") != "shutdown" || last.text("message") == "" {
				t.Errorf("stream %d (%s) ends in %v, %v", i, s.res.Proto, last, err)
			}
		})
	}
	began := time.Now()
	p.signal(syscall.SIGTERM)
	readers.Wait()
	status := p.wait()
	took := time.Since(began)
	if status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	if took < drain || took > drain+lastFrameWait {
		t.Errorf("ended after %v, want %v to %v", took, drain, drain+lastFrameWait)
	}
	for range streams {
		select {
		case <-model.left:
		case <-time.After(patience):
			t.Fatal("the model server still has a request of ours")
		}
	}
}

// An answer that is done within the drain time is not cut, and the process does
// not wait longer than it has to.
func TestSIGTERMLetsAnswersFinish(t *testing.T) {
	model := startProvider(t)
	p := startProcess(t, nil, "OPENAI_BASE_URL="+model.url, "QUOTEWIRE_DRAIN=1m")
	base := p.url()
	http1, _ := clients(t)
	s := ask(t, http1, base, "wait")
	s.until(t, "delta")
	p.signal(syscall.SIGTERM)
	p.waitLog("stopping")
	refused := func() bool {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
		if err == nil {
			_ = res.Body.Close()
		}
		return err != nil
	}
	eventually(t, "new connections are refused", refused)

	close(model.release)
	if last, err := s.rest(); err != nil || last.name != "done" {
		t.Errorf("stream ends in %v, %v; want done", last, err)
	}
	if status := p.wait(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}

// A client that has stopped reading cannot take its last frame: it keeps the
// process no longer than lastFrameWait.
func TestSIGTERMDoesNotWaitForWhoDoesNotRead(t *testing.T) {
	const drain = 200 * time.Millisecond
	model := startProvider(t)
	model.flood = true
	p := startProcess(t, nil, "OPENAI_BASE_URL="+model.url, "QUOTEWIRE_DRAIN="+drain.String())
	base := p.url()
	// Over HTTP/1.1 the kernel's buffers would take the whole answer.
	narrow := &http.Transport{Protocols: new(http.Protocols), HTTP2: &http.HTTP2Config{MaxReceiveBufferPerStream: 64 << 10}}
	narrow.Protocols.SetUnencryptedHTTP2(true)
	t.Cleanup(narrow.CloseIdleConnections)
	s := ask(t, &http.Client{Transport: narrow}, base, "wait")
	s.until(t, "delta") // and no further
	began := time.Now()
	p.signal(syscall.SIGTERM)
	p.waitLog("some clients did not take their last frame, disconnecting them")
	if status := p.wait(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	if took, most := time.Since(began), drain+lastFrameWait+connWait+time.Second; took > most {
		t.Errorf("ended after %v, want at most %v", took, most)
	}
}

func TestSecondSignalEndsAtOnce(t *testing.T) {
	model := startProvider(t)
	p := startProcess(t, nil, "OPENAI_BASE_URL="+model.url, "QUOTEWIRE_DRAIN=10m")
	http1, _ := clients(t)
	s := ask(t, http1, p.url(), "wait")
	s.until(t, "delta")
	p.signal(syscall.SIGINT)
	p.waitLog("stopping")
	p.signal(syscall.SIGTERM)
	if status := p.wait(); status != statusFailed {
		t.Errorf("exit status %d, want %d", status, statusFailed)
	}
}

// eventually polls, for what no channel tells.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("not in time: %s", what)
		}
	}
}
