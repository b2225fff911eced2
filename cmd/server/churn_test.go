package main

import (
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"testing"
	"time"

	"quotewire/internal/llm/llmtest"
)

// 2,000 streams opened and dropped at random moments leave the server as it
// was: goroutines, connections to the model, heap.
func TestChurnLeavesNothing(t *testing.T) {
	w := startWalk(t, nil)
	w.model.Always(llmtest.Play(llmtest.Role(), llmtest.Say("Apple trades at 189.30 USD, a little above the close of the day before.", 4), llmtest.Silence()))
	churn(t, w, 200) // connections, pools and caches fill
	goroutines, heap := settled(t, w)
	churn(t, w, 2000)
	afterwards, heapAfterwards := settled(t, w)
	t.Logf("goroutines %d, then %d; heap %d KiB, then %d KiB", goroutines, afterwards, heap>>10, heapAfterwards>>10)
	if afterwards > goroutines+10 {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines, then %d:\n%s", goroutines, afterwards, stacks[:runtime.Stack(stacks, true)])
	}
	// The turns of an hour and the pools of net/http are bounded, not empty.
	if heapAfterwards > heap+2<<20 {
		t.Errorf("the heap grew from %d to %d bytes", heap, heapAfterwards)
	}
	if open := w.metric(`quotewire_streams_open{mode="chat"}`); open != 0 {
		t.Errorf("%v streams are open", open)
	}
	// Those that read the first event know a session: it stays, with nothing in it.
	if sessions, text := w.metric("quotewire_sessions"), w.metric("quotewire_session_bytes"); sessions > 1024 || text != 0 {
		t.Errorf("%v sessions of one client are kept, %v bytes in them of answers that nobody got", sessions, text)
	}
}

// churn opens n streams, 50 at once, each for a random time.
func churn(t *testing.T, w *walk, n int) {
	t.Helper()
	transport := &http.Transport{DisableKeepAlives: true}
	client := &http.Client{Transport: transport}
	address := w.url + "/api/chat/stream?question=" + url.QueryEscape("How is Apple?")
	turns := make(chan struct{}, 50)
	var all sync.WaitGroup
	for range n {
		turns <- struct{}{}
		stay := time.Duration(rand.Int64N(int64(20 * time.Millisecond)))
		all.Go(func() {
			defer func() { <-turns }()
			ctx, cancel := context.WithTimeout(context.Background(), stay)
			defer cancel()
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
			if err != nil {
				t.Error(err)
				return
			}
			res, err := client.Do(req)
			if err != nil {
				return // left before the first byte
			}
			defer func() { _ = res.Body.Close() }()
			if res.StatusCode != http.StatusOK {
				t.Errorf("status %s", res.Status)
			}
			_, _ = io.Copy(io.Discard, res.Body) // until it leaves
		})
	}
	all.Wait()
	transport.CloseIdleConnections()
}

// settled waits for the server to come to rest and measures it.
func settled(t *testing.T, w *walk) (goroutines int, heap uint64) {
	t.Helper()
	w.model.WaitOpen(0)
	eventually(t, "no stream is open", func() bool { return w.metric(`quotewire_streams_open{mode="chat"}`) == 0 })
	http.DefaultClient.CloseIdleConnections()
	w.model.CloseConnections()
	w.model.WaitConnections(0)
	last, same := -1, 0
	eventually(t, "goroutines come to rest", func() bool {
		if n := runtime.NumGoroutine(); n == last {
			same++
		} else {
			last, same = n, 0
		}
		return same > 50
	})
	w.model.Forget() // what the test itself keeps is no leak of the server
	w.log.forget()
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return last, m.HeapAlloc
}
