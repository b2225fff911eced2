package search

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"quotewire/internal/agent"
	"quotewire/internal/answer"
	"quotewire/internal/exhibit"
	"quotewire/internal/plaintext"
	"quotewire/internal/scrape"
	"quotewire/internal/search/engine"
)

// pagesOf is how many pages are read for one question at most.
const pagesOf = 3

// pagesOn searches the web for a question and reads what it finds.
func (w *inquiry) pagesOn(q subquestion) agent.Task {
	return func(ctx context.Context, on agent.Owner) error {
		found, ok := w.look(ctx, q, on)
		if !ok {
			return nil
		}
		f := finding{question: q.Text}
		for len(f.parts) < w.fit.sources && len(found) > 0 && ctx.Err() == nil {
			n := min(w.fit.sources-len(f.parts), len(found), w.o.MaxParallel)
			f.parts = append(f.parts, w.openAll(ctx, found[:n], q, on)...)
			found = found[n:]
		}
		on(func() error {
			if len(f.parts) > 0 {
				w.findings = append(w.findings, f)
			}
			return nil
		})
		return nil
	}
}

// openAll reads pages together, and gives those that could be read.
func (w *inquiry) openAll(ctx context.Context, found []engine.Result, q subquestion, on agent.Owner) []part {
	parts := make([]part, len(found))
	var reading sync.WaitGroup
	for i, r := range found {
		reading.Go(func() {
			defer w.contain(ctx, on)
			parts[i], _ = w.open(ctx, scrape.Request{URL: r.URL}, q, on)
		})
	}
	reading.Wait()
	return slices.DeleteFunc(parts, func(p part) bool { return p.head == "" })
}

// look searches the web.
func (w *inquiry) look(ctx context.Context, q subquestion, on agent.Owner) ([]engine.Result, bool) {
	id, begun := "", time.Now()
	if !on(func() error {
		w.tools++
		id = fmt.Sprintf("search-%d", w.tools)
		if err := w.Emit(answer.Status{Label: "Searching the web", Detail: q.Search}); err != nil {
			return err
		}
		return w.Emit(answer.ToolStarted{ID: id, Name: "search", Args: arguments("query", q.Search)})
	}) {
		return nil, false
	}
	r, err := w.o.Web.Search(ctx, engine.Query{Text: plaintext.Clip(q.Search, engine.MaxText), Domains: w.turn.SearchDomains, Limit: 2 * pagesOf})
	if ctx.Err() != nil {
		return nil, false
	}
	ok := on(func() error {
		for _, f := range r.Failures {
			w.failed(fmt.Sprintf("the search engine %s %s", f.Engine, whyNotSearched(f.Err)))
		}
		done := answer.ToolFinished{ID: id, Name: "search", Took: time.Since(begun), Summary: fmt.Sprintf("%d pages for %s", len(r.Results), q.Search)}
		switch {
		case err != nil:
			w.logFault(ctx, "search", err)
			w.failed(q.Text + ": the web could not be searched")
			done.Failed, done.Summary = true, "the web could not be searched"
		case len(r.Results) == 0:
			w.failed(q.Text + ": the web search found nothing")
			done.Summary = "nothing found for " + q.Search
		}
		return w.Emit(done)
	})
	return w.preferred(r.Results), ok && err == nil && len(r.Results) > 0
}

// preferred puts pages of the sites that the reader named first.
func (w *inquiry) preferred(found []engine.Result) []engine.Result {
	hosts := map[string]bool{}
	for _, u := range w.turn.PreferredURLs {
		hosts[scrape.HostOf(u)] = true
	}
	var first, rest []engine.Result
	for _, r := range found {
		if hosts[scrape.HostOf(r.URL)] {
			first = append(first, r)
		} else {
			rest = append(rest, r)
		}
	}
	return append(first, rest...)
}

// named are the pages that the reader named: the one he is on, unless he sent its
// text, and those he prefers.
func (w *inquiry) named() []string {
	var all []string
	if w.turn.CurrentURL != "" && strings.TrimSpace(w.turn.PageText) == "" {
		all = append(all, w.turn.CurrentURL)
	}
	return append(all, w.turn.PreferredURLs...)
}

func (w *inquiry) namedPage(address string) agent.Task {
	w.readers[address] = true // and no search may come first
	return func(ctx context.Context, on agent.Owner) error {
		q := subquestion{Text: w.turn.Question}
		p, ok := w.open(ctx, scrape.Request{URL: address, Named: true}, q, on)
		if ok {
			on(func() error {
				w.findings = append(w.findings, finding{"The page that the reader named", []part{p}})
				return nil
			})
		}
		return nil
	}
}

// open reads a page, unless it was begun before or no more may be read.
func (w *inquiry) open(ctx context.Context, r scrape.Request, q subquestion, on agent.Owner) (part, bool) {
	id, begun, claimed := "", time.Now(), false
	if !on(func() error {
		if w.pages[r.URL] || !r.Named && w.readers[r.URL] {
			return nil
		}
		if !r.Named && w.read >= w.o.Budget.Pages {
			w.failed(fmt.Sprintf("more pages were found than the %d that may be read", w.o.Budget.Pages))
			return nil
		}
		w.pages[r.URL], claimed = true, true
		if !r.Named {
			w.read++
		}
		w.tools++
		id = fmt.Sprintf("page-%d", w.tools)
		if err := w.Emit(answer.Status{Label: "Reading a page", Detail: scrape.HostOf(r.URL), URL: r.URL}); err != nil {
			return err
		}
		return w.Emit(answer.ToolStarted{ID: id, Name: "page", Args: arguments("url", r.URL)})
	}) || !claimed {
		return part{}, false
	}
	page, err := w.o.Pages.Read(ctx, r)
	if ctx.Err() != nil {
		return part{}, false
	}
	w.metrics.page(err)
	if err != nil {
		on(func() error {
			w.logFault(ctx, "page", err)
			why := whyNotRead(err)
			w.failed(scrape.HostOf(r.URL) + ": " + why)
			return w.Emit(answer.ToolFinished{ID: id, Name: "page", Failed: true, Summary: why, Took: time.Since(begun)})
		})
		return part{}, false
	}
	text := passages(page.Text, q.Text+" "+q.Search+" "+w.turn.Question, w.fit.passage)
	var p part
	ok := on(func() error {
		s, err := w.Source(sourceOf(page))
		if err != nil {
			return err
		}
		p = part{head: headOf(s, page), text: s.Name() + "\n\n" + text}
		return w.Emit(answer.ToolFinished{ID: id, Name: "page", Summary: s.Title, Took: time.Since(begun)})
	})
	return p, ok
}

// sourceOf is a page as a source: its provider is the host that it was read from,
// whatever it calls itself.
func sourceOf(p scrape.Page) answer.Source {
	s := answer.Source{Origin: exhibit.Origin{Kind: exhibit.Web, Title: p.Title, URL: p.URL, Provider: p.Host(), AsOf: p.FetchedAt}}
	if s.Title == "" {
		s.Title = s.Provider
	}
	if strings.TrimPrefix(strings.ToLower(p.Site), "www.") != s.Provider {
		s.SiteClaim = p.Site
	}
	if !p.Published.IsZero() {
		s.AsOf = p.Published
	}
	return s
}

// headOf tells the model of a page, in our words alone.
func headOf(s answer.Source, p scrape.Page) string {
	head := s.Head()
	if p.Published.IsZero() {
		head += " (when it was read; it does not say when it was published)"
	}
	if p.Cut || p.Pages > 1 {
		head += " (the passages that fit the question)"
	}
	return head
}

// whyNotRead words a scraper's failure for the reader.
func whyNotRead(err error) string {
	for _, known := range []struct {
		is   error
		text string
	}{
		{scrape.ErrRobots, "the site asks programs not to read this page"}, {scrape.ErrBlocked, "the site refuses to show the page"},
		{scrape.ErrForbidden, "the address is not open to us"}, {scrape.ErrNotFound, "there is no such page"}, {scrape.ErrTooLarge, "the page is too large"},
		{scrape.ErrUnsupported, "it cannot be read as text"}, {scrape.ErrEmpty, "the page has no text"}, {scrape.ErrURL, "it is no address of a page"},
		{scrape.ErrBusy, "too many pages are being read"}, {context.DeadlineExceeded, "the page did not come in time"},
	} {
		if errors.Is(err, known.is) {
			return known.text
		}
	}
	return "the page could not be read"
}

// whyNotSearched words an engine's failure for the reader.
func whyNotSearched(err error) string {
	switch {
	case errors.Is(err, engine.ErrBlocked):
		return "refuses our requests"
	case errors.Is(err, engine.ErrUnauthorized):
		return "refuses our key"
	case errors.Is(err, engine.ErrMalformed):
		return "sent something unreadable"
	}
	return "does not answer"
}
