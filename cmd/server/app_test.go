package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

var errTest = errors.New("test")

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestStopClosesLastInFirstOutAndOnce(t *testing.T) {
	var closed []string
	a, err := build(config{}, quiet(), func(a *app, _ config) error {
		for _, name := range []string{"one", "two", "three"} {
			a.owns(name, func() error {
				closed = append(closed, name)
				if name == "two" {
					return errTest
				}
				return nil
			})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // never started, and stopped twice
		if err := a.Stop(); !errors.Is(err, errTest) || err.Error() != "close two: test" {
			t.Errorf("Stop: %v", err)
		}
	}
	if want := []string{"three", "two", "one"}; !slices.Equal(closed, want) {
		t.Errorf("closed %v, want %v", closed, want)
	}
	if a.base.Err() == nil {
		t.Error("the context of requests goes on")
	}
}

// No work is sent to a server that is not yet listening or already stopping.
func TestReadinessGoesWithTheListeners(t *testing.T) {
	var said []string
	a, err := build(testConfig(t), quiet(), func(a *app, cfg config) error {
		l := func() bool { return a.listeners[0].Listener != nil }
		a.ready = func(ready bool) {
			said = append(said, fmt.Sprintf("ready %v, listening %v, cancelled %v", ready, l(), a.base.Err() != nil))
		}
		a.owns("part", func() error { said = append(said, "closed"); return nil })
		a.listens("QUOTEWIRE_ADDR", cfg.Addr, &http.Server{})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Start(), a.Stop()); err != nil {
		t.Fatal(err)
	}
	want := []string{"ready true, listening true, cancelled false", "ready false, listening true, cancelled false", "closed"}
	if !slices.Equal(said, want) {
		t.Errorf("said %q, want %q", said, want)
	}
}

func TestFailedWiringRollsBack(t *testing.T) {
	closed := false
	a, err := build(config{}, quiet(), func(a *app, _ config) error {
		a.owns("first", func() error { closed = true; return errors.New("close failed too") })
		return errTest
	})
	if a != nil || !errors.Is(err, errTest) || !strings.Contains(err.Error(), "close first: close failed too") {
		t.Errorf("build: %v, %v", a, err)
	}
	if !closed {
		t.Error("what was built before the failure is left open")
	}
}

// The real wiring, failing at the model client when the simulated world and the
// market are up.
func TestFailedRealWiringLeavesNothing(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	cfg := testConfig(t)
	cfg.FirstByteTimeout = -1 // loadConfig would not let it pass
	a, err := newApp(cfg, quiet())
	if a != nil || err == nil || !strings.Contains(err.Error(), "FirstByteTimeout") {
		t.Errorf("newApp: %v, %v", a, err)
	}
}

// A part that never closes, or panics while it does, must not keep the process.
func TestStopIsBounded(t *testing.T) {
	stuck := make(chan struct{})
	defer close(stuck)
	a, err := build(config{}, quiet(), func(a *app, _ config) error {
		a.owns("stuck", func() error { <-stuck; return nil })
		a.owns("broken", func() error { panic("boom") })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Stop()
	if err == nil || err.Error() != "close broken: panic: boom\nclose stuck: not done within "+closeWait.String() {
		t.Errorf("Stop: %v", err)
	}
}

func TestStartSaysThatTheAddressIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	addr := taken.Addr().String()
	closed := false
	a, err := build(config{}, quiet(), func(a *app, _ config) error {
		a.owns("part", func() error { closed = true; return nil })
		a.listens("QUOTEWIRE_ADMIN_ADDR", "127.0.0.1:0", &http.Server{Handler: http.NotFoundHandler()})
		a.listens("QUOTEWIRE_ADDR", address(addr), &http.Server{Handler: http.NotFoundHandler()})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	err = a.Start()
	if err == nil || !strings.Contains(err.Error(), "QUOTEWIRE_ADDR: "+addr+" is already in use by another program") {
		t.Errorf("Start: %v", err)
	}
	if !closed {
		t.Error("a failed start leaves a part open")
	}
	if _, err := net.DialTimeout("tcp", a.listeners[0].Addr().String(), time.Second); err == nil {
		t.Error("a failed start leaves the other listener open")
	}
}

// A request that nothing ends costs its client the connection, and the server
// ends all the same and says so.
func TestStopDoesNotWaitForEver(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	inside := make(chan struct{})
	release := make(chan struct{})
	a, err := build(config{Drain: grace(time.Millisecond)}, quiet(), func(a *app, _ config) error {
		a.listens("QUOTEWIRE_ADDR", "127.0.0.1:0", &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
			close(inside)
			<-release // deaf to its context
		})})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	answered := make(chan error)
	go func() {
		answered <- get(context.Background(), a.URL())
	}()
	<-inside
	began := time.Now()
	if err := a.Stop(); err == nil || !strings.Contains(err.Error(), "a request goes on although its client was disconnected") {
		t.Errorf("Stop: %v", err)
	}
	if took := time.Since(began); took > 3*lastFrameWait {
		t.Errorf("took %v", took)
	}
	if err := <-answered; err == nil {
		t.Error("the client was not disconnected")
	}
	close(release)
}

func get(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(req)
	if err != nil {
		return err
	}
	return res.Body.Close()
}

// Two servers in one process share nothing: one answers while the other is
// being stopped, each has metrics of its own, and nothing is left behind.
func TestTwoInstances(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	http1, _ := clients(t)
	defer http1.CloseIdleConnections()
	var apps []*app
	for range 2 {
		a, err := newApp(testConfig(t), quiet())
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Start(); err != nil {
			t.Fatal(err)
		}
		apps = append(apps, a)
	}
	for i, a := range apps {
		s := ask(t, http1, a.URL(), "What is Apple trading at?")
		if last, err := s.rest(); err != nil || last.name != "done" {
			t.Errorf("instance %d: the stream ends in %v, %v", i, last, err)
		}
		page := fetch(t, http1, a.URL()+"/metrics")
		if want := `quotewire_streams_total{mode="chat",outcome="done"} 1`; !strings.Contains(page, want) {
			t.Errorf("instance %d: /metrics does not hold %s", i, want)
		}
		if err := a.Stop(); err != nil {
			t.Errorf("instance %d: Stop: %v", i, err)
		}
	}
}

func testConfig(t *testing.T, environ ...string) config {
	t.Helper()
	cfg, err := loadConfig(append([]string{"QUOTEWIRE_ADDR=127.0.0.1:0", "QUOTEWIRE_STARTUP_CHECKS=false"}, environ...))
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}
