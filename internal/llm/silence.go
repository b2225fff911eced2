package llm

import (
	"fmt"
	"time"
)

// silence watches how long a server says nothing. It runs only while a read
// waits, for a slow reader's time is not the server's.
type silence struct {
	timer    *time.Timer
	first    time.Duration // allowed before the first chunk that carries anything
	idle     time.Duration // allowed after it
	began    bool          // such a chunk has come
	heard    time.Time     // when anything last came
	carried  time.Time     // when a chunk last carried anything
	came     bool          // since the last read began: anything,
	carries  bool          // and something that the step is made of
	finished time.Time     // when the model's last reason to stop came; zero: none, or it goes on
}

func newSilence(now time.Time, opts Options, end func()) silence {
	return silence{
		timer:   time.AfterFunc(opts.FirstByteTimeout, end),
		first:   opts.FirstByteTimeout,
		idle:    opts.IdleTimeout,
		heard:   now,
		carried: now,
	}
}

// start begins a wait. It says false when there is nothing left to wait for: a
// server that sends empty lines without a pause would never let the timer fire.
func (s *silence) start() bool {
	left := s.left(time.Now())
	if left <= 0 {
		return false
	}
	s.timer.Reset(left)
	return true
}

func (s *silence) left(now time.Time) time.Duration {
	switch {
	case s.carries:
		s.heard, s.carried, s.began = now, now, true
	case s.came:
		s.heard = now
	}
	s.came, s.carries = false, false
	due := s.heard.Add(s.allowed())
	if longest := s.carried.Add(keepAlives * s.allowed()); longest.Before(due) {
		due = longest
	}
	if s.finished.IsZero() {
		return due.Sub(now)
	}
	return min(due.Sub(now), s.finished.Add(usageGrace).Sub(now))
}

func (s *silence) allowed() time.Duration {
	if s.began {
		return s.idle
	}
	return s.first
}

// read ends a wait in which n bytes came.
func (s *silence) read(n int) {
	s.timer.Stop()
	s.came = s.came || n > 0
}

func (s *silence) stop() { s.timer.Stop() }

func (s *silence) patience() string {
	if s.began {
		return fmt.Sprintf("nothing more for %s", s.idle)
	}
	return fmt.Sprintf("no first chunk within %s", s.first)
}
