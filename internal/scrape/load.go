package scrape

import (
	"context"
	"errors"
	"net/http"
	"time"

	"quotewire/internal/extract"
)

// load reads a page from its site: by plain HTTP, and in the browser when that
// gave too little, was refused or needs JavaScript.
func (s *Scraper) load(ctx context.Context, o order) (*document, error) {
	doc, fault := s.plain(ctx, o)
	if !worthBrowser(doc, fault) {
		return full(doc, fault)
	}
	rendered, err := s.rendered(ctx, o)
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	switch {
	case err == nil && (doc == nil || len(rendered.text) >= len(doc.text)):
		return rendered, nil
	case doc != nil && doc.text != "":
		little := *doc
		little.poor = err != nil && !errors.Is(err, errNoBrowser)
		return &little, nil
	case fault == nil && !errors.Is(err, errNoBrowser):
		return nil, err
	}
	return full(doc, fault)
}

// full is doc unless it says nothing.
func full(doc *document, fault error) (*document, error) {
	if fault == nil && doc.text == "" {
		return nil, ErrEmpty
	}
	return doc, fault
}

// worthBrowser says whether a browser may get more of a page. One that asks for
// fewer requests or for a password is left alone.
func worthBrowser(doc *document, fault error) bool {
	if fault == nil {
		return doc.scripted
	}
	refusal, ok := errors.AsType[*statusError](fault)
	if !ok {
		return false
	}
	switch refusal.status {
	case http.StatusOK, http.StatusForbidden, http.StatusNotAcceptable, http.StatusServiceUnavailable, 999:
		return true
	}
	return false
}

// plain reads a page by HTTP.
func (s *Scraper) plain(ctx context.Context, o order) (doc *document, err error) {
	start, outcome := time.Now(), ""
	defer func() {
		if err != nil || outcome == "" {
			outcome = outcomeOf(ctx, err)
		}
		s.metrics.read(ViaHTTP, start, outcome)
	}()
	a, err := s.fetcher.fetch(ctx, o)
	if err != nil {
		return nil, err
	}
	defer a.release()
	if a.notModified {
		if o.old == nil {
			return nil, wrap(ErrUnavailable, "its server answers what was not asked")
		}
		outcome = "not_modified"
		same := *o.old
		same.page.FetchedAt = time.Now().UTC()
		return &same, nil
	}
	s.metrics.via[ViaHTTP].bytes.Add(float64(len(a.body)))
	doc, err = s.document(ctx, ViaHTTP, extract.Response{
		URL: a.url, ContentType: a.header.Get("Content-Type"), Body: a.body, Cut: a.cut,
	})
	if err != nil {
		return nil, err
	}
	doc.etag, doc.modified = a.header.Get("ETag"), a.header.Get("Last-Modified")
	if doc.scripted {
		outcome = "thin"
	}
	return doc, nil
}

// rendered reads a page in the browser.
func (s *Scraper) rendered(ctx context.Context, o order) (doc *document, err error) {
	if s.browser.missing() {
		return nil, errNoBrowser
	}
	start := time.Now()
	defer func() { s.metrics.read(ViaBrowser, start, outcomeOf(ctx, err)) }()
	r, err := s.browser.page(ctx, o.url)
	if err != nil {
		return nil, err
	}
	if doc, err = s.document(ctx, ViaBrowser, r); err != nil {
		return nil, err
	}
	if doc.text == "" {
		return nil, ErrEmpty
	}
	return doc, nil
}

func (s *Scraper) document(ctx context.Context, via Via, r extract.Response) (*document, error) {
	d, err := s.readers.read(ctx, r)
	if err != nil {
		return nil, err
	}
	if d.Wall {
		return nil, &statusError{http.StatusOK, ErrBlocked}
	}
	return &document{
		text: d.Text, scripted: d.Scripted,
		page: Page{
			URL: r.URL.String(), Title: d.Title, Site: d.Site, Author: d.Author, Published: d.Published, Canonical: d.Canonical,
			ContentType: d.Kind, Via: via, FetchedAt: time.Now().UTC(), Cut: d.Cut,
		},
	}, nil
}
