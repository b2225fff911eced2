// Package pdftest builds small PDFs for tests.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
)

// File lays objects out as a file with a right table of where they are. The first
// is the catalogue.
func File(objects []string, trailer string) string {
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

// Stream is an object with data.
func Stream(dict, data string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(data), data)
}

// Deflated is data as the filter FlateDecode undoes it.
func Deflated(data []byte) string {
	var b bytes.Buffer
	z, _ := zlib.NewWriterLevel(&b, zlib.BestCompression) // the level is a valid one
	_, _ = z.Write(data)
	_ = z.Close()
	return b.String()
}

// Objects are those of a file of one page with this content, in Helvetica as F1
// and in what more fonts are given as F2 and so on.
func Objects(content string, fonts ...string) []string {
	names := "/F1 5 0 R"
	for i := range fonts {
		names += fmt.Sprintf(" /F%d %d 0 R", i+2, i+7)
	}
	return append([]string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << " + names + " >> >> >>",
		content,
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
		"<< /Title (Annual report) /Author (The company) >>",
	}, fonts...)
}

// Page is a file of one page with this content, of which dict says how it is
// encoded.
func Page(dict, content string, fonts ...string) string {
	return File(Objects(Stream(dict, content), fonts...), "/Info 6 0 R")
}
