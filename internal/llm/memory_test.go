package llm_test

import (
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// flood sends chunks for as long as they are taken, and says how many bytes.
func flood(sent chan<- int) llmtest.Step {
	return llmtest.Func(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		piece := strings.Repeat(sse(hello), 100)
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, piece); err != nil {
				return
			}
			select {
			case sent <- len(piece):
			case <-r.Context().Done():
			}
		}
	})
}

// settled sums what is sent until nothing was for a moment.
func settled(sent <-chan int) (total int) {
	for {
		quiet := time.NewTimer(100 * time.Millisecond)
		select {
		case n := <-sent:
			quiet.Stop()
			total += n
		case <-quiet.C:
			return total
		}
	}
}

// Hostile streams take no more memory than the caps allow.
func TestHostileStreamsAreBounded(t *testing.T) {
	endless := func(header http.Header, status int, first, piece string) llmtest.Step {
		return llmtest.Func(func(w http.ResponseWriter, r *http.Request) {
			for name := range header {
				w.Header().Set(name, header.Get(name))
			}
			w.WriteHeader(status)
			if _, err := io.WriteString(w, first); err != nil {
				return
			}
			for range 256 << 20 / len(piece) { // far beyond every cap
				if _, err := io.WriteString(w, piece); err != nil {
					return
				}
			}
		})
	}
	events := http.Header{"Content-Type": {"text/event-stream"}}
	plain := http.Header{"Content-Type": {"application/json"}}
	piece := strings.Repeat("x", 64<<10)
	for name, tc := range map[string]struct {
		step llmtest.Step
		kind error
	}{
		"8 MiB line":         {llmtest.Raw("data: " + strings.Repeat("x", 8<<20) + "\n\n"), llm.ErrMalformed},
		"endless line":       {endless(events, 200, "data: ", piece), llm.ErrMalformed},
		"endless error body": {endless(plain, 400, `{"error":"`, piece), llm.ErrRefused},
		"endless JSON":       {endless(plain, 200, `{"error":"`, piece), llm.ErrMalformed},
		"endless event":      {endless(events, 200, "data: {\"a\":[\n", strings.Repeat("data: 1,1,1,1,1,1,1,1,1\n", 1000)), llm.ErrMalformed},
		"endless stray":      {endless(events, 200, "", strings.Repeat("stray\n", 1000)), llm.ErrMalformed},
	} {
		t.Run(name, func(t *testing.T) {
			provider := llmtest.New(t, tc.step)
			client := provider.Client(noRetries)
			before := allocated()
			_, err := collect(t.Context(), t, client, question())
			if used := allocated() - before; used > 24<<20 {
				t.Errorf("%d MiB allocated; want at most 24", used>>20)
			}
			wantKind(t, err, tc.kind)
			provider.WaitOpen(0)
		})
	}
}

// allocated is all that was ever allocated: an upper bound of what was in use at once.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// An idle stream costs little: most of it is net/http's.
func TestIdleStreamIsSmall(t *testing.T) {
	const streams = 200
	provider := llmtest.New(t)
	provider.Always(llmtest.Stall("Hello"))
	client := provider.Client()
	before := inUse()
	next := make([]func(), streams)
	for i := range next {
		stop := make(chan struct{})
		ended := make(chan struct{})
		next[i] = func() { close(stop); <-ended }
		arrived := make(chan struct{}, 1)
		go func() {
			defer close(ended)
			for range client.Stream(t.Context(), question()) {
				arrived <- struct{}{}
				<-stop
				return
			}
		}()
		<-arrived
	}
	each := (int(inUse()) - int(before)) / streams
	t.Logf("%d bytes of heap a stream, the provider's half included", each)
	if each > 64<<10 {
		t.Errorf("%d bytes of heap a stream; want at most 64 KiB", each)
	}
	for _, stop := range next {
		stop()
	}
	provider.WaitOpen(0)
}

func inUse() uint64 {
	runtime.GC()
	runtime.GC() // what sync.Pool holds goes in the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapInuse
}
