package engine

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"quotewire/internal/outbound"
)

// duckDuckGo asks DuckDuckGo's page for browsers without JavaScript. It is no
// interface for programs: it wants to be asked seldom, and shows a puzzle to
// whom it takes for a bot.
type duckDuckGo struct{ source }

// DuckDuckGo is the name of DuckDuckGo's page, which needs no key.
const DuckDuckGo = "duckduckgo"

func newDuckDuckGo(s source) engine { return &duckDuckGo{s} }

func (d *duckDuckGo) search(ctx context.Context, q question) ([]Result, error) {
	form := url.Values{"q": {q.withSites()}, "b": {""}, "kl": {""}}
	return d.ask(ctx, request{
		method: http.MethodPost, path: "html/", body: []byte(form.Encode()),
		header: http.Header{
			"User-Agent": {d.agent}, "Content-Type": {"application/x-www-form-urlencoded"}, "Referer": {strings.TrimRight(d.base.String(), "/") + "/"},
			"Accept": {"text/html,application/xhtml+xml"}, "Accept-Language": {"en-US,en;q=0.7"},
		},
	}, d.read)
}

// read takes the results out of the page.
func (d *duckDuckGo) read(a outbound.Answer) ([]Result, error) {
	if f := d.refused(a); f != nil {
		return nil, f
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(a.Body))
	if err != nil {
		return nil, fault(outbound.ErrMalformed, err.Error())
	}
	// The puzzle comes with a success, mostly 202.
	if doc.Find(`#challenge-form, [class*="anomaly-modal"], form[action*="anomaly.js"]`).Length() > 0 {
		return nil, &outbound.Fault{Kind: outbound.ErrBlocked, Status: a.Status, Message: "takes us for a bot and asks for a puzzle to be solved"}
	}
	var results []Result
	doc.Find(".result").Each(func(_ int, s *goquery.Selection) {
		if r, ok := d.result(s); ok {
			results = append(results, r)
		}
	})
	if results == nil && doc.Find(".no-results, .result--no-result").Length() == 0 {
		// Neither results nor the word that there are none: a page of another kind.
		return nil, &outbound.Fault{Kind: outbound.ErrMalformed, Status: a.Status, Message: "not a page of results"}
	}
	return results, nil
}

func (d *duckDuckGo) result(s *goquery.Selection) (Result, bool) {
	link := s.Find("a.result__a").First()
	href, ok := link.Attr("href")
	if !ok || s.HasClass("result--ad") {
		return Result{}, false
	}
	target, ok := destination(href)
	if !ok {
		return Result{}, false
	}
	r := Result{Title: markup(link), URL: target, Snippet: markup(s.Find(".result__snippet").First())}
	for field := range strings.FieldsSeq(s.Find(".result__extras").Text()) {
		if at := parsePublished(field, d.now()); !at.IsZero() {
			r.Published = at
		}
	}
	return r, true
}

// markup is a selection's text with its entities kept, for all that engines send
// is taken for HTML later on.
func markup(s *goquery.Selection) string {
	text, err := s.Html()
	if err != nil {
		return ""
	}
	return text
}

// destination is where a link of the page leads: to a page, or to DuckDuckGo's
// own counter, which names the page in a parameter. Advertisements lead to
// another counter and are left out.
func destination(href string) (string, bool) {
	base := &url.URL{Scheme: "https", Host: "duckduckgo.com", Path: "/html/"}
	u, err := base.Parse(strings.TrimSpace(href))
	if err != nil {
		return "", false
	}
	if host := u.Hostname(); host != "duckduckgo.com" && !strings.HasSuffix(host, ".duckduckgo.com") {
		return u.String(), true
	}
	target := u.Query().Get("uddg")
	if u.Path != "/l/" || target == "" {
		return "", false
	}
	if inner, err := url.Parse(target); err != nil || strings.HasSuffix(inner.Hostname(), "duckduckgo.com") && inner.Path == "/y.js" {
		return "", false
	}
	return target, true
}
