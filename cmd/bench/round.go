package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// sample is what one round measured of one server.
type sample struct {
	burst   cost // of chunks
	paced   cost // of chunks
	opening cost // of streams of one chunk
	idle    weight
	delays  delays
	left    departures
	held    float64 // longest delay of a chunk before a silence, microseconds
}

// round is the measures that are compared with each other.
type round struct {
	direct               delays // the client asks the model itself
	yardstick, quotewire sample
}

// round starts both servers anew and measures one after the other, measure by measure. Who is first changes from pass to
// pass and from round to round, so that neither always meets the machine warmer or busier.
func (st *stage) round(ctx context.Context, number int, sz size) (r round, err error) {
	bare, err := startYardstick(ctx, st.self, st.modelURL)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, bare.process.stop()) }()
	ours, err := startQuotewire(ctx, st.server, st.modelURL)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, ours.process.stop()) }()

	order := []lane{{bare, &r.yardstick}, {ours, &r.quotewire}}
	if number%2 == 1 {
		slices.Reverse(order)
	}
	for _, m := range st.measures(sz) {
		fmt.Fprintf(st.stderr, "round %d: %s\n", number+1, m.name)
		if err := st.passes(ctx, number, m, slices.Clone(order)); err != nil {
			return r, err
		}
	}
	r.direct, err = st.latency(ctx, directTarget(st.modelURL), sz)
	return r, err
}

// passes takes one measure of both servers, in several short passes if what else the machine does could tell on it.
func (st *stage) passes(ctx context.Context, number int, m measure, order []lane) error {
	for pass := range max(m.passes, 1) {
		for _, l := range order {
			if err := st.measure(ctx, fmt.Sprintf("%d-%d", number+1, pass+1), m, l); err != nil {
				return fmt.Errorf("measure %s of %s: %w", m.name, l.target.name, errors.Join(err, l.target.process.alive()))
			}
		}
		slices.Reverse(order)
	}
	return nil
}

// lane is one server and where its numbers go.
type lane struct {
	target *target
	sample *sample
}

// measure is one thing looked at.
type measure struct {
	name    string
	passes  int    // 0 means one
	profile string // names a CPU profile worth taking meanwhile
	take    func(ctx context.Context, t *target, s *sample) error
}

// cpuPasses is how many passes the CPU time wanted is spread over.
const cpuPasses = 4

// measures are in order: memory first, while the processes are fresh.
func (st *stage) measures(sz size) []measure {
	sz.cpuGoal /= cpuPasses
	sz.cpuLimit /= cpuPasses
	add := func(take func(context.Context, *target, size) (cost, error), to func(*sample) *cost) func(context.Context, *target, *sample) error {
		return func(ctx context.Context, t *target, s *sample) error {
			c, err := take(ctx, t, sz)
			*to(s) = to(s).plus(c)
			return err
		}
	}
	return []measure{
		{name: "memory", take: func(ctx context.Context, t *target, s *sample) (err error) {
			s.idle, err = st.memory(ctx, t, sz)
			return err
		}},
		{name: "bursts", passes: cpuPasses, profile: "burst", take: add(st.burst, func(s *sample) *cost { return &s.burst })},
		{name: "paced streams", passes: cpuPasses, profile: "paced", take: add(st.paced, func(s *sample) *cost { return &s.paced })},
		{name: "openings", passes: cpuPasses, profile: "opening", take: add(st.opening, func(s *sample) *cost { return &s.opening })},
		{name: "latency", take: func(ctx context.Context, t *target, s *sample) (err error) {
			s.delays, err = st.latency(ctx, t, sz)
			return err
		}},
		{name: "silences", take: func(ctx context.Context, t *target, s *sample) (err error) {
			s.held, err = st.heldBack(ctx, t)
			return err
		}},
		{name: "departures", take: func(ctx context.Context, t *target, s *sample) (err error) {
			s.left, err = st.leave(ctx, t, sz)
			return err
		}},
	}
}

func (st *stage) measure(ctx context.Context, pass string, m measure, l lane) error {
	var done <-chan error
	if st.profiles != "" && m.profile != "" {
		done = st.takeProfile(ctx, l.target, m.profile+"-"+pass+".pprof")
	}
	if err := m.take(ctx, l.target, l.sample); err != nil {
		return err
	}
	if done != nil {
		if err := <-done; err != nil {
			return err
		}
	}
	return st.settle(ctx, m.name)
}

// takeProfile saves a CPU profile of what the server does in the next seconds. go tool pprof merges those
// of all passes.
func (st *stage) takeProfile(ctx context.Context, t *target, name string) <-chan error {
	const window = time.Second
	done := make(chan error, 1)
	go func() {
		done <- st.saveProfile(ctx, t, fmt.Sprintf("profile?seconds=%d", int(window.Seconds())), name)
	}()
	return done
}

func (st *stage) saveProfile(ctx context.Context, t *target, query, name string) error {
	data, err := fetch(ctx, t.admin+"/debug/pprof/"+query)
	if err != nil {
		return fmt.Errorf("take profile: %w", err)
	}
	if err := os.WriteFile(filepath.Join(st.profiles, t.name+"-"+name), data, 0o644); err != nil {
		return fmt.Errorf("save profile: %w", err)
	}
	return nil
}
