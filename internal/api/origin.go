package api

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"

	"quotewire/internal/api/marketdata"
	"quotewire/internal/scrape"
)

// headerSimulated is on every answer that rests on what is made up, and on the
// errors in its place. Text, tables and streams have it as well as JSON.
const headerSimulated = "X-Quotewire-Simulated"

// marked makes all routes behind it say whether what they answer is made up: no
// handler has to think of it. It stands before the guards, as refusals say so too. Where
// data come, their origins decide.
func marked(simulated bool) handler {
	return func(x *exchange, _ *http.Request) error {
		x.mark(simulated)
		return nil
	}
}

func (x *exchange) mark(simulated bool) {
	x.simulated = simulated
	if simulated {
		x.Header().Set(headerSimulated, "true")
	} else {
		x.Header().Del(headerSimulated)
	}
}

// origin is whose data an answer is.
type origin struct {
	Provider  string             `json:"provider"` // of several the first
	Simulated bool               `json:"simulated,omitempty"`
	Origins   marketdata.Origins `json:"origin"`
}

// data makes a handler of a route that returns what it answers with.
func (s *Server) data(route func(http.ResponseWriter, *http.Request) (*marketdata.Answer, error)) http.HandlerFunc {
	return s.handle(func(x *exchange, r *http.Request) error {
		a, err := route(x, r)
		if err != nil {
			return err
		}
		return x.data(a)
	})
}

// data writes an answer as the whole response, with its origin: none goes out
// without.
func (x *exchange) data(a *marketdata.Answer) error {
	if len(a.Origins) == 0 {
		return errors.New("write data: nothing says whose they are")
	}
	x.mark(a.Origins.Simulated())
	o := origin{a.Origins[0].Provider, x.simulated, a.Origins}
	if rows, ok := a.Data.(marketdata.Table); ok {
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(o.columns(rows)); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
		return x.body(http.StatusOK, "text/csv; charset=utf-8; header=present", b.Bytes())
	}
	body, err := json.Marshal(a.Data)
	if err != nil {
		return fmt.Errorf("encode data: %w", err)
	}
	if body, err = o.sign(body); err != nil {
		return err
	}
	return x.body(http.StatusOK, "application/json", append(body, '\n'))
}

// sign puts the origin before the fields of a JSON object, where a reader sees it
// first.
func (o origin) sign(object []byte) ([]byte, error) {
	if len(object) < len(`{"":0}`) || object[0] != '{' {
		return nil, errors.New("sign data: they are no JSON object with fields")
	}
	signed, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("sign data: %w", err)
	}
	signed[len(signed)-1] = ','
	return append(signed, object[1:]...), nil
}

// columns puts the origin behind each row of a table whose first row names the
// columns. A comment would be a row, or the names, to most readers of CSV; and
// rows stay marked when they are sorted, cut or put beside others.
func (o origin) columns(rows [][]string) [][]string {
	for i := range rows {
		names, cells := []string{"provider"}, []string{o.Provider}
		if o.Simulated {
			names, cells = append(names, "simulated"), append(cells, "true")
		}
		if adjusted := o.Origins[0].Untold(); adjusted != "" {
			names, cells = append(names, "adjusted"), append(cells, adjusted)
		}
		if i == 0 {
			cells = names
		}
		rows[i] = append(rows[i], cells...)
	}
	return rows
}

// pageOrigin is whose a page is: where it was read, whatever it calls itself.
func (s *Server) pageOrigin(p scrape.Page) marketdata.Origin {
	o := marketdata.Origin{Provider: p.Host(), Simulated: s.simulatedPage(p.URL), URL: p.URL, AsOf: p.FetchedAt, Stale: p.Stale}
	if p.Stale {
		o.AgeSeconds = max(0, s.now().Sub(p.FetchedAt).Seconds())
	}
	return o
}

// simulatedPage reports whether a page is of the simulated web, which is known by
// its port: a loopback address has many names, and pages on ports of that kind are
// read from nowhere else.
func (s *Server) simulatedPage(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && slices.ContainsFunc(s.opts.SimulatedSites, func(a netip.AddrPort) bool { return a.Port() == uint16(port) })
}
