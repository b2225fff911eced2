package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"
)

const pace = 20 * time.Millisecond

var errEnough = errors.New("measured long enough")

// flow is the paced streams through one server.
type flow struct {
	target *target
	chunks atomic.Int64
	begun  atomic.Int64 // streams that had a chunk
	before cost
	cost   cost
}

// paced is what chunks cost when each comes alone, as a model writes them. All servers carry their streams at the same
// time, so that whatever else the machine does tells on all alike.
func (st *stage) paced(ctx context.Context, lanes []lane, sz size) error {
	var flows []*flow
	for _, l := range lanes {
		flows = append(flows, &flow{target: l.target})
	}
	streams, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	total := len(flows) * sz.pacedStreams
	err := together(total+1, func(i int) error {
		if i == total {
			defer leave(errEnough)
			return pacedWindow(streams, flows, sz)
		}
		// Starts are spread over one gap, so that chunks do not all come at once.
		if err := wait(streams, pace*time.Duration(i)/time.Duration(total)); err != nil {
			return nil
		}
		err := st.pacedStream(streams, flows[i%len(flows)])
		if errors.Is(context.Cause(streams), errEnough) {
			return nil
		}
		leave(err)
		return err
	})
	for i, l := range lanes {
		l.sample.paced = flows[i].cost
	}
	return err
}

// pacedStream reads until the measure is over; any other end is an error.
func (st *stage) pacedStream(ctx context.Context, f *flow) error {
	body, err := st.client.open(ctx, f.target, plan{id: st.client.ids.Add(1), count: 1 << 20, gap: pace})
	if err != nil {
		return err
	}
	defer body.Close()
	first := true
	_, last, err := scan(body, false, func(time.Time, int64) {
		if first {
			f.begun.Add(1)
			first = false
		}
		f.chunks.Add(1)
	})
	return cmp.Or(err, fmt.Errorf("read stream of %s: it ended early with %q", f.target.name, last))
}

// pacedWindow measures while all streams flow: neither their opening nor their end is counted.
func pacedWindow(ctx context.Context, flows []*flow, sz size) error {
	for _, f := range flows {
		err := poll(ctx, 10*time.Second, func() error {
			if n := f.begun.Load(); n < int64(sz.pacedStreams) {
				return fmt.Errorf("open streams of %s: %d of %d had a chunk within 10 s", f.target.name, n, sz.pacedStreams)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	// The garbage of the openings is collected meanwhile.
	if err := wait(ctx, time.Second); err != nil {
		return err
	}
	for _, f := range flows {
		if err := f.read(&f.before); err != nil {
			return err
		}
	}
	end := time.Now().Add(sz.cpuLimit)
	for _, f := range flows {
		if err := awaitCPU(ctx, f.target, f.before.cpu+sz.cpuGoal, time.Until(end)); err != nil {
			return err
		}
	}
	for _, f := range flows {
		var after cost
		if err := f.read(&after); err != nil {
			return err
		}
		f.cost = cost{after.cpu - f.before.cpu, after.work - f.before.work}
	}
	return nil
}

// read takes down what the server has used and carried so far.
func (f *flow) read(c *cost) error {
	cpu, err := cpuTime(f.target.process.cmd.Process.Pid)
	*c = cost{cpu, f.chunks.Load()}
	return err
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
