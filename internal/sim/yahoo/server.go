// Package yahoo is a simulated Yahoo Finance, which shows the facts as that does.
package yahoo

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"quotewire/internal/sim/facts"
	"quotewire/internal/sim/wire"
)

// fields is a JSON object.
type fields = map[string]any

// Server is a simulated Yahoo Finance: every host of it behind one address. It
// serves the cookie, the crumb, the consent pages, quotes, charts, summaries,
// accounts, options, screens, what is trending, and the search for symbols and
// news.
type Server struct {
	wire.Server
	catalog *facts.Catalog
	cookies atomic.Int64 // given so far
	age     atomic.Int64 // crumbs of an earlier age are stale
}

// New makes a Yahoo that is not listening: it is an http.Handler.
func New(o wire.Options) (*Server, error) {
	c, err := facts.NewCatalog()
	if err != nil {
		return nil, err
	}
	y := &Server{catalog: c}
	y.Server, err = wire.NewServer(o, Kinds(), y.read, y.answer)
	return y, err
}

// ExpireCrumbs makes every cookie and crumb given so far invalid.
func (y *Server) ExpireCrumbs() { y.age.Add(1) }

// read takes out of a request what faults match on.
func (y *Server) read(r *http.Request, body []byte) wire.Asked {
	asked := wire.Asked{Path: r.URL.Path, Body: body}
	if _, symbol := y.endpoint(r.URL.Path); symbol != "" {
		asked.Symbols = []string{symbol}
	} else if list := r.URL.Query().Get("symbols"); list != "" {
		asked.Symbols = splitSymbols(list)
	}
	return asked
}

// endpoint is what serves a path that ends in a symbol, and that symbol.
func (y *Server) endpoint(path string) (serve func(*wire.Visit, string) wire.Reply, symbol string) {
	for prefix, serve := range map[string]func(*wire.Visit, string) wire.Reply{
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

func (y *Server) answer(v *wire.Visit) bool {
	if rep, ok := faultReply(v); ok {
		return v.Write(rep)
	}
	return v.Send(spoil(v, y.route(v)))
}

func (y *Server) route(v *wire.Visit) wire.Reply {
	path := v.Request.URL.Path
	if v.Request.Method != http.MethodGet && path != collectPath {
		return yahooError("finance", http.StatusMethodNotAllowed, "Method Not Allowed", "HTTP 405 Method Not Allowed")
	}
	if serve := map[string]func(*wire.Visit) wire.Reply{
		"/": y.cookie, crumbPath: y.crumb, quotePath: y.quote, searchPath: y.search, screenPath: y.screen,
	}[path]; serve != nil {
		return serve(v)
	}
	if region, ok := strings.CutPrefix(path, trendingPath); ok {
		return y.trending(v, strings.ToUpper(region))
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
func yahooError(family string, status int, code, description string) wire.Reply {
	return wire.JSON(status, fields{family: fields{"result": nil, "error": fields{"code": code, "description": description}}})
}

// cookie answers as fc.yahoo.com does: 404, and only the cookie matters.
func (y *Server) cookie(v *wire.Visit) wire.Reply {
	rep := wire.Page(http.StatusNotFound, "Yahoo")
	if v.Fault.Kind != Consent {
		rep.Header["Set-Cookie"] = y.newCookie()
	}
	return rep
}

// newCookie is without the real one's Domain and Secure: a client keeps neither
// for http://127.0.0.1.
func (y *Server) newCookie() string {
	return fmt.Sprintf("A3=d=AQABBsim&S=%d-%d; Max-Age=31557600; Path=/; SameSite=None; HttpOnly", y.age.Load(), y.cookies.Add(1))
}

// session is the visitor's cookie, empty when there is none that counts.
func (y *Server) session(v *wire.Visit) string {
	c, err := v.Request.Cookie("A3")
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

func (y *Server) crumb(v *wire.Visit) wire.Reply {
	cookie := y.session(v)
	if cookie == "" {
		return yahooError("finance", http.StatusUnauthorized, "Unauthorized", "Invalid Cookie")
	}
	return wire.Text(http.StatusOK, crumbOf(cookie))
}

// admitted says whether cookie and crumb belong together.
func (y *Server) admitted(v *wire.Visit) bool {
	cookie := y.session(v)
	return cookie != "" && v.Request.URL.Query().Get("crumb") == crumbOf(cookie)
}

// Pages of the consent that Europeans are asked for.
const (
	consentPath = "/consent"
	collectPath = "/v2/collectConsent"
	copyPath    = "/copyConsent"
)

// consentPage plays the redirects of guce.yahoo.com and consent.yahoo.com. At
// their end stands the cookie that "/" would not give.
func (y *Server) consentPage(v *wire.Visit) (wire.Reply, bool) {
	const session = "3_cc-session_sim"
	done := "/quote/AAPL"
	switch path := v.Request.URL.Path; {
	case strings.HasPrefix(path, "/quote/"):
		if y.session(v) != "" {
			return wire.Page(http.StatusOK, "Yahoo Finance"), true
		}
		rep := wire.RedirectTo(http.StatusTemporaryRedirect, consentPath+"?brandType=nonEu&gcrumb=Xsim&done="+url.QueryEscape(path))
		rep.Header["Set-Cookie"] = "GUCS=AXsim; Max-Age=1800; Path=/"
		return rep, true
	case path == consentPath:
		return wire.RedirectTo(http.StatusFound, collectPath+"?sessionId="+session), true
	case path == collectPath && v.Request.Method == http.MethodGet:
		return consentForm(session, done), true
	case path == collectPath:
		form, err := url.ParseQuery(string(v.Body))
		if err != nil || form.Get("csrfToken") != "simcsrf" || form.Get("sessionId") != session || !form.Has("agree") && !form.Has("reject") {
			return wire.Page(http.StatusBadRequest, "Bad Request"), true
		}
		return wire.RedirectTo(http.StatusFound, copyPath+"?sessionId="+session+"&lang=en-GB"), true
	case path == copyPath:
		rep := wire.RedirectTo(http.StatusFound, done+"?guccounter=1")
		rep.Header["Set-Cookie"] = y.newCookie()
		return rep, true
	}
	return wire.Reply{}, false
}

func consentForm(session, done string) wire.Reply {
	rep := wire.Page(http.StatusOK, "Yahoo is part of the Yahoo family of brands")
	rep.Body = fmt.Appendf(nil, `<!DOCTYPE html><html><body><form method="post" class="consent-form" action="">
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
