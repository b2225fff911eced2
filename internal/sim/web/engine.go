package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// Faults of the search engine.
const (
	Unresponsive wire.Kind = "unresponsive" // nothing found, and the engines behind it did not answer
	Challenge    wire.Kind = "challenge"    // 202 and a puzzle in the place of results
)

// EngineKinds is every fault that the simulated search engine has.
func EngineKinds() []wire.Kind {
	return append(wire.Kinds(), wire.RateLimited, wire.EmptyResult, wire.NullResult, Unresponsive, Challenge)
}

// Engine is a search engine over the pages of the simulated web. It answers
// /search?format=json as SearXNG does, and /html/ as DuckDuckGo's page does, so
// that a client can fail over from one to the other. Text of a Match is looked
// for in the words asked for.
type Engine struct {
	wire.Server
	library *library
	sites   []string

	mu      sync.Mutex
	indexed facts.Day
	pages   []indexed // of that day
}

// NewEngine makes an engine that is not listening: it is an http.Handler. sites
// are the base URLs of the web's sites, in the order of Page.Site; when there are
// fewer, they are used again.
func NewEngine(o wire.Options, sites ...string) (*Engine, error) {
	if len(sites) == 0 {
		return nil, fmt.Errorf("sim: NewEngine has no sites: want base URLs, such as http://127.0.0.1:8080")
	}
	l, err := newLibrary()
	if err != nil {
		return nil, err
	}
	e := &Engine{library: l, sites: sites}
	e.Server, err = wire.NewServer(o, EngineKinds(), e.read, e.answer)
	return e, err
}

func (e *Engine) read(r *http.Request, body []byte) wire.Asked {
	return wire.Asked{Path: r.URL.Path, Body: []byte(asForm(r, body).Get("q"))}
}

// asForm is what was asked, in the query or as a form.
func asForm(r *http.Request, body []byte) url.Values {
	form := r.URL.Query()
	if r.Method == http.MethodPost {
		posted, err := url.ParseQuery(string(body))
		if err != nil {
			return form // as a server that cannot read a form
		}
		for k, v := range posted {
			form[k] = v
		}
	}
	return form
}

func (e *Engine) answer(v *wire.Visit) bool {
	f := v.Fault
	form := asForm(v.Request, v.Body)
	switch {
	case f.Kind == wire.RateLimited:
		return v.Write(f.Over(wire.Text(http.StatusTooManyRequests, "Too Many Requests")))
	case f.Kind == Challenge:
		return v.Write(challenge())
	case v.Request.URL.Path == "/html/":
		return v.Send(e.page(v, form))
	case v.Request.URL.Path != "/search" && v.Request.URL.Path != "/":
		return v.Send(notFound())
	case form.Get("format") != "json":
		return v.Send(wire.Page(http.StatusOK, "Search (simulated)"))
	case strings.TrimSpace(form.Get("q")) == "":
		return v.Send(wire.JSON(http.StatusBadRequest, fields{"error": "No query"}))
	}
	return v.Send(e.json(v, form))
}

// hit is a page found.
type hit struct {
	Page
	url   string
	score int
}

// find is the pages that fit, best first. The best one is there a second time,
// at the end, under an address with tracking parameters.
func (e *Engine) find(v *wire.Visit, form url.Values, ages map[string]int) []hit {
	if v.Fault.Kind == wire.EmptyResult || v.Fault.Kind == wire.NullResult || v.Fault.Kind == Unresponsive {
		return nil
	}
	asked := parseSearch(form.Get("q"))
	var hits []hit
	for _, p := range e.index(v.Now) {
		h := hit{Page: p.page.at(v.Now), score: asked.score(p)}
		h.url = e.sites[h.Site%len(e.sites)] + h.Path
		days, limited := ages[form.Get("time_range")+form.Get("df")]
		if h.score > 0 && asked.admits(h.url) && (!limited || v.Now.Sub(h.Published) < time.Duration(days)*24*time.Hour) {
			hits = append(hits, h)
		}
	}
	ranked(hits)
	if len(hits) > 0 {
		again := hits[0]
		again.url += "?utm_source=sim&utm_medium=search"
		hits = append(hits, again)
	}
	return hits
}

func (e *Engine) json(v *wire.Visit, form url.Values) wire.Reply {
	hits := e.find(v, form, map[string]int{"day": 1, "week": 7, "month": 31, "year": 366})
	results := []fields{}
	for i, h := range hits {
		u, err := url.Parse(h.url)
		if err != nil {
			return wire.Text(http.StatusInternalServerError, err.Error())
		}
		results = append(results, fields{
			"template": "default.html", "engine": "simulated", "engines": []string{"simulated"}, "category": "general",
			"parsed_url": []string{u.Scheme, u.Host, u.Path, "", u.RawQuery, ""}, "url": h.url, "title": h.Title, "content": h.About,
			"publishedDate": h.Published.Format("2006-01-02T15:04:05"), "thumbnail": "", "priority": "", "positions": []int{i + 1}, "score": h.score,
		})
	}
	body := fields{
		"query": form.Get("q"), "number_of_results": 0, "results": results, "answers": []any{}, "corrections": []any{},
		"infoboxes": []any{}, "suggestions": []any{}, "unresponsive_engines": []any{},
	}
	switch v.Fault.Kind {
	case wire.NullResult:
		body["results"] = nil
	case Unresponsive:
		body["unresponsive_engines"] = [][]string{{"simulated", "timeout"}, {"simulated news", "access denied"}}
	}
	return wire.JSON(http.StatusOK, body)
}

// page is the same in the form of DuckDuckGo's page.
func (e *Engine) page(v *wire.Visit, form url.Values) wire.Reply {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html><html><head><title>Search (simulated)</title></head><body><div id=\"links\" class=\"results\">\n")
	hits := e.find(v, form, map[string]int{"d": 1, "w": 7, "m": 31, "y": 366})
	for _, h := range hits {
		link := "//duckduckgo.com/l/?uddg=" + url.QueryEscape(h.url) + "&amp;rut=0"
		fmt.Fprintf(&b, `<div class="result results_links results_links_deep web-result "><div class="links_main links_deep result__body">`+
			`<h2 class="result__title"><a rel="nofollow" class="result__a" href="%s">%s</a></h2>`+
			`<div class="result__extras"><a class="result__url" href="%s">x</a><span>&nbsp; %s.0000000</span></div>`+
			`<a class="result__snippet" href="%s">%s</a></div></div>`+"\n",
			link, escaped(h.Title), link, h.Published.Format("2006-01-02T15:04:05"), link, escaped(h.About))
	}
	if hits == nil {
		b.WriteString(`<div class="result results_links results_links_deep result--no-result"><div class="no-results">No results.</div></div>`)
	}
	b.WriteString("</div></body></html>\n")
	return wire.Reply{Status: http.StatusOK, Header: map[string]string{"Content-Type": "text/html; charset=UTF-8"}, Body: []byte(b.String())}
}

func challenge() wire.Reply {
	rep := wire.Page(http.StatusAccepted, "Search (simulated)")
	rep.Body = []byte(`<!DOCTYPE html><html><body><form id="challenge-form" action="//duckduckgo.com/anomaly.js?sv=html" method="POST">` +
		`<div class="anomaly-modal__title">Unfortunately, bots search too.</div></form></body></html>` + "\n")
	return rep
}
