package api

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-chi/cors"
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

// cors lets pages of other origins read answers. Credentials are never
// allowed: keys come in a header that a page has to set itself.
func (s *Server) cors() func(http.Handler) http.Handler {
	if len(s.origins.list) == 0 {
		return func(next http.Handler) http.Handler { return next }
	}
	return cors.Handler(cors.Options{
		AllowOriginFunc: func(_ *http.Request, origin string) bool { return s.origins.allow(origin) },
		AllowedMethods:  []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete},
		AllowedHeaders:  []string{"Accept", "Authorization", "Cache-Control", "Content-Type", "Last-Event-ID", "X-Request-Id"},
		ExposedHeaders:  []string{"Retry-After", "X-Request-Id", headerSimulated},
		MaxAge:          600,
	})
}

// sameSite refuses what a browser sends on behalf of a foreign page: a GET that
// asks a question costs money, and an image tag can send one.
func (s *Server) sameSite(_ *exchange, r *http.Request) error {
	origin := r.Header.Get("Origin")
	site := r.Header.Get("Sec-Fetch-Site")
	switch {
	case origin != "" && s.origins.allow(origin):
		return nil
	case site == "same-origin", site == "none" && origin == "": // "none": typed by the user
		return nil
	case site == "" && (origin == "" || sameHost(origin, r.Host)): // no browser, or an old one
		return nil
	case site == "same-site" && origin != "" && sameHost(origin, r.Host):
		return nil
	}
	return &fault{code: codeForbidden, message: "pages of this origin may not use this server", fix: "the operator can allow the origin (QUOTEWIRE_CORS_ORIGINS)"}
}

func sameHost(origin, host string) bool {
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && strings.EqualFold(u.Host, host)
}

// hosts are the names this server goes by; none: any.
type hosts []string

func newHosts(list []string) hosts {
	h := make(hosts, len(list))
	for i, name := range list {
		h[i] = strings.ToLower(strings.Trim(name, "[]"))
	}
	return h
}

// know reports whether host, with or without a port, is one of them.
func (h hosts) know(host string) bool {
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	return len(h) == 0 || slices.Contains(h, strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), "."))
}

// knownHost refuses names that are not ours: a page whose name was rebound to
// this address would otherwise count as same-origin.
func (s *Server) knownHost(_ *exchange, r *http.Request) error {
	if s.hosts.know(r.Host) {
		return nil
	}
	return &fault{code: codeForbidden, message: "this server does not go by that host name", fix: "use one of: " + listed(s.hosts)}
}
