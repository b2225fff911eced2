package scrape

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	"quotewire/internal/extract"
)

// readyTime is what a process may take to be ready.
const readyTime = 10 * time.Second

// reader is a process that makes text of what sites sent, one after the other. It
// is told nothing but that, has an empty environment, and ends with us.
type reader struct {
	process *os.Process
	in      *os.File
	out     *bufio.Reader
	pipe    *os.File      // below out
	ended   chan struct{} // closed when the process is gone
}

// startReader starts a process that may take so many bytes of memory more than it
// has when it is ready, and whose heap may grow by so many percent before it is
// cleared. A goroutine waits for its end.
func startReader(command []string, memory uint64, growth int) (_ *reader, err error) {
	if len(command) == 0 {
		return nil, errors.New("start reader: no program is named")
	}
	in, feed, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make pipe: %w", err)
	}
	drain, out, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make pipe: %w", err), in.Close(), feed.Close())
	}
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = []string{"GOMEMLIMIT=" + strconv.FormatUint(memory*3/4, 10), "GOGC=" + strconv.Itoa(growth), "GOMAXPROCS=1", "GOTRACEBACK=none"}
	cmd.Stdin, cmd.Stdout = in, out
	cmd.SysProcAttr = childAttributes()
	err = cmd.Start()
	err = errors.Join(err, in.Close(), out.Close()) // they are the process's
	r := &reader{process: cmd.Process, in: feed, pipe: drain, out: bufio.NewReader(drain), ended: make(chan struct{})}
	if cmd.Process == nil {
		return nil, errors.Join(fmt.Errorf("start reader: %w", err), feed.Close(), drain.Close())
	}
	go func() {
		defer close(r.ended)
		_ = cmd.Wait() // how it ended is told by what it did not say, and by its state
	}()
	if err == nil {
		err = r.prepare(memory)
	}
	if err != nil {
		r.end()
		return nil, fmt.Errorf("start reader: %w; it ended with %s", err, cmd.ProcessState)
	}
	return r, nil
}

// prepare waits until the process is ready, bounds its memory, and lets all others
// go before it.
func (r *reader) prepare(memory uint64) error {
	late := time.AfterFunc(readyTime, r.kill)
	err := extract.Ready(r.out)
	if !late.Stop() {
		return fmt.Errorf("not ready within %s", readyTime)
	}
	if err != nil {
		return err
	}
	return restrain(r.process.Pid, memory)
}

// read has the process make text of what a site sent. When ctx ends first, or the
// process breaks off, the error says so and the process is of no more use.
func (r *reader) read(ctx context.Context, response extract.Response) (extract.Answer, error) {
	defer context.AfterFunc(ctx, r.kill)()
	err := extract.Write(r.in, response)
	if err != nil {
		return extract.Answer{}, r.broken(ctx, err)
	}
	a, err := extract.Receive(r.out)
	if err != nil {
		return extract.Answer{}, r.broken(ctx, err)
	}
	return a, nil
}

// errBroken is a process that ended under what it was given, which for want of
// memory most do.
var errBroken = errors.New("reader broke off")

func (r *reader) broken(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return fmt.Errorf("%w: %w", errBroken, err)
}

// kill ends the process at once and does not wait.
func (r *reader) kill() { _ = r.process.Kill() } // an error says that it has ended

// end ends the process and waits for it.
func (r *reader) end() {
	r.kill()
	<-r.ended
	_ = errors.Join(r.in.Close(), r.pipe.Close()) // nobody is at the other end
}
