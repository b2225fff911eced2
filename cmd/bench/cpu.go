package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

const (
	burstChunks  = 5000 // a stream in bursts: long enough that opening it weighs little
	burstStreams = 8    // at once: the model is ahead, so that reads carry many chunks whatever else the machine does
	pace         = 20 * time.Millisecond
)

// cost is the CPU time that a server used for so many chunks or streams.
type cost struct {
	cpu  time.Duration
	work int64
}

func (c cost) plus(d cost) cost { return cost{c.cpu + d.cpu, c.work + d.work} }

// micros is the CPU time of one chunk or stream, in microseconds: the same number as seconds a million.
func (c cost) micros() float64 { return micros(c.cpu) / float64(c.work) }

// burst is what chunks cost when the model sends as fast as it is read.
func (st *stage) burst(ctx context.Context, t *target, sz size) (cost, error) {
	cpu, streams, err := st.repeat(ctx, t, sz, plan{count: burstChunks})
	return cost{cpu, streams * burstChunks}, err
}

// opening is what a stream of a single chunk costs from request to end.
func (st *stage) opening(ctx context.Context, t *target, sz size) (cost, error) {
	sz.cpuGoal /= 2
	cpu, streams, err := st.repeat(ctx, t, sz, plan{count: 1})
	return cost{cpu, streams}, err
}

// repeat runs streams, one after the other in a few lanes, until the server has used the CPU time wanted.
func (st *stage) repeat(ctx context.Context, t *target, sz size, p plan) (cpu time.Duration, streams int64, err error) {
	if err := together(burstStreams, func(int) error { return st.client.whole(ctx, t, p, nil) }); err != nil {
		return 0, 0, err
	}
	before, err := cpuTime(t.process.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	var enough atomic.Bool
	var done atomic.Int64
	err = together(burstStreams+1, func(i int) error {
		if i == burstStreams {
			defer enough.Store(true)
			return awaitCPU(ctx, t, before+sz.cpuGoal, sz.cpuLimit)
		}
		for !enough.Load() {
			if err := st.client.whole(ctx, t, p, nil); err != nil {
				enough.Store(true)
				return err
			}
			done.Add(1)
		}
		return nil
	})
	if err != nil {
		return 0, 0, err
	}
	after, err := cpuTime(t.process.cmd.Process.Pid)
	return after - before, done.Load(), err
}

// awaitCPU waits until the server's CPU time reaches a mark, or the limit of wall time is over.
func awaitCPU(ctx context.Context, t *target, mark, limit time.Duration) error {
	end := time.Now().Add(limit)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		used, err := cpuTime(t.process.cmd.Process.Pid)
		if err != nil || used >= mark || time.Now().After(end) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

var errEnough = errors.New("measured long enough")

// paced is what chunks cost when each comes alone, as a model writes them.
func (st *stage) paced(ctx context.Context, t *target, sz size) (cost, error) {
	streams, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	var chunks, begun atomic.Int64
	var c cost
	err := together(sz.pacedStreams+1, func(i int) error {
		if i == sz.pacedStreams {
			defer leave(errEnough)
			var err error
			c, err = pacedWindow(streams, t, sz, &chunks, &begun)
			return err
		}
		// Starts are spread over one gap, so that chunks do not all come at once.
		if err := wait(streams, pace*time.Duration(i)/time.Duration(sz.pacedStreams)); err != nil {
			return nil
		}
		err := st.pacedStream(streams, t, &chunks, &begun)
		if errors.Is(context.Cause(streams), errEnough) {
			return nil
		}
		leave(err)
		return cmp.Or(err, fmt.Errorf("read stream of %s: it ended early", t.name))
	})
	return c, err
}

func (st *stage) pacedStream(ctx context.Context, t *target, chunks, begun *atomic.Int64) error {
	body, err := st.client.open(ctx, t, plan{id: st.client.ids.next(), count: 1 << 20, gap: pace})
	if err != nil {
		return err
	}
	defer body.Close()
	first := true
	_, last, err := scan(body, false, func(time.Time, int64) {
		if first {
			begun.Add(1)
			first = false
		}
		chunks.Add(1)
	})
	return cmp.Or(err, fmt.Errorf("read stream of %s: it ended early with %q", t.name, last))
}

// pacedWindow measures while all streams flow: neither their opening nor their end is counted.
func pacedWindow(ctx context.Context, t *target, sz size, chunks, begun *atomic.Int64) (cost, error) {
	err := poll(ctx, 10*time.Second, func() error {
		if n := begun.Load(); n < int64(sz.pacedStreams) {
			return fmt.Errorf("open streams of %s: %d of %d had a chunk within 10 s", t.name, n, sz.pacedStreams)
		}
		return nil
	})
	if err != nil {
		return cost{}, err
	}
	before, err := cpuTime(t.process.cmd.Process.Pid)
	if err != nil {
		return cost{}, err
	}
	from := chunks.Load()
	if err := awaitCPU(ctx, t, before+sz.cpuGoal, sz.cpuLimit); err != nil {
		return cost{}, err
	}
	after, err := cpuTime(t.process.cmd.Process.Pid)
	if err != nil {
		return cost{}, err
	}
	return cost{after - before, chunks.Load() - from}, nil
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
