package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestScanReadsStampsCutAnywhere(t *testing.T) {
	var text strings.Builder
	const n = 200
	for i := range n {
		fmt.Fprintf(&text, "event: delta\ndata: {\"text\":\" w%019d~\"}\n\n", 1_700_000_000_000_000_000+int64(i))
	}
	text.WriteString("event: done\ndata: {}\n\n")

	for name, r := range map[string]io.Reader{
		"whole":     strings.NewReader(text.String()),
		"one byte":  iotest.OneByteReader(strings.NewReader(text.String())),
		"half":      iotest.HalfReader(strings.NewReader(text.String())),
		"with data": iotest.DataErrReader(strings.NewReader(text.String())),
	} {
		var next int64 = 1_700_000_000_000_000_000
		count, last, err := scan(r, true, func(_ time.Time, sent int64) {
			if sent != next {
				t.Errorf("%s: stamp %d, want %d", name, sent, next)
			}
			next++
		})
		if err != nil || count != n || !bytes.HasSuffix(last, []byte("data: {}\n\n")) {
			t.Errorf("%s: scan = %d, %q, %v; want %d chunks", name, count, last, err, n)
		}
	}
}

func TestScanCountsWithoutLooking(t *testing.T) {
	r := iotest.HalfReader(strings.NewReader(strings.Repeat("data: word~\n\n", 10_000)))
	if count, _, err := scan(r, false, nil); count != 10_000 || err != nil {
		t.Errorf("scan = %d, %v; want 10000", count, err)
	}
}

func TestScanRefusesChunksWithoutStamp(t *testing.T) {
	for _, text := range []string{"~", "data: word~", "17000000000000000~"} {
		if _, _, err := scan(strings.NewReader(text), true, func(time.Time, int64) {}); err == nil {
			t.Errorf("scan(%q) gave no error", text)
		}
	}
}

func TestStampedChunkHasTheTime(t *testing.T) {
	from := time.Now().UnixNano()
	chunk := newStamped().now()
	sent, ok := stampBefore(chunk, bytes.IndexByte(chunk, mark))
	if !ok || sent < from || sent > time.Now().UnixNano() {
		t.Errorf("stamp = %d, %t in %q", sent, ok, chunk)
	}
	if n := len(contentEvent(" word~")); n < 200 || n > 260 {
		t.Errorf("a chunk has %d bytes, want about what model servers send", n)
	}
}
