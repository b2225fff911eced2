package bolt

import (
	"context"
	"fmt"
	"maps"
	"time"

	"go.etcd.io/bbolt"
)

// put is a value that waits to be written.
type put struct {
	bucket, key string
	value       []byte
	until       time.Time
	done        chan error
}

// Put keeps value under key in bucket until a moment, in the place of an older one. It
// returns when it is on the disk. Its caller may leave earlier: then it may be, or not.
func (s *Store) Put(ctx context.Context, bucket, key string, value []byte, until time.Time) error {
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	switch {
	case bucket == "", key == "", len(key) > bbolt.MaxKeySize:
		return fmt.Errorf("put value: want a bucket, and a key of 1 to %d bytes, has %d", bbolt.MaxKeySize, len(key))
	case sizeOf([]byte(key), headSize+len(value)) > s.opts.Bytes:
		return fmt.Errorf("put value: its %d bytes are more than a bucket may hold", len(value))
	}
	p := &put{bucket, key, value, until, make(chan error, 1)}
	s.mu.Lock()
	s.waiting = append(s.waiting, p)
	s.mu.Unlock()
	// Whoever has the turn writes all that waits: its own is among it, or was written
	// by the one before.
	select {
	case err := <-p.done:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	case s.turn <- struct{}{}:
	}
	s.writeAll()
	<-s.turn
	return <-p.done
}

// writeAll writes what waits in one transaction.
func (s *Store) writeAll() {
	s.mu.Lock()
	all := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	if len(all) == 0 {
		return
	}
	sizes := maps.Clone(s.sizes)
	err := s.guarded(func() error {
		return s.db.Update(func(tx *bbolt.Tx) error {
			for _, p := range all {
				if err := s.write(tx, p, sizes); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err == nil {
		s.sizes = sizes
	} else {
		err = fmt.Errorf("write values: %w", err)
	}
	for _, p := range all {
		p.done <- err
	}
}
