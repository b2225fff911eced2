package engine

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

var errNoDomain = errors.New("is not a host name")

// parseDomain reads what a person may write for a domain: reuters.com,
// www.reuters.com, *.reuters.com, https://reuters.com/markets.
func parseDomain(text string) (string, error) {
	text = strings.TrimSpace(text)
	if strings.Contains(text, "://") {
		u, err := url.Parse(text)
		if err != nil || u.User != nil {
			return "", errNoDomain
		}
		text = u.Hostname()
	} else if host, path, ok := strings.Cut(text, "/"); ok && !strings.Contains(path, "@") {
		text = host
	}
	text = strings.TrimPrefix(strings.TrimPrefix(text, "*"), ".")
	host, err := hostOf(text)
	if err != nil {
		return "", err
	}
	return withoutWWW(host), nil
}

// hostOf is a host in the one form that comparisons are made in: ASCII, lower
// case, without a trailing dot. Whatever a browser would take for another host
// than we do must not pass.
func hostOf(text string) (string, error) {
	if addr, err := netip.ParseAddr(text); err == nil && addr.Zone() == "" {
		return addr.Unmap().String(), nil
	}
	host, err := idna.Lookup.ToASCII(strings.TrimSuffix(text, "."))
	if err != nil || host == "" || len(host) > 253 {
		return "", errNoDomain
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, func(r rune) bool { return !hostRune(r) }) {
			return "", errNoDomain
		}
	}
	return host, nil
}

func hostRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}

func withoutWWW(host string) string {
	if rest, ok := strings.CutPrefix(host, "www."); ok && strings.Contains(rest, ".") {
		return rest
	}
	return host
}

// admits reports whether a host is one of the domains asked for, or below one.
func (q question) admits(host string) bool {
	return len(q.domains) == 0 || slices.ContainsFunc(q.domains, func(domain string) bool {
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}
