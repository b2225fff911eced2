package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// sample is what one round measured of one server.
type sample struct {
	burst   float64 // CPU seconds a million chunks
	paced   float64 // CPU seconds a million chunks
	opening float64 // CPU milliseconds a stream of one chunk
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

// round starts both servers anew and measures one after the other, measure by measure; who is first changes from round
// to round, so that neither always meets the machine warmer.
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
		order[0], order[1] = order[1], order[0]
	}
	for _, m := range st.measures(sz) {
		for _, l := range order {
			fmt.Fprintf(st.stderr, "round %d: %s of %s\n", number+1, m.name, l.target.name)
			if err := st.measure(ctx, m, l); err != nil {
				return r, fmt.Errorf("measure %s of %s: %w", m.name, l.target.name, errors.Join(err, l.target.process.alive()))
			}
		}
	}
	r.direct, err = st.latency(ctx, directTarget(st.modelURL), sz)
	return r, err
}

// lane is one server and where its numbers go.
type lane struct {
	target *target
	sample *sample
}

// measure is one thing looked at; profile names the CPU profile worth taking meanwhile.
type measure struct {
	name    string
	profile string
	take    func(ctx context.Context, t *target, s *sample) error
}

// measures are in order: memory first, while the processes are fresh.
func (st *stage) measures(sz size) []measure {
	return []measure{
		{"memory", "", func(ctx context.Context, t *target, s *sample) (err error) {
			s.idle, err = st.memory(ctx, t, sz)
			return err
		}},
		{"bursts", "burst", func(ctx context.Context, t *target, s *sample) (err error) {
			s.burst, err = st.burst(ctx, t, sz)
			return err
		}},
		{"paced streams", "paced", func(ctx context.Context, t *target, s *sample) (err error) {
			s.paced, err = st.paced(ctx, t, sz)
			return err
		}},
		{"openings", "opening", func(ctx context.Context, t *target, s *sample) (err error) {
			s.opening, err = st.opening(ctx, t, sz)
			return err
		}},
		{"latency", "", func(ctx context.Context, t *target, s *sample) (err error) {
			s.delays, err = st.latency(ctx, t, sz)
			return err
		}},
		{"silences", "", func(ctx context.Context, t *target, s *sample) (err error) {
			s.held, err = st.heldBack(ctx, t)
			return err
		}},
		{"departures", "", func(ctx context.Context, t *target, s *sample) (err error) {
			s.left, err = st.leave(ctx, t, sz)
			return err
		}},
	}
}

func (st *stage) measure(ctx context.Context, m measure, l lane) error {
	var done <-chan error
	if st.profiles != "" && m.profile != "" {
		done = st.takeProfile(ctx, m.profile, l.target)
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

// takeProfile saves a CPU profile of what the server does in the next seconds.
func (st *stage) takeProfile(ctx context.Context, name string, t *target) <-chan error {
	const window = 4 * time.Second
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			data, err := fetch(ctx, fmt.Sprintf("%s/debug/pprof/profile?seconds=%d", t.admin, int(window.Seconds())))
			if err != nil {
				return fmt.Errorf("take profile: %w", err)
			}
			path := filepath.Join(st.profiles, t.name+"-"+name+".pprof")
			if err := os.WriteFile(path, data, 0o644); err != nil {
				return fmt.Errorf("save profile: %w", err)
			}
			return nil
		}()
	}()
	return done
}
