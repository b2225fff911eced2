package access

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/cors"

	"quotewire/internal/api/fault"
)

// origins are the web origins that may call the API from a browser.
type origins struct {
	all  bool
	list []string // lower case
}

func newOrigins(list []string) origins {
	o := origins{all: slices.Contains(list, "*")}
	for _, origin := range list {
		o.list = append(o.list, strings.ToLower(origin))
	}
	return o
}

func (o origins) allow(origin string) bool {
	return o.all || slices.Contains(o.list, strings.ToLower(origin))
}

// CORS lets pages of other origins read answers, and of their headers Retry-After and
// those that are exposed. Credentials are never allowed: keys come in a header that
// a page has to set itself.
func (c *Control) CORS(exposed ...string) func(http.Handler) http.Handler {
	if len(c.origins.list) == 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	return cors.Handler(cors.Options{
		AllowOriginFunc: func(_ *http.Request, origin string) bool { return c.origins.allow(origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete},
		AllowedHeaders:  []string{"Accept", "Authorization", "Cache-Control", "Content-Type", "Last-Event-ID", "X-Request-Id"},
		ExposedHeaders:  append([]string{"Retry-After"}, exposed...),
		MaxAge:          600,
	})
}

// CheckPage refuses what a browser sends on behalf of a foreign page: a GET that
// asks a question costs money, and an image tag can send one.
func (c *Control) CheckPage(r *http.Request) error { return c.origins.check(r) }

// check is nil for what is of no page, of a page of ours, or of one of these origins.
func (o origins) check(r *http.Request) error {
	origin := r.Header.Get("Origin")
	site := r.Header.Get("Sec-Fetch-Site")
	switch {
	case origin != "" && o.allow(origin):
		return nil
	case site == "same-origin", site == "none" && origin == "": // "none": typed by the user
		return nil
	case site == "" && origin == "":
		return ofProgram(r)
	case site == "" && sameHost(origin, r.Host):
		return nil
	case site == "same-site" && origin != "" && sameHost(origin, r.Host):
		return nil
	}
	return &fault.Fault{Code: fault.Forbidden, Message: "pages of this origin may not use this server", Fix: "the operator can allow the origin (QUOTEWIRE_CORS_ORIGINS)"}
}

// ofProgram passes what is no browser's, or comes from a page of ours. To plain
// HTTP of other machines browsers send neither Sec-Fetch-Site nor, with what an
// image, a script or a link asks for, an Origin; all there is to tell who asks is
// the page that they name in Referer. Where that is held back nothing tells.
func ofProgram(r *http.Request) error {
	if !browser(r) || sameHost(r.Referer(), r.Host) {
		return nil
	}
	return &fault.Fault{
		Code: fault.Forbidden, Message: "a browser asks, and does not say for a page of which site",
		Fix: "ask from a page of this server, or over https; a program that calls itself a browser (User-Agent: Mozilla/...) has to give its own name",
	}
}

// browser reports whether a request can be one that a browser sends for a page of
// another site. Such a page can set neither of what is looked at here: to send a
// key it has to ask first, with an Origin.
func browser(r *http.Request) bool {
	if scheme, _, _ := strings.Cut(r.Header.Get("Authorization"), " "); strings.EqualFold(scheme, "Bearer") {
		return false
	}
	agent := r.UserAgent()
	if strings.Contains(agent, "PowerShell/") {
		return false // it calls itself Mozilla too
	}
	// The last fetch what stands in <video> and <audio>, and in mails.
	return slices.ContainsFunc([]string{"Mozilla/", "Opera/", "UCWEB/", "AppleCoreMedia/", "stagefright/", "Microsoft Office/"}, func(name string) bool {
		return strings.HasPrefix(agent, name)
	})
}

func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}
