package main

import (
	"context"
	"sync/atomic"
	"time"
)

const (
	burstChunks  = 20_000 // a stream in bursts: so long that opening it, which is measured by itself, weighs little
	burstStreams = 8      // at once: the model is ahead, so that reads carry many chunks whatever else the machine does
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
