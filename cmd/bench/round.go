package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// sample is what one round measured of one server.
type sample struct {
	burst   cost // of chunks
	crowd   cost // of chunks
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
		if err := st.passes(ctx, number+1, m, slices.Clone(order)); err != nil {
			return r, err
		}
	}
	r.direct, err = st.latency(ctx, directTarget(st.modelURL), sz)
	return r, err
}

// passes takes one measure, in several short passes if what else the machine does could tell on it.
func (st *stage) passes(ctx context.Context, number int, m measure, order []lane) error {
	for pass := range max(m.passes, 1) {
		size := 1
		if m.together {
			size = len(order)
		}
		for lanes := range slices.Chunk(order, size) {
			if err := st.measure(ctx, fmt.Sprintf("%d-%d", number, pass+1), m, lanes); err != nil {
				return err
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
	name     string
	together bool   // all servers at once, else one by one
	passes   int    // 0 means one
	profile  string // names a CPU profile worth taking meanwhile
	take     func(ctx context.Context, lanes []lane) error
}

// cpuPasses is how many passes the CPU time wanted is spread over.
const cpuPasses = 4

// measures are in order: memory first, while the processes are fresh.
func (st *stage) measures(sz size) []measure {
	short := sz
	short.cpuGoal /= cpuPasses
	short.cpuLimit /= cpuPasses
	shorter := short // for what has no aim
	shorter.cpuGoal /= 2
	return []measure{
		{name: "memory", take: one(func(ctx context.Context, t *target, s *sample) (err error) {
			s.idle, err = st.memory(ctx, t, sz)
			return err
		})},
		{name: "bursts", passes: cpuPasses, profile: "burst", take: one(func(ctx context.Context, t *target, s *sample) error {
			c, err := st.spend(ctx, t, short, 1, plan{count: burstChunks})
			s.burst = s.burst.plus(c)
			return err
		})},
		{name: "many bursts", passes: cpuPasses, profile: "crowd", take: one(func(ctx context.Context, t *target, s *sample) error {
			c, err := st.spend(ctx, t, shorter, crowded, plan{count: burstChunks})
			s.crowd = s.crowd.plus(c)
			return err
		})},
		{name: "openings", passes: cpuPasses, profile: "opening", take: one(func(ctx context.Context, t *target, s *sample) error {
			c, err := st.spend(ctx, t, shorter, crowded, plan{count: 1})
			s.opening = s.opening.plus(c)
			return err
		})},
		{name: "paced streams", together: true, profile: "paced", take: func(ctx context.Context, lanes []lane) error {
			return st.paced(ctx, lanes, sz)
		}},
		{name: "latency", take: one(func(ctx context.Context, t *target, s *sample) (err error) {
			s.delays, err = st.latency(ctx, t, sz)
			return err
		})},
		{name: "silences", take: one(func(ctx context.Context, t *target, s *sample) (err error) {
			s.held, err = st.heldBack(ctx, t)
			return err
		})},
		{name: "departures", take: one(func(ctx context.Context, t *target, s *sample) (err error) {
			s.left, err = st.leave(ctx, t, sz)
			return err
		})},
	}
}

// one makes a measure of a single server fit.
func one(take func(context.Context, *target, *sample) error) func(context.Context, []lane) error {
	return func(ctx context.Context, lanes []lane) error {
		for _, l := range lanes {
			if err := take(ctx, l.target, l.sample); err != nil {
				return err
			}
		}
		return nil
	}
}

// measure takes a measure once, and profiles if they are wanted.
func (st *stage) measure(ctx context.Context, pass string, m measure, lanes []lane) error {
	taken := make(chan error, len(lanes))
	for _, l := range lanes {
		go func() { taken <- st.profile(ctx, l.target, m.profile, pass) }()
	}
	errs := []error{m.take(ctx, lanes)}
	for _, l := range lanes {
		errs = append(errs, <-taken, l.target.process.alive())
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("measure %s of %s: %w", m.name, lanes[0].target.name, err)
	}
	return st.settle(ctx, m.name)
}
