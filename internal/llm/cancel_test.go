package llm_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"testing"
	"time"

	"quotewire/internal/llm"
	"quotewire/internal/llm/llmtest"
)

// promptly is how soon the provider must see that its reader has left.
const promptly = 100 * time.Millisecond

var errGone = errors.New("client has left")

// The provider sees a leaving client at once, whatever the request is doing.
func TestCancelReachesTheProvider(t *testing.T) {
	for name, step := range map[string]llmtest.Step{
		"before headers":     llmtest.Hang(),
		"before first chunk": llmtest.Stall(""),
		"mid-stream":         llmtest.Stall("Hello"),
		"after the finish":   llmtest.Play(llmtest.Say("Hello", 0), llmtest.Finish(llm.FinishStop), llmtest.Silence()),
	} {
		for protocol, start := range map[string]func(testing.TB, ...llmtest.Step) *llmtest.Server{"h1": llmtest.New, "h2": llmtest.NewTLS} {
			t.Run(name+" "+protocol, func(t *testing.T) {
				provider := start(t)
				provider.Always(step)
				client := provider.Client()
				var latencies []time.Duration
				for n := range 10 {
					latencies = append(latencies, leave(t, provider, client, n+1))
				}
				slices.Sort(latencies)
				if median := latencies[len(latencies)/2]; median > promptly {
					t.Errorf("the provider saw the cancellation after %s (median of %v); want within %s", median, latencies, promptly)
				}
				provider.WaitOpen(0)
			})
		}
	}
}

// leave cancels request n once it has arrived and returns how long the provider
// took to see it.
func leave(t *testing.T, provider *llmtest.Server, client *llm.Client, n int) time.Duration {
	ctx, cancel := context.WithCancelCause(t.Context())
	ended := make(chan error, 1)
	go func() {
		var last error
		for _, err := range client.Stream(ctx, question()) {
			last = err
		}
		ended <- last
	}()
	provider.Arrived(n)
	at := time.Now()
	cancel(errGone)
	if err := <-ended; err != errGone && err != nil { // nil: the finish was there first
		t.Errorf("error %v; want the cause of ctx", err)
	}
	return provider.Cancelled(n).Sub(at)
}

// To stop ranging ends the request, without ctx.
func TestStopRangingClosesTheRequest(t *testing.T) {
	for protocol, start := range map[string]func(testing.TB, ...llmtest.Step) *llmtest.Server{"h1": llmtest.New, "h2": llmtest.NewTLS} {
		t.Run(protocol, func(t *testing.T) {
			provider := start(t, llmtest.Stall("Hello"))
			for _, err := range provider.Client().Stream(t.Context(), question()) {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			at := time.Now()
			if took := provider.Cancelled(1).Sub(at); took > promptly {
				t.Errorf("the provider saw it after %s; want within %s", took, promptly)
			}
		})
	}
}

// A panic of the caller's is its leaving, too.
func TestPanicClosesTheRequest(t *testing.T) {
	provider := llmtest.New(t, llmtest.Stall("Hello"))
	client := provider.Client()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		for range client.Stream(t.Context(), question()) {
			panic("in the loop's body")
		}
	}()
	provider.Cancelled(1)
	provider.WaitConnections(0)
}

// Nothing is read ahead of the caller: an unread stream stays with the provider,
// but for what the kernel's buffers, and the window of HTTP/2, take.
func TestBackPressure(t *testing.T) {
	for protocol, tc := range map[string]struct {
		start func(testing.TB, ...llmtest.Step) *llmtest.Server
		most  int
	}{"h1": {llmtest.New, 16 << 20}, "h2": {llmtest.NewTLS, 1 << 20}} {
		t.Run(protocol, func(t *testing.T) {
			sent := make(chan int)
			provider := tc.start(t, flood(sent))
			client := provider.Client(func(o *llm.Options) {
				if o.Transport != nil {
					o.Transport = ownTransport(t, provider)
				}
			})
			for _, err := range client.Stream(t.Context(), question()) {
				if err != nil {
					t.Fatal(err)
				}
				if n := settled(sent); n > tc.most {
					t.Errorf("the provider could send %d bytes to a caller that took one chunk; want at most %d", n, tc.most)
				}
				break
			}
		})
	}
}

// ownTransport is what a Client makes for itself, but trusts the provider.
func ownTransport(t *testing.T, provider *llmtest.Server) *http.Transport {
	transport := llm.NewTransport(5 * time.Second)
	transport.TLSClientConfig = provider.Transport().TLSClientConfig
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

func TestHTTP2IsUsed(t *testing.T) {
	provider := llmtest.NewTLS(t)
	gate := make(chan struct{})
	provider.Always(llmtest.Play(llmtest.Say("Hello", 0), llmtest.Wait(gate), llmtest.Finish(llm.FinishStop), llmtest.Done()))
	client := provider.Client(func(o *llm.Options) { o.Transport = ownTransport(t, provider) })
	const streams = 20
	results := make(chan error, streams)
	for range streams {
		go func() {
			_, err := collect(t.Context(), t, client, question())
			results <- err
		}()
	}
	provider.WaitOpen(streams)
	if got := provider.Arrived(streams).Proto; got != "HTTP/2.0" {
		t.Errorf("protocol %s; want HTTP/2.0", got)
	}
	close(gate)
	for range streams {
		if err := <-results; err != nil {
			t.Error(err)
		}
	}
}
