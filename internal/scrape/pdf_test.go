package scrape

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"quotewire/internal/extract"
	"quotewire/internal/pdf/pdftest"
	"quotewire/internal/plaintext"
)

func TestPDF(t *testing.T) {
	w := newWeb(t)
	text := "BT /F1 12 Tf 72 700 Td (Net income) Tj 70 0 Td (96,995) Tj -70 -20 Td [(To) -20 (tal) -400 (assets)] TJ 0 -20 Td (\\200 5) Tj ET"
	w.file("/report", "application/pdf", pdftest.Page("", text))
	w.file("/packed", "application/octet-stream", pdftest.Page("/Filter /FlateDecode", pdftest.Deflated([]byte(text))))
	w.file("/two", "text/html", strings.Replace(pdftest.Page("", text), "%PDF-1.7\n", "%PDF-2.0\r", 1))
	s := plainScraper(t)
	for _, path := range []string{"/report", "/packed", "/two"} {
		p := read(t, s, w.URL+path)
		if p.ContentType != extract.KindPDF || p.Title != "Annual report" || p.Author != "The company" {
			t.Errorf("%s: %q %q by %q", path, p.ContentType, p.Title, p.Author)
		}
		if want := "Net income  96,995\nTotal assets\n€ 5"; p.Text != want {
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
	body := "BT /F1 12 Tf (x) Tj ET"
	opts := testOptions(t)
	opts.Browser.Off = true
	s := newScraper(t, opts)
	for path, file := range map[string]string{
		"/size":    strings.Replace(pdftest.Page("", body), "/Size 7", "/Size 99999999999", 1),
		"/start":   strings.Replace(pdftest.Page("", body), "xref\n0 7", "xref\n99999999999 7", 1),
		"/columns": pdftest.Page("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999999 >>", pdftest.Deflated([]byte(body))),
		"/numbers": pdftest.Page("/Filter /FlateDecode", pdftest.Deflated(ones)),
		"/twice":   pdftest.Page("/Filter [/FlateDecode /FlateDecode]", pdftest.Deflated([]byte(pdftest.Deflated(ones)))),
		"/string":  pdftest.Page("/Filter /FlateDecode", pdftest.Deflated(append([]byte("("), bytes.Repeat([]byte("x"), 24<<20)...))),
		"/loop":    strings.Replace(pdftest.Page("", body), "/Kids [3 0 R]", "/Kids [2 0 R]", 1),
		"/parent":  strings.Replace(pdftest.Page("", body), "/Resources << /Font << /F1 5 0 R >> >>", "", 1),
		"/many":    strings.Replace(pdftest.Page("", body), "/Count 1", "/Count 999999999", 1),
		"/xref":    "%PDF-1.7\n" + strings.Repeat("x", 200) + "\nstartxref\n9\n%%EOF",
		"/object":  "%PDF-1.7\n1 0 obj\n" + pdftest.Stream("/Type /XRef /Size 99999999999 /W [1 2 1] /Root 1 0 R", "x") + "\nendobj\nstartxref\n9\n%%EOF",
		"/widths":  "%PDF-1.7\n1 0 obj\n" + pdftest.Stream("/Type /XRef /Size 5 /W [1 99999999999 1] /Root 1 0 R", "x") + "\nendobj\nstartxref\n9\n%%EOF",
		"/forms":   strings.Replace(pdftest.Page("/Subtype /Form /Resources << /XObject << /X 4 0 R >> >>", strings.Repeat("/X Do ", 50)), "/Resources << /Font", "/Resources << /XObject << /X 4 0 R >> /Font", 1),
		"/deep":    pdftest.Page("", strings.Repeat("[", 1<<20)+strings.Repeat("<<", 1<<20)),
		"/states":  pdftest.Page("", strings.Repeat("q 1e9 0 0 1e9 1e9 1e9 cm ", 1<<16)+body),
		"/map":     pdftest.Page("", "BT /F2 12 Tf <0001> Tj ET", "<< /Subtype /Type0 /Encoding /Identity-H /ToUnicode 8 0 R /DescendantFonts [<< /W [0 4294967295 5] >>] >>", pdftest.Stream("", "1 beginbfrange <0000> <FFFFFFFF> <FFFF> endbfrange")),
		"/kids":    strings.Replace(pdftest.Page("", body), "/Kids [3 0 R]", "/Kids ["+strings.Repeat("<< /Kids [", 5000)+strings.Repeat("] >>", 5000)+"]", 1),
		"/prev":    strings.Replace(pdftest.Page("", body), "/Root 1 0 R", "/Root 1 0 R /Prev 0", 1),
	} {
		path = "/pdf" + path
		w.file(path, "application/pdf", file)
		start := time.Now()
		p, err := s.Read(t.Context(), Request{URL: w.URL + path, Named: true})
		t.Logf("%-12s %6v %q %v", path, time.Since(start).Round(time.Millisecond), plaintext.Clip(p.Text, 40), err)
		if err != nil && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrEmpty) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s: %v", path, err)
		}
		if time.Since(start) > 2*extractTime {
			t.Errorf("%s took %v", path, time.Since(start))
		}
	}
}

// Without a program that reads them, pages are refused in words, and the log says why.
func TestWithoutReader(t *testing.T) {
	w := newWeb(t)
	w.file("/report", "application/pdf", pdftest.Page("", "BT (x) Tj ET"))
	for _, reader := range [][]string{nil, {"/nonexistent"}, {"/bin/false"}, {"/bin/echo", "no JSON"}} {
		opts := testOptions(t)
		opts.Browser.Off = true
		opts.Reader = reader
		var log bytes.Buffer
		opts.Logger = slog.New(slog.NewTextHandler(&log, nil))
		s := newScraper(t, opts)
		if _, err := s.Read(t.Context(), Request{URL: w.URL + "/report", Named: true}); !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrUnavailable) {
			t.Errorf("reader %q: %v", reader, err)
		}
		if !strings.Contains(log.String(), "does not start\" error=\"start reader: ") {
			t.Errorf("reader %q: the log has %q", reader, &log)
		}
	}
}
