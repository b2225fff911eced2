package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
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
	idle := make([]io.ReadCloser, sz.idleStreams)
	defer func() {
		for _, body := range idle {
			if body != nil {
				body.Close()
			}
		}
	}()
	if err := st.gather(ctx, t, idle); err != nil {
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

// gather opens as many streams as there are places for their bodies.
func (st *stage) gather(ctx context.Context, t *target, idle []io.ReadCloser) error {
	const lanes = 20
	return together(lanes, func(lane int) (err error) {
		for i := lane; i < len(idle); i += lanes {
			if idle[i], err = st.client.open(ctx, t, plan{id: st.client.ids.Add(1), count: 1, hold: true}); err == nil {
				err = firstChunk(idle[i])
			}
			if err != nil {
				return fmt.Errorf("open idle stream %d of %s: %w", i, t.name, err)
			}
		}
		return nil
	})
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
