package api

import (
	"net/http"

	"quotewire/internal/api/fault"
)

// check runs the guards of a tier in turn. They are not nested handlers: each
// of those would deepen the stack of every open stream.
func (s *Server) check(guards ...handler) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			x := exchangeOf(w)
			for _, guard := range guards {
				if err := guard(x, r); err != nil {
					x.fail(r, err)
					return
				}
			}
			next.ServeHTTP(w, r)
		})
	}
}

func (s *Server) knownHost(_ *exchange, r *http.Request) error { return s.access.CheckHost(r) }

func (s *Server) sameSite(_ *exchange, r *http.Request) error { return s.access.CheckPage(r) }

func (s *Server) identify(x *exchange, r *http.Request) (err error) {
	x.client, err = s.access.Identify(x, r, x.client)
	return err
}

// noBody refuses a body where none belongs. Unread, it would keep net/http from
// noticing that the client leaves.
func noBody(_ *exchange, r *http.Request) error {
	if r.Method == http.MethodPost || r.ContentLength == 0 {
		return nil
	}
	return fault.Invalid("body", r.Method+" takes no body", "send the fields in the query")
}
