package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"time"
)

// child is a process that this one started and ends.
type child struct {
	name   string
	cmd    *exec.Cmd
	stdin  io.Closer
	first  chan string // the first line of standard output
	output *tail       // the end of what it said besides
	done   chan struct{}
	err    error // of Wait; read after done
}

// startChild starts a process that dies with this one: its standard input ends, and where the system can it is killed.
func startChild(name string, cmd *exec.Cmd) (*child, error) {
	c := &child{name: name, cmd: cmd, first: make(chan string, 1), output: &tail{}, done: make(chan struct{})}
	cmd.SysProcAttr = diesWithParent()
	cmd.Stderr = c.output
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	c.stdin = stdin

	started := make(chan error)
	go func() {
		// The kernel ties the child's life to the thread that started it, not to the process.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.listen(stdout)
			c.err = cmd.Wait()
		}
		close(c.done)
	}()
	if err := <-started; err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return c, nil
}

// listen reads the standard output to its end, so that the child never blocks on it.
func (c *child) listen(stdout io.Reader) {
	r := bufio.NewReader(stdout)
	line, _ := r.ReadString('\n')
	c.first <- strings.TrimSpace(line)
	io.Copy(c.output, r)
}

// line waits for the first line of the child's standard output.
func (c *child) line(ctx context.Context) (string, error) {
	select {
	case line := <-c.first:
		if line == "" {
			return "", fmt.Errorf("read from %s: it said nothing\n%s", c.name, c.output)
		}
		return line, nil
	case <-ctx.Done():
		return "", fmt.Errorf("read from %s: %w", c.name, context.Cause(ctx))
	}
}

// stop asks the process to end and waits for it; one that does not end in time is killed.
func (c *child) stop() error {
	c.stdin.Close()
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop %s: %w", c.name, err)
	}
	select {
	case <-c.done:
		return nil
	case <-time.After(5 * time.Second):
	}
	if err := c.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("kill %s: %w", c.name, err)
	}
	<-c.done
	return fmt.Errorf("stop %s: it did not end within 5 s of being asked", c.name)
}

// alive tells whether the process still runs, with its last words when it does not.
func (c *child) alive() error {
	select {
	case <-c.done:
		return fmt.Errorf("%s ended by itself: %v\n%s", c.name, c.err, c.output)
	default:
		return nil
	}
}

// untilInputEnds ends when standard input does.
func untilInputEnds(ctx context.Context) context.Context {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	return ctx
}

// tail keeps the last bytes written to it.
type tail struct {
	mu   sync.Mutex
	text []byte
}

const tailBytes = 4 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - tailBytes; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
