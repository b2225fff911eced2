package api

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// splitFrame reads one frame the way a browser would and fails when it holds
// anything but the three lines it should.
func splitFrame(t testing.TB, b []byte) (event, id, data string) {
	t.Helper()
	if bytes.ContainsAny(b, "\r\x00") {
		t.Fatalf("frame holds a raw CR or NUL: %q", b)
	}
	if !bytes.HasSuffix(b, []byte("\n\n")) || bytes.Count(b, []byte("\n")) != 4 {
		t.Fatalf("not one frame of three lines: %q", b)
	}
	lines := strings.Split(string(b), "\n")
	var ok [3]bool
	event, ok[0] = strings.CutPrefix(lines[0], "event: ")
	id, ok[1] = strings.CutPrefix(lines[1], "id: ")
	data, ok[2] = strings.CutPrefix(lines[2], "data: ")
	if ok != [3]bool{true, true, true} {
		t.Fatalf("lines without their field names: %q", b)
	}
	return event, id, data
}

func checkDelta(t testing.TB, text string) {
	t.Helper()
	frame := appendDelta(nil, "RUN", 7, text)
	event, id, data := splitFrame(t, frame)
	if event != eventDelta || id != "RUN-7" {
		t.Fatalf("event %q id %q from %q", event, id, text)
	}
	want, err := json.Marshal(struct {
		Text string `json:"text"`
	}{text})
	if err != nil {
		t.Fatal(err)
	}
	if data != string(want) {
		t.Fatalf("data of %q:\n got %s\nwant %s", text, data, want)
	}
}

func TestDeltaEqualsEncodingJSON(t *testing.T) {
	for _, text := range []string{
		"", "plain", `quote " back \ slash`, "a\nb\r\nc\td\be\ff", "\x00\x01\x1f\x7f",
		"<script>&amp;</script>", "\u2028 and \u2029", "\xff\xfe broken \xe2\x80", "é 日本 🎉",
		"\n\nevent: done\ndata: {}\n\n", "\r\revent: error\r", "\ufffd is itself", "\xed\xa0\x80 surrogate",
	} {
		checkDelta(t, text)
	}
	for c := range 256 {
		checkDelta(t, string([]byte{'a', byte(c), 'z'}))
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		b := make([]byte, rng.IntN(24))
		for i := range b {
			b[i] = byte(rng.UintN(256))
		}
		checkDelta(t, string(b))
	}
}

func FuzzFrame(f *testing.F) {
	f.Add("plain")
	f.Add("\n\nevent: done\ndata: {}\n\n")
	f.Add("\r\u2028\xff\x00<&>")
	f.Fuzz(func(t *testing.T, text string) {
		checkDelta(t, text)
		frame, err := appendFrame(nil, eventStatus, "RUN", 1, statusData{Label: text, Detail: text})
		if err != nil {
			t.Fatal(err)
		}
		_, _, data := splitFrame(t, frame)
		var got statusData
		if err := json.Unmarshal([]byte(data), &got); err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(text) && got.Label != text {
			t.Fatalf("read back %q, wrote %q", got.Label, text)
		}
	})
}

func BenchmarkAppendDelta(b *testing.B) {
	buf := make([]byte, 0, 4096)
	text := " the price of Apple rose"
	b.ReportAllocs()
	for b.Loop() {
		buf = appendDelta(buf[:0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 123456, text)
	}
}
