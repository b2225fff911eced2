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

// spend is what the chunks of a plan cost when the model sends them as fast as they are taken, one stream or several at
// a time, until the server has used the CPU time wanted. With one the servers wait for the model now and then, and a
// read finds a few chunks. With several the model is ahead and each read is full: the proxy copies it in one piece, and
// the work on each chunk is nearly all that a server costs. Of streams of a single chunk it is what a stream costs.
func (st *stage) spend(ctx context.Context, t *target, sz size, lanes int, p plan) (cost, error) {
	if err := together(lanes, func(int) error { return st.client.whole(ctx, t, p, nil) }); err != nil {
		return cost{}, err
	}
	before, err := cpuTime(t.process.cmd.Process.Pid)
	if err != nil {
		return cost{}, err
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
			done.Add(int64(p.count))
		}
		return nil
	})
	if err != nil {
		return cost{}, err
	}
	after, err := cpuTime(t.process.cmd.Process.Pid)
	return cost{after - before, done.Load()}, err
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
