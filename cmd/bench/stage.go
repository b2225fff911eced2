package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// size says how much work each measure does.
type size struct {
	cpuGoal      time.Duration // CPU time that a server uses in a measure of it, all passes together
	cpuLimit     time.Duration // wall time after which such a measure ends all the same
	pacedStreams int
	idleStreams  int
	latencyLoops int
	cancels      int
	roundLimit   time.Duration
}

// fullSize spends 2 CPU seconds a measure: the kernel counts in steps of 10 ms.
func fullSize() size {
	return size{cpuGoal: 2 * time.Second, cpuLimit: 16 * time.Second, pacedStreams: 160, idleStreams: 1000,
		latencyLoops: 5, cancels: 200, roundLimit: 70 * time.Second}
}

func quickSize() size {
	return size{cpuGoal: 900 * time.Millisecond, cpuLimit: 6 * time.Second, pacedStreams: 160, idleStreams: 500,
		latencyLoops: 2, cancels: 60, roundLimit: 45 * time.Second}
}

// stage holds what all rounds share: the binaries, the fake model server and the client.
type stage struct {
	self     string // path of this binary
	server   string // path of quotewire
	dir      string // for what is built
	profiles string // "" or where profiles go
	stderr   io.Writer
	model    *child
	modelURL string // ends in /v1
	client   *client
}

// newStage builds the server, unless a binary is given, and starts the fake model server.
func newStage(ctx context.Context, s settings, stderr io.Writer) (_ *stage, err error) {
	st := &stage{server: s.server, profiles: s.profile, stderr: stderr, client: newClient()}
	defer func() {
		if err != nil {
			st.close()
		}
	}()
	if st.self, err = os.Executable(); err != nil {
		return nil, fmt.Errorf("find own binary: %w", err)
	}
	if st.profiles != "" {
		if err := os.MkdirAll(st.profiles, 0o755); err != nil {
			return nil, fmt.Errorf("make profile directory: %w", err)
		}
	}
	if st.server == "" {
		if err := st.build(ctx); err != nil {
			return nil, err
		}
	}
	if st.model, err = startChild("fake model server", exec.Command(st.self, "-role", "model")); err != nil {
		return nil, err
	}
	addr, err := st.model.line(ctx)
	if err != nil {
		return nil, err
	}
	st.modelURL = "http://" + addr + "/v1"
	return st, nil
}

func (st *stage) build(ctx context.Context) (err error) {
	if st.dir, err = os.MkdirTemp("", "quotewire-bench-"); err != nil {
		return fmt.Errorf("make build directory: %w", err)
	}
	st.server = filepath.Join(st.dir, "quotewire")
	fmt.Fprintln(st.stderr, "building ./cmd/server")
	out, err := exec.CommandContext(ctx, "go", "build", "-o", st.server, "quotewire/cmd/server").CombinedOutput()
	if err != nil {
		return fmt.Errorf("build server: %w\n%s", err, out)
	}
	return nil
}

func (st *stage) close() {
	st.client.close()
	var errs []error
	if st.model != nil {
		errs = append(errs, st.model.stop())
	}
	if st.dir != "" {
		errs = append(errs, os.RemoveAll(st.dir))
	}
	if err := errors.Join(errs...); err != nil {
		fmt.Fprintln(st.stderr, "bench: clean up:", err)
	}
}

// modelState asks the fake model server which streams are open and which were left.
func (st *stage) modelState(ctx context.Context) (modelState, error) {
	var state modelState
	body, err := fetch(ctx, strings.TrimSuffix(st.modelURL, "/v1")+"/bench/state")
	if err != nil {
		return state, err
	}
	if err := json.Unmarshal(body, &state); err != nil {
		return state, fmt.Errorf("decode model state: %w", err)
	}
	return state, nil
}

// settle waits until no stream is open at the fake model server: one that stays has outlived its client.
func (st *stage) settle(ctx context.Context, after string) error {
	return poll(ctx, 5*time.Second, func() error {
		state, err := st.modelState(ctx)
		if err == nil && state.Open > 0 {
			err = fmt.Errorf("after %s: %d model streams are still open though every client has left", after, state.Open)
		}
		return err
	})
}

// together runs n at once and waits for all.
func together(n int, work func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = work(i) })
	}
	wg.Wait()
	return firstOf(errs)
}

// firstOf keeps one error of many alike.
func firstOf(errs []error) error {
	var first error
	more := -1
	for _, err := range errs {
		if err != nil {
			first = cmp.Or(first, err)
			more++
		}
	}
	if more > 0 {
		return fmt.Errorf("%w (and %d more)", first, more)
	}
	return first
}
