package api

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"quotewire/internal/api/fault"
)

// Handler serves the main listener.
func (s *Server) Handler() http.Handler { return s.routes() }

func (s *Server) routes() chi.Router {
	r := chi.NewRouter()
	r.Use(s.record, s.check(s.knownHost), s.access.CORS("X-Request-Id", headerSimulated))
	r.NotFound(s.handle(s.notFound))
	r.MethodNotAllowed(s.handle(s.methodNotAllowed))

	read(r, "/", s.handle(s.page))
	read(r, "/openapi.yaml", s.handle(s.description))
	read(r, "/healthz", s.handle(s.alive))
	read(r, "/readyz", s.handle(s.readiness))
	if s.opts.Metrics != nil && !s.opts.MetricsOnAdmin {
		read(r, "/metrics", s.opts.Metrics)
	}

	guarded := func(first ...handler) func(http.Handler) http.Handler {
		return s.check(append(first, s.sameSite, s.identify, noBody)...)
	}
	r.Group(func(r chi.Router) { // what a model says, and what belongs to it
		r.Use(guarded(marked(s.opts.Demo)))
		for path, m := range map[string]*mode{"/api/chat": s.chat, "/api/advanced": s.advanced} {
			read(r, path+"/stream", s.handle(s.streamed(m)))
			r.Method(http.MethodPost, path+"/stream", s.handle(s.streamed(m)))
			r.Method(http.MethodPost, path, s.handle(s.whole(m)))
		}
		r.Method(http.MethodPost, "/api/runs/{id}/finish", s.handle(s.finishRun))
		read(r, "/api/models", s.handle(s.listModels))
		read(r, "/api/sessions/{id}", s.handle(s.showSession))
		r.Method(http.MethodDelete, "/api/sessions/{id}", s.handle(s.deleteSession))
	})
	r.Group(func(r chi.Router) { // pages, each with an origin of its own
		r.Use(guarded())
		read(r, "/api/page", s.handle(s.webPage))
	})
	r.Group(func(r chi.Router) {
		r.Use(guarded(marked(s.opts.SimulatedMarket)))
		read(r, "/api/quotes", s.data(s.market.Quotes))
		read(r, "/api/quotes/{symbol}", s.data(s.market.Quote))
		read(r, "/api/history/{symbol}", s.data(s.market.History))
		read(r, "/api/fundamentals/{symbol}", s.data(s.market.Fundamentals))
		read(r, "/api/options/{symbol}", s.data(s.market.Options))
		read(r, "/api/news/{symbol}", s.data(s.market.News))
		read(r, "/api/screeners", s.data(s.market.Screeners))
		read(r, "/api/screeners/{name}", s.data(s.market.Screener))
		read(r, "/api/symbols", s.data(s.market.Symbols))
		read(r, "/api/analysis", s.data(s.market.Analysis))
	})
	r.Group(func(r chi.Router) { // published rates and series
		r.Use(guarded(marked(s.opts.SimulatedSeries)))
		read(r, "/api/macro", s.data(s.market.Catalogue))
		read(r, "/api/macro/{series}", s.data(s.market.Series))
	})
	return r
}

// read routes GET, and HEAD with it.
func read(r chi.Router, pattern string, h http.Handler) {
	r.Method(http.MethodGet, pattern, h)
	r.Method(http.MethodHead, pattern, h)
}

func (s *Server) notFound(x *exchange, _ *http.Request) error {
	x.route = noRoute
	return &fault.Fault{Code: fault.NotFound, Message: "there is no such route", Fix: "see /openapi.yaml for the routes"}
}

func (s *Server) methodNotAllowed(x *exchange, r *http.Request) error {
	rctx := chi.RouteContext(r.Context())
	path := r.URL.RawPath
	if path == "" {
		path = r.URL.Path
	}
	var allow []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete} {
		if rctx.Routes.Match(chi.NewRouteContext(), method, path) {
			allow = append(allow, method)
		}
	}
	if len(allow) == 0 { // a method that the router does not know, on no route
		return s.notFound(x, r)
	}
	x.route = noRoute
	return &fault.Fault{Code: fault.MethodNotAllowed, Message: "this route does not have this method", Fix: "its methods are " + strings.Join(allow, ", "), Allow: allow}
}
