package api

import (
	"fmt"
	"time"
)

// heartbeat runs when a stream may have been silent for long enough. It sends a
// comment, and so finds out whether the client is still there.
func (s *stream) heartbeat() {
	defer s.pending.Done()
	defer func() {
		if v := recover(); v != nil {
			s.log.Error("heartbeat panicked", "run", s.run, "panic", v, "stack", stack())
			s.mu.Lock()
			s.broken = fmt.Errorf("heartbeat panicked: %w", errInternal)
			s.mu.Unlock()
			s.abandon()
		}
	}()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.err != nil {
		return
	}
	// Frames do not touch the timer: it looks at their stamp when it fires.
	if left := s.pace.Heartbeat - time.Since(s.wrote); left > 0 {
		s.rearm(left)
		return
	}
	if s.held == nil {
		b := s.buffer()
		*b = append(*b, keepAlive...)
	}
	if err := s.flush(); err != nil {
		// The answer may wait for its model: without this it would do so for a
		// client that net/http has not noticed leaving.
		s.broken = err
		s.abandon()
		return
	}
	s.rearm(s.pace.Heartbeat)
}

// cause is why a heartbeat ended the answer, else err.
func (s *stream) cause(err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken != nil {
		return s.broken
	}
	return err
}

func (s *stream) rearm(d time.Duration) {
	s.pending.Add(1)
	s.beat.Reset(d)
}
