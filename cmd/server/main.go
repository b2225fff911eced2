// Command server is quotewire: it reads the environment, wires the packages
// below internal together, serves until it is told to stop, and drains.
//
// The program is a value that tests can run: run gets all it needs as
// arguments. Only this package reads the environment, registers metrics of the
// process, makes the logger and ends the process.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
	_ "time/tzdata" // the container image has no time zones of its own

	"github.com/KimMachineGun/automemlimit/memlimit"

	"quotewire/internal/extract"
)

// version is set by the linker.
var version = "dev"

// Exit statuses.
const (
	statusOK     = 0
	statusFailed = 1
	statusUsage  = 2 // an unknown flag, or variables that are not valid
)

var (
	errUsage   = errors.New("see -h")
	errStopped = errors.New("told to stop")
)

func main() {
	ctx, cancel := context.WithCancelCause(context.Background())
	outlive()
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() { // lives as long as the process
		cancel(fmt.Errorf("%w by %v", errStopped, <-signals))
		tell("second signal (%v), ending at once", <-signals)
		os.Exit(statusFailed)
	}()
	err := run(ctx, os.Args[1:], os.Environ(), stdio{os.Stdin, os.Stdout, os.Stderr})
	if err != nil && !readerGone(err) {
		tell("%v", err)
	}
	switch {
	case err == nil:
		os.Exit(statusOK)
	case errors.Is(err, errUsage):
		os.Exit(statusUsage)
	}
	os.Exit(statusFailed)
}

// outlive catches signals that end a process by default, and does nothing with
// them: open answers would break off without their end. SIGPIPE comes when the
// program that read the log has ended, whose writes then fail; SIGHUP when a
// terminal closes, and with SIGUSR1 and SIGUSR2 from rotations of logs. They are
// caught and not ignored, as programs that we start would ignore them too.
func outlive() {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGUSR2)
}

// tell writes the last word of a process, which ends even when nobody reads it.
func tell(format string, args ...any) {
	out := startSink(os.Stderr)
	fmt.Fprintf(out, "quotewire: "+format+"\n", args...)
	out.Close(time.Second)
}

// readerGone reports whether what was asked for could not be written because its
// reader has ended, as that of a pipe into head: there is nothing to tell of it.
func readerGone(err error) bool {
	file, ok := errors.AsType[*os.PathError](err)
	return ok && errors.Is(file, syscall.EPIPE)
}

// stdio is what a run reads, and where it writes: what was asked for to out, the
// log to err.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

// run is the program: it returns when ctx ends and everything is closed, or at
// the first thing that keeps it from serving.
func run(ctx context.Context, args, environ []string, std stdio) error {
	flags := flag.NewFlagSet("quotewire", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // faults are returned, the usage is ours
	showVersion := flags.Bool("version", false, "")
	checkOnly := flags.Bool("check", false, "")
	readPages := flags.Bool("read-pages", false, "")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return usage(std.out)
	} else if err != nil {
		return fmt.Errorf("%w (%w)", err, errUsage)
	}
	probing := flags.Arg(0) == "probe" && flags.NFlag() == 0
	switch rest := flags.Args(); {
	case probing && len(rest) == 1:
	case probing && (rest[1] == "-h" || rest[1] == "--help"):
		return usage(std.out)
	case probing:
		return fmt.Errorf("unknown argument %q (%w)", rest[1], errUsage)
	case len(rest) > 0:
		return fmt.Errorf("unknown argument %q (%w)", rest[0], errUsage)
	}
	if *showVersion {
		_, err := fmt.Fprintf(std.out, "quotewire %s %s\n", version, runtime.Version())
		return err
	}
	if *readPages {
		// The system's own log would call it exe, after where it was started from. A
		// name is all that is lost where this fails.
		_ = os.WriteFile("/proc/self/comm", []byte("quotewire-pages"), 0)
		return extract.Serve(std.in, std.out)
	}
	cfg, err := loadConfig(environ)
	if err != nil {
		for _, stray := range strays(environ, false) { // what is missing may stand under another name
			err = errors.Join(err, errors.New(stray))
		}
		return fmt.Errorf("the environment is not valid (%w):\n%w", errUsage, err)
	}
	if *checkOnly {
		return check(ctx, cfg.Addr, std.out)
	}
	if probing {
		return probeSources(ctx, cfg, environ, std)
	}
	return serve(ctx, cfg, environ, std)
}

func serve(ctx context.Context, cfg config, environ []string, std stdio) error {
	out := startSink(std.err)
	defer out.Close(time.Second)
	log := newLogger(cfg, out)
	for _, stray := range strays(environ, cfg.Demo == "auto" && cfg.demo()) {
		log.Warn(stray)
	}
	limitMemory(log)

	a, err := newApp(cfg, log)
	if err != nil {
		return err
	}
	if err := a.Start(); err != nil {
		return err
	}
	log.Info("serving", "version", version, "url", a.URL(), "demo", cfg.demo())
	if cfg.demo() {
		greet(out, a.URL(), cfg)
	}
	select {
	case <-ctx.Done():
		log.Info("stopping", "reason", context.Cause(ctx).Error(), "drain", time.Duration(cfg.Drain).String())
		err = nil
	case err = <-a.failed:
		log.Error("a listener failed, stopping", "error", err)
	}
	err = errors.Join(err, a.Stop())
	log.Info("stopped")
	return err
}

func newLogger(cfg config, out io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: cfg.LogLevel.level()}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(out, options))
	}
	return slog.New(slog.NewTextHandler(out, options))
}

// serversPart is how much of the container's memory is the server's own: of 1 GiB
// the processes that make text of pages may take 350 MiB.
const serversPart = 0.6

// limitMemory makes the collector work harder near the server's part of the
// container's limit, where the kernel would otherwise kill the process.
func limitMemory(log *slog.Logger) {
	if _, err := memlimit.Set(memlimit.WithRatio(serversPart), memlimit.WithLogger(log)); err != nil {
		log.Warn("cannot read the container's memory limit, going on without one", "error", err)
	}
}
