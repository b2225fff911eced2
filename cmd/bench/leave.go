package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"
)

// departures tell how long the model went on after its client had left.
type departures struct {
	took   []float64 // milliseconds
	missed int
}

// leave opens streams and drops them, half while they are silent and half while they flow, and asks the fake model
// server when it saw the end of each.
func (st *stage) leave(ctx context.Context, t *target, sz size) (departures, error) {
	const lanes = 4
	var mu sync.Mutex
	left := map[int64]time.Time{}
	err := together(lanes, func(lane int) error {
		for i := lane; i < sz.cancels; i += lanes {
			p := plan{id: st.client.ids.Add(1), count: 1 << 20, gap: pace}
			if i/lanes%2 == 0 {
				p.count, p.gap, p.hold = 1, 0, true
			}
			at, err := st.openAndLeave(ctx, t, p)
			if err != nil {
				return err
			}
			mu.Lock()
			left[p.id] = at
			mu.Unlock()
		}
		return nil
	})
	if err != nil {
		return departures{}, err
	}
	return st.collect(ctx, left)
}

// openAndLeave waits a random part of a gap after the first chunk, so that the end falls anywhere between two.
func (st *stage) openAndLeave(ctx context.Context, t *target, p plan) (time.Time, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	body, err := st.client.open(ctx, t, p)
	if err != nil {
		return time.Time{}, err
	}
	defer body.Close()
	if err := firstChunk(body); err != nil {
		return time.Time{}, fmt.Errorf("open stream of %s: %w", t.name, err)
	}
	if err := wait(ctx, rand.N(pace)); err != nil {
		return time.Time{}, err
	}
	at := time.Now()
	cancel()
	return at, nil
}

// collect matches departures with what the model saw. One that it did not see within 3 s is missed.
func (st *stage) collect(ctx context.Context, left map[int64]time.Time) (departures, error) {
	var d departures
	waiting := errors.New("streams are still open")
	err := poll(ctx, 3*time.Second, func() error {
		state, err := st.modelState(ctx)
		if err != nil {
			return err
		}
		for id, seen := range state.Left {
			if at, ok := left[id]; ok {
				d.took = append(d.took, float64(seen-at.UnixNano())/1e6)
				delete(left, id)
			}
		}
		if len(left) > 0 {
			return waiting
		}
		return nil
	})
	if errors.Is(err, waiting) {
		err = nil
	}
	d.missed = len(left)
	return d, err
}
