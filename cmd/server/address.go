package main

import (
	"net"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"quotewire/internal/api/access"
)

// address is host:port to listen on. An empty host is every address.
type address string

func (a *address) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return err
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return err
	}
	*a = address(s)
	return nil
}

// loopback reports whether only this machine can reach the address.
func (a address) loopback() bool {
	host, _, err := net.SplitHostPort(string(a))
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// baseURL is an absolute http or https URL without a slash at its end.
type baseURL string

func (b *baseURL) UnmarshalText(text []byte) error {
	u, err := url.Parse(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return errValue
	}
	*b = baseURL(strings.TrimRight(u.String(), "/"))
	return nil
}

// names are host names, or addresses, without ports, as a Host header has them.
type names []string

var hostName = regexp.MustCompile(`^(?i)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?$`)

func (n *names) UnmarshalText(text []byte) error {
	*n = split(text)
	for _, name := range *n {
		if _, err := netip.ParseAddr(strings.Trim(name, "[]")); err != nil && !hostName.MatchString(name) {
			return errValue // no Host header would ever match it
		}
	}
	return nil
}

// origins are a list of web origins, browser extensions among them, or the one
// entry *.
type origins []string

func (o *origins) UnmarshalText(text []byte) error {
	*o = split(text)
	for _, entry := range *o {
		if entry == "*" && len(*o) > 1 || access.CheckOrigin(entry) != nil {
			return errValue
		}
	}
	return nil
}
