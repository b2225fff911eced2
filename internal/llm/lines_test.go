package llm

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func buffers() *sync.Pool { return &sync.Pool{New: func() any { return new([lineBuffer]byte) }} }

// readLines reads all lines, asking for more() before each, as say does.
func readLines(t *testing.T, r io.Reader, limit int) (all []string, err error) {
	t.Helper()
	l := newLines(buffers(), limit)
	defer l.release()
	for {
		promised := l.more()
		line, ok := l.next()
		for ok && len(line) == 0 {
			all = append(all, "")
			line, ok = l.next()
		}
		if promised && !ok {
			t.Fatalf("more() promised a line after %q that next() does not have", all)
		}
		if ok {
			all = append(all, string(line))
			continue
		}
		if _, err := l.fill(r); err != nil {
			if rest := l.rest(); len(rest) > 0 {
				all = append(all, string(rest))
			}
			return all, err
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 3*lineBuffer)
	for name, tc := range map[string]struct {
		raw  string
		want []string
	}{
		"LF":          {"a\n\nb\n", []string{"a", "", "b"}},
		"CRLF":        {"a\r\n\r\nb\r\n", []string{"a", "", "b"}},
		"CR":          {"a\r\rb\r", []string{"a", "", "b"}},
		"mixed blank": {"a\n\r\n\nb\r\n", []string{"a", "", "", "b"}},
		"no end":      {"a\nb", []string{"a", "b"}},
		"long":        {"a\n" + long + "\nb\n" + long, []string{"a", long, "b", long}},
		"empty":       {"", nil},
	} {
		for way, reader := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader, "with EOF": iotest.DataErrReader,
		} {
			t.Run(name+" "+way, func(t *testing.T) {
				got, err := readLines(t, reader(strings.NewReader(tc.raw)), 1<<20)
				if !errors.Is(err, io.EOF) {
					t.Fatal(err)
				}
				// What came with the EOF is still in memory then: the step reads it.
				if diff := cmp.Diff(strings.Join(tc.want, "\n"), strings.Join(got, "\n")); way != "with EOF" && diff != "" {
					t.Errorf("lines (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestLineCap(t *testing.T) {
	if _, err := readLines(t, strings.NewReader(strings.Repeat("x", 10_000)), 9_999); !errors.Is(err, errLineTooLong) {
		t.Errorf("error %v; want a line too long", err)
	}
}

// A long line's buffer is given up with the line.
func TestBufferShrinks(t *testing.T) {
	l := newLines(buffers(), 1<<20)
	r := strings.NewReader(strings.Repeat("x", 100_000) + "\n" + "a\n")
	for {
		if _, ok := l.next(); ok {
			break
		}
		if _, err := l.fill(r); err != nil {
			t.Fatal(err)
		}
	}
	for {
		if _, ok := l.next(); !ok {
			break
		}
	}
	if _, err := l.fill(r); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if len(l.buf) != lineBuffer {
		t.Errorf("the buffer has %d bytes after a long line; want %d", len(l.buf), lineBuffer)
	}
}

func FuzzLines(f *testing.F) {
	f.Add("data: a\r\n\r\ndata: b\n\n: c\n", uint8(3))
	f.Add("a\r\rb\r\n\nc", uint8(1))
	f.Fuzz(func(t *testing.T, raw string, size uint8) {
		if strings.Contains(strings.ReplaceAll(raw, "\r\n", "\n"), "\r") {
			return // where a lone CR ends a line depends on what has come
		}
		got, err := readLines(t, &pieces{raw: raw, size: int(size) + 1}, 1<<20)
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		want := strings.Split(strings.ReplaceAll(raw, "\r\n", "\n"), "\n")
		if want[len(want)-1] == "" {
			want = want[:len(want)-1]
		}
		if strings.Join(got, "\n") != strings.Join(want, "\n") {
			t.Errorf("lines %q; want %q", got, want)
		}
	})
}

type pieces struct {
	raw  string
	size int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.raw == "" {
		return 0, io.EOF
	}
	n := copy(b, p.raw[:min(p.size, len(p.raw))])
	p.raw = p.raw[n:]
	return n, nil
}
