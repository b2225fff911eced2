package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// delays are in microseconds.
type delays struct {
	first []float64 // from the client's request to its first chunk
	later []float64 // from the model's sending of a chunk to its arrival
}

const (
	latencyStreams = 20 // at once: a load that leaves the machine mostly idle
	latencyChunks  = 20
)

// latency measures chunks that come one by one.
func (st *stage) latency(ctx context.Context, t *target, sz size) (delays, error) {
	var mu sync.Mutex
	var all delays
	err := together(latencyStreams, func(i int) error {
		if err := wait(ctx, pace*time.Duration(i)/latencyStreams); err != nil {
			return err
		}
		for range sz.latencyLoops {
			d, err := st.oneLatency(ctx, t)
			if err != nil {
				return err
			}
			mu.Lock()
			all.first = append(all.first, d.first...)
			all.later = append(all.later, d.later...)
			mu.Unlock()
		}
		return nil
	})
	return all, err
}

func (st *stage) oneLatency(ctx context.Context, t *target) (delays, error) {
	var d delays
	start := time.Now()
	err := st.client.whole(ctx, t, plan{count: latencyChunks, gap: pace, stamp: true}, func(received time.Time, sent int64) {
		if len(d.first) == 0 {
			d.first = append(d.first, micros(received.Sub(start)))
			return
		}
		d.later = append(d.later, float64(received.UnixNano()-sent)/1e3)
	})
	return d, err
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// heldBack fails when a chunk that is complete waits for what follows it. The model sends some chunks at once and is
// then silent for a second, sometimes in the middle of the next chunk. It returns the longest delay in microseconds.
func (st *stage) heldBack(ctx context.Context, t *target) (worst float64, err error) {
	const silence = time.Second
	counts := []int{1, 2, 3, 17, 64, 300}
	var mu sync.Mutex
	err = together(2*len(counts), func(i int) error {
		p := plan{count: counts[i/2], stamp: true, pause: silence, split: i%2 == 1}
		var n int
		var slowest time.Duration
		err := st.client.whole(ctx, t, p, func(received time.Time, sent int64) {
			if n++; n <= p.count {
				slowest = max(slowest, time.Duration(received.UnixNano()-sent))
			}
		})
		if err != nil {
			return err
		}
		if slowest > silence*3/4 {
			return fmt.Errorf("%s held a chunk back: of %d sent at once before a silence of %s (half a chunk behind them: %t) "+
				"one came after %s", t.name, p.count, silence, p.split, slowest)
		}
		mu.Lock()
		worst = max(worst, micros(slowest))
		mu.Unlock()
		return nil
	})
	return worst, err
}
