package extract

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"time"

	"quotewire/internal/pdf"
	"quotewire/internal/pdf/pdftext"
)

// maxPDFPages is how many pages of a PDF are read.
const maxPDFPages = 400

// maxPDFTime is how long the pages of a PDF are read. It is less than a reader of
// pages waits for a text, so that what was read by then is given.
const maxPDFTime = 5 * time.Second

// readPDF takes the text of a PDF. One that was cut lacks its end, where it says
// what it holds, and is refused.
func readPDF(ctx context.Context, r Response) (Document, error) {
	if r.Cut {
		return Document{}, tooLarge("a PDF can be read only whole")
	}
	file, err := pdf.Open(r.Body)
	if err != nil {
		return Document{}, pdfFault(err)
	}
	d := Document{Title: file.Title(), Author: file.Author(), Site: r.URL.Hostname()}
	d.Text, d.Cut, err = pdftext.Read(ctx, file, pdftext.Limits{Pages: maxPDFPages, Text: MaxText, Time: maxPDFTime})
	if err != nil {
		return Document{}, pdfFault(err)
	}
	return d, nil
}

func pdfFault(err error) error {
	switch {
	case errors.Is(err, pdf.ErrPassword):
		return unsupported("it is a PDF that needs a password")
	case errors.Is(err, pdf.ErrBroken):
		return unsupported("it is a PDF that cannot be read")
	case errors.Is(err, pdftext.ErrNoMap):
		return unsupported("it is a PDF whose text cannot be told: its fonts have no map to letters")
	case errors.Is(err, pdftext.ErrPictures):
		return unsupported("it is a PDF that holds pictures of text only")
	}
	return err
}

// markup is how a page of HTML begins.
var markup = regexp.MustCompile(`(?i)<(!doctype|html|head|body|title|pre|p|div)\b`)

// isPDF says whether body is a PDF, which what a server puts before it does not
// hide: marks, blank lines, a warning. A page or a text that shows how PDFs begin is
// none.
func isPDF(body []byte, said string) bool {
	at := pdf.Start(body)
	if at <= 0 || said == KindPDF {
		return at >= 0
	}
	before := body[:at]
	if len(bytes.TrimSpace(bytes.TrimPrefix(before, []byte("\xef\xbb\xbf")))) == 0 {
		return true
	}
	whole := bytes.Contains(body, []byte("endobj")) && bytes.Contains(body, []byte("endstream"))
	return whole && bytes.ContainsAny(before[at-1:], "\n\r>") && !markup.Match(before)
}
