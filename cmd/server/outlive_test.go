package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The program that reads the log may end before the server does: what is lost is
// the log, and neither answers nor the drain.
func TestLogWithoutReader(t *testing.T) {
	model := startProvider(t)
	log, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = []string{asServer + "=1", "GORACE=atexit_sleep_ms=0", "QUOTEWIRE_ADDR=127.0.0.1:0", "QUOTEWIRE_STARTUP_CHECKS=false", "QUOTEWIRE_DRAIN=1m", "OPENAI_BASE_URL=" + model.url}
	cmd.Stdout, cmd.Stderr = w, w
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	t.Cleanup(func() { _ = cmd.Process.Kill() }) // an error says that it has ended
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	var base string
	for lines := bufio.NewScanner(log); base == "" && lines.Scan(); {
		if strings.Contains(lines.Text(), "msg=serving") {
			_, rest, _ := strings.Cut(lines.Text(), "url=")
			base, _, _ = strings.Cut(rest, " ")
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	http1, _ := clients(t)
	for range 3 { // each leaves a record
		res, err := http1.Get(base + "/openapi.yaml")
		if err != nil {
			t.Fatalf("the server is gone: %v", err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			t.Errorf("status %s", res.Status)
		}
	}
	s := ask(t, http1, base, "wait")
	s.until(t, "delta")
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	close(model.release)
	if last, err := s.rest(); err != nil || last.name != "done" {
		t.Errorf("stream ends in %v, %v; want done", last, err)
	}
	select {
	case err := <-exited:
		if err != nil {
			t.Errorf("the server ends with %v", err)
		}
	case <-time.After(patience):
		t.Error("the server does not end")
	}
}

// What is asked for into a pipe whose reader has ended fails without a word.
func TestOutputWithoutReader(t *testing.T) {
	degraded := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"status": "degraded", "problems": [{"part": "model server", "code": "model_unavailable", "message": "it is down"}]}`)
	}))
	defer degraded.Close()
	for _, flag := range []string{"-version", "-h", "-check"} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(os.Args[0], flag)
		var said bytes.Buffer
		cmd.Env = []string{asServer + "=1", "GORACE=atexit_sleep_ms=0", "QUOTEWIRE_ADDR=" + degraded.Listener.Addr().String()}
		cmd.Stdout, cmd.Stderr = w, &said
		err = cmd.Run()
		if cmd.ProcessState.ExitCode() != statusFailed || said.Len() > 0 {
			t.Errorf("%s: %v, says %q", flag, err, said.String())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A terminal that closes and a rotation of logs cut no stream.
func TestSignalsThatEndNothing(t *testing.T) {
	model := startProvider(t)
	p := startProcess(t, nil, "OPENAI_BASE_URL="+model.url)
	http1, _ := clients(t)
	s := ask(t, http1, p.url(), "wait")
	s.until(t, "delta")
	for _, sig := range []syscall.Signal{syscall.SIGHUP, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2} {
		p.signal(sig)
	}
	close(model.release)
	if last, err := s.rest(); err != nil || last.name != "done" {
		t.Errorf("stream ends in %v, %v; want done", last, err)
	}
	p.signal(syscall.SIGTERM)
	if status := p.wait(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}
