package api

import (
	"context"
	"net/http"
	"time"

	"quotewire/internal/api/fault"
	"quotewire/internal/api/marketdata"
	"quotewire/internal/api/query"
	"quotewire/internal/scrape"
)

// pages reads pages of the web.
type pages interface {
	Read(ctx context.Context, request scrape.Request) (scrape.Page, error)
}

// maxPart is the highest part of a page that may be asked for.
const maxPart = 1000

// webPageData is a page as the model would see it.
type webPageData struct {
	URL         string     `json:"url"`
	Title       string     `json:"title,omitempty"`
	Site        string     `json:"site,omitempty"`
	Author      string     `json:"author,omitempty"`
	Published   time.Time  `json:"published,omitzero"`
	Canonical   string     `json:"canonical,omitempty"`
	ContentType string     `json:"content_type,omitempty"`
	Via         scrape.Via `json:"via"`
	FetchedAt   time.Time  `json:"fetched_at"`
	Part        int        `json:"part"`
	Parts       int        `json:"parts"`
	Cut         bool       `json:"cut,omitempty"`
	Stale       bool       `json:"stale,omitempty"`
	Text        string     `json:"text"`
}

// webPage reads a page that its client named.
func (s *Server) webPage(x *exchange, r *http.Request) error {
	q := query.Parse(r.URL.RawQuery, "url", "part")
	address := q.Text("url")
	if address == "" {
		q.Fail(fault.Invalid("url", "it is required", "send the absolute http or https URL of a page"))
	} else {
		q.Fail(checkURL("url", address))
	}
	part := q.Whole("part", 1, 1, maxPart)
	if err := q.Err(); err != nil {
		return err
	}
	x.mark(s.simulatedPage(address)) // it may lead elsewhere, as its origin then says
	p, err := s.opts.Pages.Read(r.Context(), scrape.Request{URL: address, Number: part, Named: true})
	if err != nil {
		return err
	}
	return x.data(&marketdata.Answer{Origins: marketdata.Origins{s.pageOrigin(p)}, Data: webPageData{
		URL: p.URL, Title: p.Title, Site: p.Site, Author: p.Author, Published: p.Published, Canonical: webURL(p.Canonical),
		ContentType: p.ContentType, Via: p.Via, FetchedAt: p.FetchedAt, Part: p.Number, Parts: p.Pages, Cut: p.Cut, Stale: p.Stale, Text: p.Text,
	}})
}
