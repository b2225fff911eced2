package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestSinkLosesNothing(t *testing.T) {
	var out bytes.Buffer // only the sink's goroutine touches it until Close is back
	s := startSink(&out)
	var want strings.Builder
	for i := range 5000 {
		line := fmt.Sprintf("record %d\n", i)
		want.WriteString(line)
		if n, err := s.Write([]byte(line)); n != len(line) || err != nil {
			t.Fatalf("Write: %d, %v", n, err)
		}
	}
	s.Close(10 * time.Second)
	if out.String() != want.String() {
		t.Errorf("got %d bytes, want %d", out.Len(), want.Len())
	}
}

// A reader that has stopped must not stop who logs, nor fill the memory.
func TestSinkNeverBlocks(t *testing.T) {
	r, w := io.Pipe()
	s := startSink(w)
	record := bytes.Repeat([]byte("x"), 1023)
	record = append(record, '\n')
	const records = 4 * maxUnwritten / 1024
	for i := range records {
		if _, err := s.Write(record); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			eventually(t, "the first record is being written", func() bool {
				s.mu.Lock()
				defer s.mu.Unlock()
				return len(s.queue) == 0
			})
		}
	}
	s.mu.Lock()
	held, dropped := len(s.queue), s.dropped
	s.mu.Unlock()
	if held > maxUnwritten || dropped == 0 {
		t.Errorf("holds %d bytes, dropped %d", held, dropped)
	}

	// The reader comes back: the rest arrives, with a word on what is missing.
	read := make(chan string)
	go func() {
		all, _ := io.ReadAll(r)
		read <- string(all)
	}()
	s.Close(10 * time.Second)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	all := <-read
	missing := fmt.Sprintf("quotewire: %d log records were dropped", dropped)
	if got := strings.Count(all, "x\n"); got != records-dropped || !strings.Contains(all, missing) {
		t.Errorf("%d records arrived of %d, %d dropped; tail: %.100q", got, records, dropped, all[max(0, len(all)-100):])
	}
}

func TestSinkCloseIsBounded(t *testing.T) {
	r, w := io.Pipe()
	s := startSink(w)
	if _, err := s.Write([]byte("stuck\n")); err != nil {
		t.Fatal(err)
	}
	s.Close(20 * time.Millisecond)
	if err := r.Close(); err != nil { // unblocks the writer
		t.Fatal(err)
	}
	<-s.done
}

// brokenPipe fails until its reader is there.
type brokenPipe struct {
	reader atomic.Bool
	failed atomic.Int64
	got    bytes.Buffer // touched by the sink's goroutine alone until Close is back
}

func (b *brokenPipe) Write(text []byte) (int, error) {
	if !b.reader.Load() {
		b.failed.Add(1)
		return 0, syscall.EPIPE
	}
	return b.got.Write(text)
}

// What was written while nobody read is counted, and told to who reads next.
func TestSinkCountsWhatHadNoReader(t *testing.T) {
	out := &brokenPipe{}
	s := startSink(out)
	for i := range 3 {
		if _, err := fmt.Fprintf(s, "lost %d\n", i); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the record is tried", func() bool { return out.failed.Load() > int64(i) })
	}
	out.reader.Store(true)
	if _, err := fmt.Fprintln(s, "read"); err != nil {
		t.Fatal(err)
	}
	s.Close(10 * time.Second)
	if got := out.got.String(); !strings.HasPrefix(got, "read\nquotewire: 3 log records were dropped") || strings.Contains(got, "lost") {
		t.Errorf("read: %q", got)
	}
}
