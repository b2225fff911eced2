package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"quotewire/internal/pdf"
	"quotewire/internal/pdf/pdftest"
)

const content = "BT /F1 12 Tf 72 700 Td (Sales of the year 512 million) Tj ET"

// drawn is what the pages of a file draw, one after the other.
func drawn(t *testing.T, file string) string {
	t.Helper()
	f, err := pdf.Open([]byte(file))
	if err != nil {
		t.Errorf("open: %v", err)
		return ""
	}
	pages, _ := f.Pages(10)
	var b strings.Builder
	for _, page := range pages {
		b.Write(f.Content(page))
	}
	return b.String()
}

// without is file without what stands from one mark to before another.
func without(file, from, to string) string {
	start := strings.Index(file, from)
	if to == "" {
		return file[:start]
	}
	return file[:start] + file[start+strings.Index(file[start:], to):]
}

func TestBrokenFiles(t *testing.T) {
	plain := pdftest.Page("", content)
	packed := pdftest.Page("/Filter /FlateDecode", pdftest.Deflated([]byte(content)))
	for name, file := range map[string]string{
		"as it is":                 plain,
		"compressed":               packed,
		"byte order mark before":   "\xef\xbb\xbf" + plain,
		"blank lines before":       "\r\n\r\n" + plain,
		"warning before":           "<br />\n<b>Warning</b>: Cannot modify header information in /srv/report.php on line 4<br />\n" + plain,
		"nearly a kilobyte before": strings.Repeat("-", 1000) + "\n" + plain,
		"offsets count the bytes before": func() string {
			moved := pdftest.Page("", content)
			at := strings.LastIndex(moved, "startxref\n") + len("startxref\n")
			var start int
			_, _ = fmt.Sscan(moved[at:], &start)
			return "\n\n\n" + moved[:at] + fmt.Sprint(start+3) + "\n%%EOF\n"
		}(),
		"bytes after":             plain + strings.Repeat("<!-- served by a proxy -->\n", 200),
		"no table":                without(plain, "xref\n0", "trailer"),
		"no table and no trailer": without(plain, "xref\n0", ""),
		"no start":                without(plain, "startxref", ""),
		"start is wrong":          strings.Replace(plain, "startxref\n", "startxref\n1", 1),
		"offsets are wrong":       strings.ReplaceAll(plain, "0000000", "0000003"),
		"line ends of Windows":    strings.ReplaceAll(plain, "\n", "\r\n"),
		"line ends of old":        strings.ReplaceAll(plain, "\n", "\r"),
		"end is missing":          plain[:strings.Index(plain, "endstream")],
		"no ends of objects":      strings.ReplaceAll(plain, "endobj\n", ""),
		"length too small":        strings.Replace(plain, fmt.Sprintf("/Length %d", len(content)), "/Length 7", 1),
		"length too large":        strings.Replace(packed, "/Length ", "/Length 9", 1),
		"no length":               strings.Replace(plain, fmt.Sprintf("/Length %d", len(content)), "", 1),
		"no types":                strings.Replace(strings.Replace(plain, "/Type /Pages ", "", 1), "/Type /Page ", "", 1),
		"no tree of pages":        strings.Replace(plain, "/Kids [3 0 R]", "/Kids [9 0 R]", 1),
		"tree that is a circle":   strings.Replace(plain, "/Kids [3 0 R]", "/Kids [2 0 R 3 0 R]", 1),
		"version is odd":          strings.Replace(plain, "%PDF-1.7", "%PDF-2.0", 1),
	} {
		if got := strings.TrimSpace(drawn(t, file)); got != content {
			t.Errorf("%s: drawn %q", name, got)
		}
	}
}

// A file that was changed holds the change, and what was not changed.
func TestChangedFile(t *testing.T) {
	file := pdftest.Page("", content)
	change := fmt.Sprintf("4 0 obj\n%s\nendobj\n", pdftest.Stream("", "BT (new) Tj ET"))
	at := len(file)
	old := file[strings.LastIndex(file, "startxref\n")+len("startxref\n"):]
	old = old[:strings.Index(old, "\n")]
	changed := file + change + fmt.Sprintf("xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 7 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", at, old, at+len(change))
	for name, file := range map[string]string{"by its tables": changed, "without them": strings.ReplaceAll(changed, "startxref", "")} {
		if got := drawn(t, file); got != "BT (new) Tj ET" {
			t.Errorf("%s: drawn %q", name, got)
		}
	}
}

// Objects may be in a stream of objects, and the table of them in a stream too.
func TestStreamsOfObjects(t *testing.T) {
	objects := pdftest.Objects("")
	var heads, bodies strings.Builder
	for _, number := range []int{1, 2, 3, 5} {
		fmt.Fprintf(&heads, "%d %d ", number, bodies.Len())
		bodies.WriteString(objects[number-1] + " ")
	}
	var b strings.Builder
	b.WriteString("%PDF-1.5\n")
	first := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n%s\nendobj\n", pdftest.Stream("", content))
	second := b.Len()
	fmt.Fprintf(&b, "8 0 obj\n%s\nendobj\n", pdftest.Stream(fmt.Sprintf("/Type /ObjStm /N 4 /First %d /Filter /FlateDecode", heads.Len()), pdftest.Deflated([]byte(heads.String()+bodies.String()))))
	third := b.Len()
	var rows bytes.Buffer
	row := func(kind byte, a int, c byte) { rows.Write([]byte{kind, byte(a >> 8), byte(a), c}) }
	row(0, 0, 0)
	row(2, 8, 0)
	row(2, 8, 1)
	row(2, 8, 2)
	row(1, first, 0)
	row(2, 8, 3)
	row(0, 0, 0)
	row(0, 0, 0)
	row(1, second, 0)
	row(1, third, 0)
	var predicted bytes.Buffer // each row after the mark of its filter, as the difference to the one above
	above := make([]byte, 4)
	for n := range 10 {
		line := rows.Bytes()[4*n : 4*n+4]
		predicted.WriteByte(2)
		for i := range line {
			predicted.WriteByte(line[i] - above[i])
		}
		above = line
	}
	fmt.Fprintf(&b, "9 0 obj\n%s\nendobj\n", pdftest.Stream("/Type /XRef /Size 10 /W [1 2 1] /Root 1 0 R /Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>", pdftest.Deflated(predicted.Bytes())))
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF\n", third)
	for name, file := range map[string]string{"by its table": b.String(), "without it": strings.ReplaceAll(b.String(), "startxref", "")} {
		if got := drawn(t, file); got != content {
			t.Errorf("%s: drawn %q", name, got)
		}
	}
}

func TestEncryptedFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/*.pdf")
	if err != nil || len(files) != 7 {
		t.Fatalf("files %q, %v", files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(name, "password") {
			if _, err := pdf.Open(data); !errors.Is(err, pdf.ErrPassword) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		broken := bytes.ReplaceAll(data, []byte("startxref"), nil)
		for _, file := range [][]byte{data, broken, append([]byte("\n \n"), data...)} {
			if got := drawn(t, string(file)); !strings.Contains(got, "(Sales of the year 512 million)") {
				t.Errorf("%s: drawn %q", name, got)
			}
			if f, err := pdf.Open(file); err != nil || f.Title() != "Annual report" {
				t.Errorf("%s: %v, its title is not decrypted", name, err)
			}
		}
	}
	if _, err := pdf.Open([]byte(strings.Replace(pdftest.Page("", content), "/Info", "/Encrypt << /Filter /Adobe.PubSec /V 4 >> /Info", 1))); !errors.Is(err, pdf.ErrPassword) {
		t.Errorf("a file for the owners of keys: %v", err)
	}
}

func TestFilters(t *testing.T) {
	long := strings.Repeat("BT (Sales 512) Tj ET ", 40)
	for filter, data := range map[string]string{
		"/ASCIIHexDecode":                 fmt.Sprintf("%x>", content),
		"/ASCII85Decode":                  `6<#'U;djKRF!*=p1+=>FC*5rE~>`,
		"/RunLengthDecode":                string([]byte{3}) + "BT (" + string([]byte{253}) + "x" + string([]byte{4}) + ") ET\n" + string([]byte{128}),
		"[/ASCIIHexDecode /FlateDecode]":  fmt.Sprintf("%x>", pdftest.Deflated([]byte(long))),
		"/LZWDecode":                      "\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01",
		"/FlateDecode /DecodeParms null ": pdftest.Deflated([]byte(long))[:len(pdftest.Deflated([]byte(long)))-6], // its end is missing
	} {
		got := drawn(t, pdftest.Page("/Filter "+filter, data))
		want := map[string]string{
			"/ASCIIHexDecode": content, "/ASCII85Decode": "BT (Sales 512) Tj ET", "/RunLengthDecode": "BT (xxxx) ET\n",
			"[/ASCIIHexDecode /FlateDecode]": long, "/LZWDecode": "-----A---B",
		}[filter]
		switch {
		case strings.Contains(filter, "null"):
			if !strings.HasPrefix(long, got) || len(got) < len(long)/2 {
				t.Errorf("%s: %q", filter, got)
			}
		case got != want:
			t.Errorf("%s: %q, want %q", filter, got, want)
		}
	}
}

func TestNoPDF(t *testing.T) {
	for _, file := range []string{"", "%PDF-1.7\n", "%PDF-1.7\n" + strings.Repeat("x", 5000), "%PDF-1.4\ntrailer << /Root 1 0 R >>"} {
		if _, err := pdf.Open([]byte(file)); !errors.Is(err, pdf.ErrBroken) {
			t.Errorf("%.20q: %v", file, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(pdftest.Page("", content)))
	f.Add([]byte(without(pdftest.Page("", content), "xref\n0", "")))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pdf.Open(data)
		if err != nil {
			if !errors.Is(err, pdf.ErrBroken) && !errors.Is(err, pdf.ErrPassword) {
				t.Errorf("%v, none of the package's errors", err)
			}
			return
		}
		pages, _ := file.Pages(5)
		for _, page := range pages {
			file.Content(page)
		}
		file.Title()
	})
}
