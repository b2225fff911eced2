package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// Yahoo is a simulated Yahoo Finance: every host of it behind one address. It
// serves the cookie, the crumb, the consent pages, quotes, charts, summaries,
// accounts, options, screens, what is trending, and the search for symbols and
// news.
type Yahoo struct {
	server
	catalog *catalog
	cookies atomic.Int64 // given so far
	age     atomic.Int64 // crumbs of an earlier age are stale
}

// NewYahoo makes a Yahoo that is not listening: it is an http.Handler.
func NewYahoo(o Options) (*Yahoo, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	c, err := newCatalog()
	if err != nil {
		return nil, err
	}
	y := &Yahoo{catalog: c}
	y.server = newServer(o, YahooKinds(), y.read, y.answer)
	return y, nil
}

// Prices is the generator of this Yahoo's figures.
func (y *Yahoo) Prices() *Prices { return &Prices{y.catalog} }

// ExpireCrumbs makes every cookie and crumb given so far invalid.
func (y *Yahoo) ExpireCrumbs() { y.age.Add(1) }

// read takes out of a request what faults match on.
func (y *Yahoo) read(r *http.Request, body []byte) request {
	asked := request{path: r.URL.Path, body: body}
	if _, symbol := y.endpoint(r.URL.Path); symbol != "" {
		asked.symbols = []string{symbol}
	} else if list := r.URL.Query().Get("symbols"); list != "" {
		asked.symbols = splitSymbols(list)
	}
	return asked
}

// endpoint is what serves a path that ends in a symbol, and that symbol.
func (y *Yahoo) endpoint(path string) (serve func(*visit, string) reply, symbol string) {
	for prefix, serve := range map[string]func(*visit, string) reply{
		chartPath: y.chart, summaryPath: y.summary, seriesPath: y.timeseries, optionsPath: y.options,
	} {
		if symbol, ok := strings.CutPrefix(path, prefix); ok {
			return serve, strings.ToUpper(symbol)
		}
	}
	return nil, ""
}

func splitSymbols(list string) []string {
	var all []string
	for s := range strings.SplitSeq(list, ",") {
		if s = strings.ToUpper(strings.TrimSpace(s)); s != "" {
			all = append(all, s)
		}
	}
	return all
}

const (
	chartPath  = "/v8/finance/chart/"
	quotePath  = "/v7/finance/quote"
	searchPath = "/v1/finance/search"
	crumbPath  = "/v1/test/getcrumb"
)

func (y *Yahoo) answer(v *visit) bool {
	if rep, ok := faultReply(v); ok {
		return v.write(rep)
	}
	return v.send(spoil(v, y.route(v)))
}

func (y *Yahoo) route(v *visit) reply {
	path := v.r.URL.Path
	if v.r.Method != http.MethodGet && path != collectPath {
		return yahooError("finance", http.StatusMethodNotAllowed, "Method Not Allowed", "HTTP 405 Method Not Allowed")
	}
	switch {
	case path == "/":
		return y.cookie(v)
	case path == crumbPath:
		return y.crumb(v)
	case path == quotePath:
		return y.quote(v)
	case path == searchPath:
		return y.search(v)
	case path == screenPath:
		return y.screen(v)
	case strings.HasPrefix(path, trendingPath):
		return y.trending(v, strings.ToUpper(path[len(trendingPath):]))
	}
	if serve, symbol := y.endpoint(path); serve != nil {
		return serve(v, symbol)
	}
	if rep, ok := y.consentPage(v); ok {
		return rep
	}
	return yahooError("finance", http.StatusNotFound, "Not Found", "HTTP 404 Not Found")
}

// yahooError is an error in the shape that an endpoint's family has.
func yahooError(family string, status int, code, description string) reply {
	return object(status, map[string]any{family: map[string]any{
		"result": nil,
		"error":  map[string]any{"code": code, "description": description},
	}})
}

// cookie answers as fc.yahoo.com does: 404, and only the cookie matters.
func (y *Yahoo) cookie(v *visit) reply {
	rep := page(http.StatusNotFound, "Yahoo")
	if v.fault.Kind != Consent {
		rep.header["Set-Cookie"] = y.newCookie()
	}
	return rep
}

// newCookie is without the real one's Domain and Secure: a client keeps neither
// for http://127.0.0.1.
func (y *Yahoo) newCookie() string {
	return fmt.Sprintf("A3=d=AQABBsim&S=%d-%d; Max-Age=31557600; Path=/; SameSite=None; HttpOnly", y.age.Load(), y.cookies.Add(1))
}

// session is the visitor's cookie, empty when there is none that counts.
func (y *Yahoo) session(v *visit) string {
	c, err := v.r.Cookie("A3")
	if err != nil || !strings.HasPrefix(c.Value, fmt.Sprintf("d=AQABBsim&S=%d-", y.age.Load())) {
		return ""
	}
	return c.Value
}

// crumbOf is the crumb of a cookie, with the characters that clients forget to
// encode.
func crumbOf(cookie string) string {
	sum := sha256.Sum256([]byte(cookie))
	s := base64.RawStdEncoding.EncodeToString(sum[:])
	return s[:4] + "/" + s[4:7] + "." + s[7:10] + "="
}

func (y *Yahoo) crumb(v *visit) reply {
	cookie := y.session(v)
	if cookie == "" {
		return yahooError("finance", http.StatusUnauthorized, "Unauthorized", "Invalid Cookie")
	}
	return text(http.StatusOK, crumbOf(cookie))
}

// admitted says whether cookie and crumb belong together.
func (y *Yahoo) admitted(v *visit) bool {
	cookie := y.session(v)
	return cookie != "" && v.r.URL.Query().Get("crumb") == crumbOf(cookie)
}

// Pages of the consent that Europeans are asked for.
const (
	consentPath = "/consent"
	collectPath = "/v2/collectConsent"
	copyPath    = "/copyConsent"
)

// consentPage plays the redirects of guce.yahoo.com and consent.yahoo.com. At
// their end stands the cookie that "/" would not give.
func (y *Yahoo) consentPage(v *visit) (reply, bool) {
	const session = "3_cc-session_sim"
	done := "/quote/AAPL"
	switch path := v.r.URL.Path; {
	case strings.HasPrefix(path, "/quote/"):
		if y.session(v) != "" {
			return page(http.StatusOK, "Yahoo Finance"), true
		}
		rep := redirect(http.StatusTemporaryRedirect, consentPath+"?brandType=nonEu&gcrumb=Xsim&done="+url.QueryEscape(path))
		rep.header["Set-Cookie"] = "GUCS=AXsim; Max-Age=1800; Path=/"
		return rep, true
	case path == consentPath:
		return redirect(http.StatusFound, collectPath+"?sessionId="+session), true
	case path == collectPath && v.r.Method == http.MethodGet:
		return consentForm(session, done), true
	case path == collectPath:
		form, err := url.ParseQuery(string(v.body))
		if err != nil || form.Get("csrfToken") != "simcsrf" || form.Get("sessionId") != session || !form.Has("agree") && !form.Has("reject") {
			return page(http.StatusBadRequest, "Bad Request"), true
		}
		return redirect(http.StatusFound, copyPath+"?sessionId="+session+"&lang=en-GB"), true
	case path == copyPath:
		rep := redirect(http.StatusFound, done+"?guccounter=1")
		rep.header["Set-Cookie"] = y.newCookie()
		return rep, true
	}
	return reply{}, false
}

func consentForm(session, done string) reply {
	rep := page(http.StatusOK, "Yahoo is part of the Yahoo family of brands")
	rep.body = fmt.Appendf(nil, `<!DOCTYPE html><html><body><form method="post" class="consent-form" action="">
<input type="hidden" name="csrfToken" value="simcsrf">
<input type="hidden" name="sessionId" value="%s">
<input type="hidden" name="originalDoneUrl" value="https://finance.yahoo.com%s?guccounter&#x3D;1">
<input type="hidden" name="namespace" value="yahoo">
<button type="submit" class="btn secondary accept-all" name="agree" value="agree">Accept all</button>
<button type="submit" class="btn secondary reject-all" name="reject" value="reject">Reject all</button>
</form></body></html>
`, session, done)
	return rep
}
