package main

import (
	"context"
	"sync/atomic"
	"time"
)

const (
	burstChunks = 20_000 // a stream in bursts: so long that opening it, which is measured by itself, weighs little
	crowded     = 8      // streams at once where they are to fill the machine
)

// cost is the CPU time that a server used for so many chunks or streams.
type cost struct {
	cpu  time.Duration
	work int64
}

func (c cost) plus(d cost) cost { return cost{c.cpu + d.cpu, c.work + d.work} }

// micros is the CPU time of one chunk or stream, in microseconds: the same number as seconds a million.
func (c cost) micros() float64 { return micros(c.cpu) / float64(c.work) }

// burst is what chunks cost when the model sends them as fast as they are taken, one stream or several at a time. With
// one the servers wait for the model now and then, and a read finds a few chunks. With several the model is ahead and
// each read is full: the proxy copies it in one piece, and the work on each chunk is nearly all that a server costs.
func (st *stage) burst(ctx context.Context, t *target, sz size, streams int) (cost, error) {
	cpu, done, err := st.repeat(ctx, t, sz, streams, plan{count: burstChunks})
	return cost{cpu, done * burstChunks}, err
}

// opening is what a stream of a single chunk costs from request to end.
func (st *stage) opening(ctx context.Context, t *target, sz size) (cost, error) {
	cpu, done, err := st.repeat(ctx, t, sz, crowded, plan{count: 1})
	return cost{cpu, done}, err
}

// repeat runs streams, so many at once and one after the other, until the server has used the CPU time wanted.
func (st *stage) repeat(ctx context.Context, t *target, sz size, lanes int, p plan) (cpu time.Duration, streams int64, err error) {
	if err := together(lanes, func(int) error { return st.client.whole(ctx, t, p, nil) }); err != nil {
		return 0, 0, err
	}
	before, err := cpuTime(t.process.cmd.Process.Pid)
	if err != nil {
		return 0, 0, err
	}
	var enough atomic.Bool
	var done atomic.Int64
	err = together(lanes+1, func(i int) error {
		if i == lanes {
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
	for end := time.Now().Add(limit); ; {
		used, err := cpuTime(t.process.cmd.Process.Pid)
		if err != nil || used >= mark || time.Now().After(end) {
			return err
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return err
		}
	}
}
