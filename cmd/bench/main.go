// Command bench measures what quotewire costs beside a bare reverse proxy.
//
// In one run on 127.0.0.1 it puts two servers between the same fake model server and the same load client: the real
// quotewire binary, and the yardstick, an httputil.ReverseProxy that flushes each write. Both are processes of their
// own, so the CPU seconds and the memory that the kernel counts for them are theirs alone. It prints for each what a
// million chunks cost in bursts and paced, what an idle stream weighs, how late chunks arrive compared with no server
// between, and how soon a client's leaving reaches the model, with the ratio of the two in the same round.
//
// It refuses to compare runs: other work on the machine moves absolute numbers by half, so only ratios of one round
// are judged. It ends with status 1 when something is broken (a stream that fails, a chunk that is held back, a
// client's leaving that never reaches the model) and, with -gate, when an aim is missed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	rounds  int
	quick   bool
	gate    bool
	server  string
	profile string
	role    string
	model   string
}

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.SetOutput(stderr)
	fs.IntVar(&s.rounds, "rounds", 5, "rounds to run; ratios are paired within a round")
	fs.BoolVar(&s.quick, "quick", false, "a short look: less work in each measure")
	fs.BoolVar(&s.gate, "gate", false, "end with status 1 when an aim is missed")
	fs.StringVar(&s.server, "server", "", "quotewire binary to measure (default: build ./cmd/server)")
	fs.StringVar(&s.profile, "profile", "", "directory for pprof profiles of the quotewire server (they slow it a little)")
	fs.StringVar(&s.role, "role", "", "internal: run as one of the helper processes")
	fs.StringVar(&s.model, "model", "", "internal: base URL of the fake model server")
	if err := fs.Parse(args); err != nil {
		return s, err
	}
	if s.rounds < 1 || s.rounds > 50 {
		return s, fmt.Errorf("-rounds %d: want 1 to 50", s.rounds)
	}
	if fs.NArg() > 0 {
		return s, fmt.Errorf("unknown argument %q", fs.Arg(0))
	}
	return s, nil
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	switch s.role {
	case "":
		return bench(ctx, s, stdout, stderr)
	case "model":
		return runModel(ctx, stdout)
	case "proxy":
		return runProxy(ctx, s.model, stdout)
	default:
		return fmt.Errorf("-role %q: want model or proxy", s.role)
	}
}

// bench runs the rounds and prints the report.
func bench(ctx context.Context, s settings, stdout, stderr io.Writer) error {
	size := fullSize()
	if s.quick {
		size = quickSize()
	}
	// A full round takes about 50 s on a quiet machine with two cores.
	ctx, cancel := context.WithTimeoutCause(ctx, time.Duration(s.rounds)*size.roundLimit+30*time.Second,
		errors.New("the bench took too long: is the machine busy?"))
	defer cancel()

	stage, err := newStage(ctx, s, stderr)
	if err != nil {
		return err
	}
	defer stage.close()

	var rounds []round
	for i := range s.rounds {
		r, err := stage.round(ctx, i, size)
		if err != nil {
			if cause := context.Cause(ctx); cause != nil {
				err = cause
			}
			return fmt.Errorf("run round %d: %w", i+1, err)
		}
		rounds = append(rounds, r)
	}
	rep := newReport(rounds, s.quick)
	rep.write(stdout)
	return rep.verdict(s.gate)
}
