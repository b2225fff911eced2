package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
)

// headerSimulated is on every answer that rests on what is made up, and on the
// errors in its place. Text, tables and streams have it as well as JSON.
const headerSimulated = "X-Quotewire-Simulated"

// origin is whose data the answers of a route are.
type origin struct {
	Provider  string `json:"provider"` // empty: the answer names its sources itself
	Simulated bool   `json:"simulated,omitempty"`
}

// from makes all routes behind it say whose data theirs are: no handler has to
// think of it. It stands before the guards, as refusals say so too.
func from(o origin) handler {
	return func(x *exchange, _ *http.Request) error {
		x.from(o)
		return nil
	}
}

func (x *exchange) from(o origin) {
	x.origin = o
	if o.Simulated {
		x.Header().Set(headerSimulated, "true")
	} else {
		x.Header().Del(headerSimulated)
	}
}

// sign puts the origin before the fields of a JSON object, where a reader sees it
// first.
func (o origin) sign(object []byte) ([]byte, error) {
	if o.Provider == "" {
		return object, nil
	}
	if len(object) < len(`{"":0}`) || object[0] != '{' {
		return nil, errors.New("sign response: it is no JSON object with fields")
	}
	signed, err := json.Marshal(o)
	if err != nil {
		return nil, fmt.Errorf("sign response: %w", err)
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
		if i == 0 {
			cells = names
		}
		rows[i] = append(rows[i], cells...)
	}
	return rows
}

// pageOrigin is whose page is at an address. The simulated web is known by its
// port: a loopback address has many names, and pages on ports of that kind are
// read from nowhere else.
func (s *Server) pageOrigin(address, host string) origin {
	o := origin{Provider: host}
	if u, err := url.Parse(address); err == nil {
		port, err := strconv.ParseUint(u.Port(), 10, 16)
		o.Simulated = err == nil && slices.ContainsFunc(s.simulatedSites, func(a netip.AddrPort) bool { return a.Port() == uint16(port) })
	}
	return o
}
