package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// asServer in the environment makes the test binary the server, so that the
// tests of signals and exit statuses have a real process with a race detector.
const asServer = "RUN_AS_SERVER"

func TestMain(m *testing.M) {
	// A server in this process starts it again to read a PDF, with an environment
	// that has nothing in it.
	if os.Getenv(asServer) != "" || slices.Contains(os.Args, "-read-pages") {
		main()
	}
	os.Exit(m.Run())
}

// patience bounds every wait for a process.
const patience = 30 * time.Second

// process is a server in a process of its own.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout bytes.Buffer
	exited chan struct{}
	status int

	mu    sync.Mutex
	log   []string
	grown chan struct{} // closed and made anew with each line of the log
}

// startProcess runs the server with only the given environment, on a free port
// unless environ says otherwise. The test's end kills what still runs.
func startProcess(t *testing.T, args []string, environ ...string) *process {
	t.Helper()
	return startProgram(t, os.Args[0], args, environ...)
}

func startProgram(t *testing.T, program string, args []string, environ ...string) *process {
	t.Helper()
	p := &process{t: t, exited: make(chan struct{}), grown: make(chan struct{})}
	p.cmd = exec.Command(program, args...)
	// The race detector would sleep a second at the end of the process.
	p.cmd.Env = append([]string{asServer + "=1", "GORACE=atexit_sleep_ms=0", "QUOTEWIRE_ADDR=127.0.0.1:0", "QUOTEWIRE_LOG_FORMAT=json", "QUOTEWIRE_STARTUP_CHECKS=false"}, environ...)
	p.cmd.Stdout = &p.stdout
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.follow(stderr)
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // an error says that it has ended
		<-p.exited
		if t.Failed() {
			t.Logf("end of the server's log:\n%s", p.tail(30))
		}
	})
	return p
}

func (p *process) follow(stderr io.Reader) {
	defer close(p.exited)
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		p.mu.Lock()
		p.log = append(p.log, lines.Text())
		close(p.grown)
		p.grown = make(chan struct{})
		p.mu.Unlock()
	}
	err := p.cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		p.status = exit.ExitCode()
	} else if err != nil {
		p.status = -2
	}
}

func (p *process) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.log, "\n")
}

func (p *process) tail(n int) string {
	lines := strings.Split(p.text(), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

// waitLog waits for a log record with this message and gives its fields.
func (p *process) waitLog(msg string) map[string]any {
	p.t.Helper()
	timeout := time.After(patience)
	for seen := 0; ; {
		p.mu.Lock()
		lines, grown := p.log[seen:], p.grown
		seen = len(p.log)
		p.mu.Unlock()
		for _, line := range lines {
			var record map[string]any
			if json.Unmarshal([]byte(line), &record) == nil && record["msg"] == msg {
				return record
			}
		}
		select {
		case <-grown:
		case <-p.exited:
			p.t.Fatalf("ended with status %d before it logged %q:\n%s", p.status, msg, p.text())
		case <-timeout:
			p.t.Fatalf("did not log %q", msg)
		}
	}
}

// url waits until the process serves.
func (p *process) url() string {
	p.t.Helper()
	return p.waitLog("serving")["url"].(string)
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatalf("signal the server: %v", err)
	}
}

// wait gives the exit status.
func (p *process) wait() int {
	p.t.Helper()
	select {
	case <-p.exited:
		return p.status
	case <-time.After(patience):
		p.t.Fatal("does not end")
		return 0
	}
}
