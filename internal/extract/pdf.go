package extract

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"

	"github.com/ledongthuc/pdf"
)

const (
	maxPDFPages = 400
	// maxStream bounds a content stream once it is decompressed.
	maxStream = 8 << 20
	// maxPDFReads bounds what the library reads in all: a file whose objects
	// point at one another in circles is read for ever.
	maxPDFReads = 128 << 20
)

// readPDF takes the text of a PDF. The library panics on what it does not
// understand, allocates what a file says, and cannot be interrupted. Its file
// stops to be readable when ctx has ended or too much was read, by a panic that
// gets through all of it.
func readPDF(ctx context.Context, r Response) (c Document, err error) {
	if r.Cut {
		return Document{}, tooLarge("a PDF can be read only whole")
	}
	defer func() {
		if recover() != nil {
			err = unsupported("it is a PDF that cannot be read")
		}
	}()
	c.Site = r.URL.Hostname()
	body := r.Body
	body = bytes.TrimRight(body, "\x00\r\n\t ")
	if len(body) > 9 {
		// The library is particular about the first line, and reads 2.0 as well.
		copy(body, "%PDF-1.7\n")
	}
	file := &pdfFile{ctx: ctx, r: bytes.NewReader(body), left: maxPDFReads}
	reader, err := pdf.NewReader(file, int64(len(body)))
	if err != nil {
		return Document{}, unsupported("it is a PDF that cannot be read")
	}
	if info := reader.Trailer().Key("Info"); info.Kind() == pdf.Dict {
		c.Title, c.Author = info.Key("Title").Text(), info.Key("Author").Text()
	}
	pages := reader.NumPage()
	var text strings.Builder
	for n := 1; n <= min(pages, maxPDFPages) && text.Len() <= MaxText; n++ {
		file.check()
		writePDFPage(&text, file, reader, n)
	}
	c.Text = text.String()
	c.Cut = pages > maxPDFPages || text.Len() > MaxText
	return c, nil
}

// writePDFPage adds the text of page n. What of a page cannot be read is left
// out, but an end of ctx goes on to the caller.
func writePDFPage(text *strings.Builder, file *pdfFile, reader *pdf.Reader, n int) {
	defer func() {
		if value := recover(); value != nil {
			file.check()
		}
	}()
	page := reader.Page(n)
	if page.V.IsNull() {
		return
	}
	streams := page.V.Key("Contents")
	if !bounded(streams) {
		return
	}
	writer := pdfWriter{out: text, page: page, file: file, fonts: make(map[string]pdf.TextEncoding)}
	defer text.WriteString("\n\n")
	pdf.Interpret(streams, writer.operator)
}

// bounded says whether the streams of v stay small when decompressed. The
// interpreter would keep what they push before it asks.
func bounded(v pdf.Value) bool {
	if v.Kind() == pdf.Array {
		if v.Len() > 1000 {
			return false
		}
		for i := range v.Len() {
			if !bounded(v.Index(i)) {
				return false
			}
		}
		return true
	}
	if v.Kind() != pdf.Stream {
		return false
	}
	n, _ := io.Copy(io.Discard, io.LimitReader(v.Reader(), maxStream+1))
	return n <= maxStream
}

// pdfFile is a PDF that ends with ctx.
type pdfFile struct {
	ctx  context.Context
	r    *bytes.Reader
	left int64
}

func (f *pdfFile) ReadAt(p []byte, off int64) (int, error) {
	f.check()
	f.left -= int64(len(p))
	return f.r.ReadAt(p, off)
}

// errStopped ends the reading of a PDF.
var errStopped = errors.New("no more is read of the PDF")

// check panics when there is no more to be done.
func (f *pdfFile) check() {
	if f.ctx.Err() != nil || f.left < 0 {
		panic(errStopped)
	}
}
