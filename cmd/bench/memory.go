package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
)

// weight is the memory that an idle stream takes, in bytes.
type weight struct {
	resident float64
	live     float64 // objects and stacks after a collection
}

// memory opens streams that get one chunk and then nothing. The process must be fresh: what it took at a peak it keeps.
func (st *stage) memory(ctx context.Context, t *target, sz size) (weight, error) {
	err := together(8, func(int) error {
		for range 5 {
			if err := st.client.whole(ctx, t, plan{count: 20}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return weight{}, fmt.Errorf("warm up: %w", err)
	}
	before, err := weigh(ctx, t)
	if err != nil {
		return weight{}, err
	}
	idle := &crowd{}
	defer idle.close()
	if err := idle.gather(ctx, st, t, sz.idleStreams); err != nil {
		return weight{}, err
	}
	after, err := weigh(ctx, t)
	if err != nil {
		return weight{}, err
	}
	if err := st.saveIdle(ctx, t); err != nil {
		return weight{}, err
	}
	n := float64(sz.idleStreams)
	return weight{(after.resident - before.resident) / n, (after.live - before.live) / n}, nil
}

// weigh collects garbage first, so that only what is held counts.
func weigh(ctx context.Context, t *target) (weight, error) {
	live, err := t.heap(ctx)
	if err != nil {
		return weight{}, err
	}
	resident, err := residentBytes(t.process.cmd.Process.Pid)
	return weight{float64(resident), float64(live)}, err
}

// crowd is a number of streams held open.
type crowd struct {
	mu     sync.Mutex
	bodies []io.Closer
}

func (c *crowd) gather(ctx context.Context, st *stage, t *target, n int) error {
	const lanes = 20
	return together(lanes, func(lane int) error {
		for i := lane; i < n; i += lanes {
			body, err := st.client.open(ctx, t, plan{id: st.client.ids.Add(1), count: 1, hold: true})
			if err != nil {
				return fmt.Errorf("open idle stream %d: %w", i, err)
			}
			c.mu.Lock()
			c.bodies = append(c.bodies, body)
			c.mu.Unlock()
			if err := firstChunk(body); err != nil {
				return fmt.Errorf("open idle stream %d of %s: %w", i, t.name, err)
			}
		}
		return nil
	})
}

func (c *crowd) close() {
	for _, body := range c.bodies {
		body.Close()
	}
}

// firstChunk reads until a content chunk came.
func firstChunk(r io.Reader) error {
	buf := make([]byte, 4<<10)
	for {
		n, err := r.Read(buf)
		if bytes.IndexByte(buf[:n], mark) >= 0 {
			return nil
		}
		if err != nil {
			return fmt.Errorf("wait for first chunk: %w", err)
		}
	}
}
