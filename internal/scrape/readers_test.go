package scrape

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"quotewire/internal/extract"
	"quotewire/internal/fairqueue"
)

// asOddReader makes the test binary a process that does with a page what its
// address says, as a library might that chokes on what it is given.
const asOddReader = "be-odd-reader"

// oddInput is what such a process reads: it does its harm when the address of a
// page comes.
type oddInput struct{ io.Reader }

func (in oddInput) Read(p []byte) (int, error) {
	n, err := in.Reader.Read(p)
	switch got := string(p[:n]); {
	case strings.Contains(got, "/hungry"):
		var held []string
		for {
			held = append(held, strings.Repeat("x", 1<<20+len(held)))
		}
	case strings.Contains(got, "/endless"):
		for {
			runtime.Gosched()
		}
	case strings.Contains(got, "/garbage"):
		fmt.Print(strings.Repeat("\xff", 4096))
		os.Exit(0)
	case strings.Contains(got, "/dies"):
		os.Exit(3)
	}
	return n, err
}

func oddReaders(t *testing.T) *readers {
	t.Helper()
	p := newReaders([]string{"/usr/bin/env", "GORACE=atexit_sleep_ms=0", os.Args[0], asOddReader}, newMetrics(nil).readers, slog.New(slog.DiscardHandler))
	t.Cleanup(p.close)
	return p
}

func response(path string) extract.Response {
	return extract.Response{URL: &url.URL{Scheme: "https", Host: "example.com", Path: path}, ContentType: "text/plain", Body: []byte("text of " + path)}
}

// A process that computes, allocates or breaks off costs its page and no other, and
// the next page has another process.
func TestReaderFaults(t *testing.T) {
	p := oddReaders(t)
	for path, want := range map[string]string{"/hungry": "memory", "/endless": "too long", "/garbage": "cannot be parsed", "/dies": "cannot be parsed"} {
		p.long.time = longTime
		if path == "/endless" {
			p.long.time = time.Second
		}
		_, err := p.read(t.Context(), response(path))
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want ErrUnsupported with %q", path, err, want)
		}
		if d, err := p.read(t.Context(), response("/good")); err != nil || d.Text != "text of /good" {
			t.Errorf("a good page after %s: %q, %v", path, d.Text, err)
		}
	}
}

// The log says why a process does not start, and the next page tries again.
func TestReaderDoesNotStart(t *testing.T) {
	for command, want := range map[string]string{"/nowhere/quotewire": "no such file", "/bin/false": "exit status 1"} {
		var log bytes.Buffer
		metrics := newMetrics(nil).readers
		p := newReaders([]string{command}, metrics, slog.New(slog.NewTextHandler(&log, nil)))
		t.Cleanup(p.close)
		if since, err := p.starts.problem(); err != nil || !since.IsZero() {
			t.Errorf("before the first page: %v since %s", err, since)
		}
		begun, second := time.Now(), time.Time{}
		for range 2 {
			second = time.Now()
			if _, err := p.read(t.Context(), response("/good")); !errors.Is(err, ErrUnavailable) || strings.Contains(err.Error(), command) {
				t.Errorf("%s: %v, want ErrUnavailable without the program", command, err)
			}
		}
		if n := testutil.ToFloat64(metrics.failed); n != 2 {
			t.Errorf("%s: %v starts failed, want 2", command, n)
		}
		if got := log.String(); strings.Count(got, "process that reads pages does not start") != 2 || !strings.Contains(got, want) {
			t.Errorf("%s: the log says\n%s, want %q", command, got, want)
		}
		since, err := p.starts.problem()
		if !errors.Is(err, ErrReader) || !strings.Contains(err.Error(), want) || since.Before(begun) || !since.Before(second) {
			t.Errorf("%s: %v since %s, want that of the first start", command, err, since)
		}
	}
}

// The processes are kept for the next page, and are gone when their time is over.
func TestReaderIsKept(t *testing.T) {
	p := oddReaders(t)
	pid := func() int {
		t.Helper()
		if _, err := p.read(t.Context(), response("/good")); err != nil {
			t.Fatal(err)
		}
		return p.quick.idle[0].process.Pid
	}
	first := pid()
	if second := pid(); second != first {
		t.Errorf("the second page was read by process %d, the first by %d", second, first)
	}
	idle := p.quick.idle[0]
	// Where memory runs out the system is to end it before us.
	if score, err := os.ReadFile(fmt.Sprintf("/proc/%d/oom_score_adj", first)); err != nil || strings.TrimSpace(string(score)) != "1000" {
		t.Errorf("the process's score is %q, %v; want the highest", score, err)
	}
	p.quick.expire(idle)
	await(t, idle.ended, "end of the idle process")
	if third := pid(); third == first {
		t.Errorf("process %d reads although its time is over", third)
	}
}

// Who leaves ends the work that was for him.
func TestReaderEndsWithItsClient(t *testing.T) {
	p := oddReaders(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	done := make(chan error, 1)
	go func() {
		_, err := p.read(ctx, response("/endless"))
		done <- err
	}()
	eventually(t, patience, "a process reads", func() bool { return len(family(os.Getpid())) > 1 })
	cancel(gone)
	if err := await(t, done, "end of the reading"); !errors.Is(err, gone) {
		t.Errorf("the error is %v, want the cause", err)
	}
	eventually(t, patience, "no process is left", func() bool { return len(family(os.Getpid())) == 1 })
}

// Ten clients with pages that are built to be heavy do not keep another's waiting,
// and all is back afterwards.
func TestHeavyClientsLeaveRoom(t *testing.T) {
	p := oddReaders(t)
	ctx, cancel := context.WithCancel(t.Context())
	var heavy sync.WaitGroup
	for i := range 10 {
		for _, path := range []string{"/hungry", "/endless"} {
			heavy.Go(func() {
				for ctx.Err() == nil {
					_, _ = p.read(fairqueue.WithClient(ctx, fmt.Sprint(i)), response(path)) // it fails
				}
			})
		}
	}
	for range 5 {
		bounded, end := context.WithTimeout(fairqueue.WithClient(t.Context(), "another"), patience)
		if d, err := p.read(bounded, response("/good")); err != nil {
			t.Errorf("a good page: %q, %v", d.Text, err)
		}
		end()
	}
	cancel()
	heavy.Wait()
	p.close()
	eventually(t, patience, "no process is left", func() bool { return len(family(os.Getpid())) == 1 })
	if _, err := p.read(t.Context(), response("/good")); !errors.Is(err, ErrClosed) {
		t.Errorf("after close: %v, want ErrClosed", err)
	}
}

// One process that starts ends the problem.
func TestReaderStartsAgain(t *testing.T) {
	p := oddReaders(t)
	command := p.quick.command
	p.quick.command = []string{"/nowhere/quotewire"}
	if _, err := p.read(t.Context(), response("/good")); !errors.Is(err, ErrUnavailable) {
		t.Fatalf("%v, want ErrUnavailable", err)
	}
	if _, err := p.starts.problem(); err == nil {
		t.Error("no problem")
	}
	p.quick.command = command
	if d, err := p.read(t.Context(), response("/good")); err != nil || d.Text != "text of /good" {
		t.Fatalf("%q, %v", d.Text, err)
	}
	if since, err := p.starts.problem(); err != nil || !since.IsZero() {
		t.Errorf("%v since %s", err, since)
	}
}
