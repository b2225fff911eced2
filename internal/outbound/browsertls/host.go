package browsertls

import (
	"net/http"
	"slices"
	"time"
)

// maxHosts is how many hosts something is known of. A source has a handful.
const maxHosts = 16

// host is what is known of a host and port. The Transport's mutex guards it.
type host struct {
	name    string
	http1   bool // what the server chose last; false: HTTP/2, or not known
	conns   []*conn
	dialing *dialing // that others wait for; nil: none
	dropped bool     // no longer among the hosts
}

// conn is a connection to a host.
type conn struct {
	*http.ClientConn
	host     *host
	http1    bool
	requests int         // under way
	idle     *time.Timer // closes it when it has had no request for long; nil: never was idle
}

// dialing is a dial that several requests wait for.
type dialing struct {
	done chan struct{}
	// err says that it failed, for all who wait. A dial that was given up with its
	// request has none.
	err error
}

// hosts are those that were in use last, the newest at the end.
type hosts []*host

// of is the host of a name, which is in use now. For a new one that which was not in use
// for longest is dropped, and its idle connections are to be closed.
func (h *hosts) of(name string) (found *host, idle []*conn) {
	if i := slices.IndexFunc(*h, func(h *host) bool { return h.name == name }); i >= 0 {
		found = (*h)[i]
		*h = append(slices.Delete(*h, i, i+1), found)
		return found, nil
	}
	if len(*h) == maxHosts {
		idle = (*h)[0].drop()
		*h = slices.Delete(*h, 0, 1)
	}
	found = &host{name: name}
	*h = append(*h, found)
	return found, idle
}

// clear drops all hosts. Their idle connections are to be closed.
func (h *hosts) clear() (idle []*conn) {
	for _, one := range *h {
		idle = append(idle, one.drop()...)
	}
	*h = nil
	return idle
}

// drop forgets a host. Its idle connections are to be closed, the others close when
// their requests end.
func (h *host) drop() (idle []*conn) {
	idle = slices.DeleteFunc(h.conns, func(c *conn) bool { return c.requests > 0 })
	h.conns, h.dropped = nil, true
	return idle
}

// reserve is a connection that takes another request, nil when none does.
func (h *host) reserve() *conn {
	h.conns = slices.DeleteFunc(h.conns, func(c *conn) bool { return c.Err() != nil })
	for _, c := range h.conns {
		if c.Reserve() == nil {
			c.take()
			return c
		}
	}
	return nil
}

// take counts a request.
func (c *conn) take() {
	c.requests++
	if c.idle != nil {
		c.idle.Stop()
	}
}

// crowded says whether more idle connections of HTTP/1.1 are kept than most.
func (h *host) crowded(most int) bool {
	n := 0
	for _, c := range h.conns {
		if c.http1 && c.requests == 0 {
			n++
		}
	}
	return n > most
}

func closeAll(conns []*conn) {
	for _, c := range conns {
		if c.idle != nil {
			c.idle.Stop()
		}
		_ = c.Close() // nobody uses it
	}
}
