package extract

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"testing"

	"quotewire/internal/pdf/pdftest"
)

const sales = "BT /F1 12 Tf 72 700 Td (Sales of the year) Tj 100 0 Td (512) Tj ET"

// A PDF is known by its mark, with what servers put before it; what speaks of PDFs
// is none.
func TestWhatIsAPDF(t *testing.T) {
	file := pdftest.Page("", sales)
	for _, test := range []struct {
		said, before, body string
		want               string
	}{
		{"application/pdf", "", file, KindPDF},
		{"application/pdf", "\xef\xbb\xbf", file, KindPDF},
		{"application/octet-stream", "\r\n\n", file, KindPDF},
		{"text/html", "", file, KindPDF},
		{"text/html; charset=utf-8", "\n\n", file, KindPDF},
		{"text/html", "<br />\n<b>Notice</b>: Undefined index: id in /srv/report.php on line 12<br />\n", file, KindPDF},
		{"", "Warning: fopen(): no such file\n", file, KindPDF},
		{"application/pdf", strings.Repeat(" ", 900), file, KindPDF},
		{"text/plain", "A file of the format begins with %PDF-1.7, then come its objects, of which endobj is the end, and %%EOF.", "", KindText},
		{"text/plain", "How a file looks:\n", "%PDF-1.7\nand so on, page after page.", KindText},
		{"text/html", "<html><body><p>It starts with\n", "%PDF-1.7\nand ends with %%EOF</p></body></html>", KindHTML},
		{"text/html", "<!DOCTYPE html><html><body><pre>\n", strings.ToValidUTF8(file, "") + "</pre></body></html>", KindHTML},
	} {
		r := Response{ContentType: test.said, Body: []byte(test.before + test.body)}
		if got := r.kind(); got != test.want {
			t.Errorf("%q before a PDF that is said to be %q: %q, want %q", test.before, test.said, got, test.want)
		}
	}
}

func TestPDF(t *testing.T) {
	page, err := url.Parse("https://example.com/report.pdf")
	if err != nil {
		t.Fatal(err)
	}
	d, err := Read(t.Context(), Response{URL: page, Body: []byte("\n" + pdftest.Page("/Filter /FlateDecode", pdftest.Deflated([]byte(sales))))})
	if err != nil || d.Kind != KindPDF || d.Title != "Annual report" || d.Author != "The company" || d.Site != "example.com" || d.Text != "Sales of the year  512" {
		t.Errorf("%+v, %v", d, err)
	}
	objects := pdftest.Objects(pdftest.Stream("", sales))
	objects[0] = "<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>"
	objects[5] = pdftest.Stream("/Type /Metadata", `<x><dc:title><rdf:Alt><rdf:li xml:lang="x-default">Sales &amp; costs</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>The board</rdf:li></rdf:Seq></dc:creator></x>`)
	if d, err := Read(t.Context(), Response{URL: page, Body: []byte(pdftest.File(objects, ""))}); err != nil || d.Title != "Sales & costs" || d.Author != "The board" {
		t.Errorf("metadata: %q by %q, %v", d.Title, d.Author, err)
	}
	for want, r := range map[string]Response{
		"read only whole":   {Body: []byte(pdftest.Page("", sales)), Cut: true},
		"needs a password":  {Body: []byte(strings.Replace(pdftest.Page("", sales), "/Info", "/Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <"+strings.Repeat("ab", 32)+"> /U <"+strings.Repeat("cd", 32)+"> >> /Info", 1))},
		"cannot be read":    {Body: []byte("%PDF-1.7\n1 0 obj\n<<")},
		"no map to letters": {Body: []byte(pdftest.Page("", "BT /F2 12 Tf (abcd) Tj ET", "<< /Subtype /Type0 /Encoding /Identity-H /DescendantFonts [<< >>] >>"))},
		"pictures of text":  {Body: []byte(pdftest.Page("", "BI /W 1 /H 1 ID x EI"))},
	} {
		r.URL = page
		_, err := Read(t.Context(), r)
		if err == nil || !strings.Contains(err.Error(), want) || !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%v, want one that says %q", err, want)
		}
	}
}

// A PDF is not read on when nobody waits for it any more.
func TestPDFEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	gone := errors.New("gone")
	cancel(gone)
	content := strings.Repeat("BT (x) Tj ET\n", 1000)
	if _, err := Read(ctx, Response{URL: &url.URL{}, Body: []byte(pdftest.Page("", content))}); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
}
