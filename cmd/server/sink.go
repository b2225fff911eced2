package main

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"
)

// maxUnwritten bounds the log that waits to be written.
const maxUnwritten = 1 << 20

// sink stands between the logger and its output, so that an output that blocks
// (a full pipe, a stopped terminal) blocks no answer, and one that is gone ends
// none. What does not fit into the bound or cannot be written is dropped and
// counted; nothing is lost while the output keeps up.
//
// The sink owns the goroutine that writes; Close waits for it.
type sink struct {
	out  io.Writer
	wake chan struct{} // holds one token while there may be something to do
	done chan struct{}

	mu      sync.Mutex
	queue   []byte
	dropped int
	closed  bool
}

func startSink(out io.Writer) *sink {
	s := &sink{out: out, wake: make(chan struct{}, 1), done: make(chan struct{})}
	go s.write()
	return s
}

// Write takes one record. It never blocks and never fails.
func (s *sink) Write(record []byte) (int, error) {
	s.mu.Lock()
	if len(s.queue)+len(record) > maxUnwritten {
		s.dropped++
	} else {
		s.queue = append(s.queue, record...)
	}
	s.mu.Unlock()
	s.rouse()
	return len(record), nil
}

func (s *sink) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *sink) write() {
	defer close(s.done)
	var batch []byte
	for range s.wake {
		s.mu.Lock()
		batch, s.queue = s.queue, batch[:0]
		dropped, closed := s.dropped, s.closed
		s.dropped = 0
		s.mu.Unlock()
		if dropped > 0 {
			batch = fmt.Appendf(batch, "quotewire: %d log records were dropped because the log's reader was too slow or gone\n", dropped)
		}
		if len(batch) > 0 {
			s.put(batch, dropped)
		}
		if closed {
			return
		}
	}
}

// put writes a batch, whose last line may tell of records that were dropped. When
// it cannot be written they and those of the batch are counted, to be told of when
// the output has a reader again.
func (s *sink) put(batch []byte, dropped int) {
	n, err := s.out.Write(batch)
	if err == nil {
		return
	}
	lost := bytes.Count(batch[n:], []byte("\n"))
	if dropped > 0 {
		lost += dropped - 1
	}
	s.mu.Lock()
	s.dropped += lost
	s.mu.Unlock()
}

// Close writes what is left, waiting at most d for an output that blocks.
func (s *sink) Close(d time.Duration) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.rouse()
	select {
	case <-s.done:
	case <-time.After(d):
	}
}
