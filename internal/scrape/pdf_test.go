package scrape

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"quotewire/internal/extract"
)

// makePDF lays objects out as a file with a right table of where they are. The
// first is the catalogue.
func makePDF(objects []string, trailer string) string {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, trailer, at)
	return b.String()
}

func stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

func deflated(data []byte) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression) // the level is a valid one
	_, _ = z.Write(data)
	_ = z.Close()
	return b.String()
}

// onePage is a PDF of one page with this content.
func onePage(dict, data string) string {
	return makePDF([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		stream(dict, data),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Title (Annual report) /Author (The company) >>",
	}, "/Info 6 0 R")
}

func TestPDF(t *testing.T) {
	w := newWeb(t)
	text := "BT /F1 12 Tf 72 700 Td (Net income) Tj 200 0 Td (96,995) Tj 0 -20 Td [(To) -20 (tal) -400 (assets)] TJ T* (\\200 5) Tj ET"
	w.file("/report", "application/pdf", onePage("", text))
	w.file("/packed", "application/octet-stream", onePage("/Filter /FlateDecode", deflated([]byte(text))))
	w.file("/two", "text/html", strings.Replace(onePage("", text), "%PDF-1.7\n", "%PDF-2.0\r", 1))
	s := plainScraper(t)
	for _, path := range []string{"/report", "/packed", "/two"} {
		p := read(t, s, w.URL+path)
		if p.ContentType != extract.KindPDF || p.Title != "Annual report" || p.Author != "The company" {
			t.Errorf("%s: %q %q by %q", path, p.ContentType, p.Title, p.Author)
		}
		if want := "Net income 96,995\nTotal assets\n€ 5"; p.Text != want {
			t.Errorf("%s: text %q, want %q", path, p.Text, want)
		}
	}
}

// Files that make their reader allocate, loop or panic cost the process that
// reads them, within its bounds, and nobody else.
func TestHostilePDF(t *testing.T) {
	t.Parallel()
	w := newWeb(t)
	ones := bytes.Repeat([]byte("1 "), 24<<20/2)
	body := "BT (x) Tj ET"
	for path, file := range map[string]string{
		"/size":    strings.Replace(onePage("", body), "/Size 7", "/Size 99999999999", 1),
		"/start":   strings.Replace(onePage("", body), "xref\n0 7", "xref\n99999999999 7", 1),
		"/columns": onePage("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999999 >>", deflated([]byte(body))),
		"/numbers": onePage("/Filter /FlateDecode", deflated(ones)),
		"/twice":   onePage("/Filter [/FlateDecode /FlateDecode]", deflated([]byte(deflated(ones)))),
		"/string":  onePage("/Filter /FlateDecode", deflated(append([]byte("("), bytes.Repeat([]byte("x"), 24<<20)...))),
		"/loop":    strings.Replace(onePage("", body), "/Kids [3 0 R]", "/Kids [2 0 R]", 1),
		"/parent":  strings.Replace(onePage("", body), "/Resources << /Font << /F1 5 0 R >> >>", "", 1),
		"/many":    strings.Replace(onePage("", body), "/Count 1", "/Count 999999999", 1),
		"/xref":    "%PDF-1.7\n" + strings.Repeat("x", 200) + "\nstartxref\n9\n%%EOF",
		"/object":  "%PDF-1.7\n1 0 obj\n" + stream("/Type /XRef /Size 99999999999 /W [1 2 1] /Root 1 0 R", "x") + "\nendobj\nstartxref\n9\n%%EOF",
		"/widths":  "%PDF-1.7\n1 0 obj\n" + stream("/Type /XRef /Size 5 /W [1 99999999999 1] /Root 1 0 R", "x") + "\nendobj\nstartxref\n9\n%%EOF",
		"/prev":    strings.Replace(onePage("", body), "/Root 1 0 R", "/Root 1 0 R /Prev 0", 1),
	} {
		path = "/pdf" + path
		w.file(path, "application/pdf", file)
		start := time.Now()
		opts := testOptions(t)
		opts.Browser.Off = true
		s := newScraper(t, opts)
		p, err := s.Read(t.Context(), Request{URL: w.URL + path, Named: true})
		t.Logf("%-12s %6v %q %v", path, time.Since(start).Round(time.Millisecond), extract.Clip(p.Text, 40), err)
		if err != nil && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", path, err)
		}
		if time.Since(start) > extractTime+2*time.Second {
			t.Errorf("%s took %v", path, time.Since(start))
		}
	}
}

// Without a program that reads them, pages are refused in words.
func TestWithoutReader(t *testing.T) {
	w := newWeb(t)
	w.file("/report", "application/pdf", onePage("", "BT (x) Tj ET"))
	for _, reader := range [][]string{nil, {"/nonexistent"}, {"/bin/false"}, {"/bin/echo", "no JSON"}} {
		opts := testOptions(t)
		opts.Browser.Off = true
		opts.Reader = reader
		s := newScraper(t, opts)
		if _, err := s.Read(t.Context(), Request{URL: w.URL + "/report", Named: true}); !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrUnavailable) {
			t.Errorf("reader %q: %v", reader, err)
		}
	}
}
