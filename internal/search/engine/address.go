package engine

import (
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

const maxURL = 2048 // bytes

// address is the URL of a result in two forms: to be opened, and to be compared
// with others.
type address struct {
	url  string // cleaned, leads to the same page
	host string // ASCII, lower case
	// key is the same for addresses that lead to one page: without scheme, www.
	// and trailing slash, the parameters in order.
	key string
}

var errNoAddress = errors.New("is not the address of a web page")

// parseAddress cleans the URL of a result. It refuses what is no plain http or
// https address: user names, backslashes and the like have no other use there
// than to make one host look like another.
func parseAddress(text string) (address, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > maxURL || strings.ContainsFunc(text, odd) {
		return address{}, errNoAddress
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Opaque != "" || u.Scheme != "http" && u.Scheme != "https" {
		return address{}, errNoAddress
	}
	host, err := hostOf(u.Hostname())
	if err != nil || strings.ContainsFunc(u.Hostname(), odd) { // of broken letters, %ce in a host, another host would be made
		return address{}, errNoAddress
	}
	port := u.Port()
	if u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		port = ""
	}
	u.Host = join(host, port)
	u.Fragment, u.RawFragment = "", ""
	u.RawQuery = untracked(u.RawQuery)
	u.ForceQuery = false
	if u.Path == "" {
		u.Path = "/"
	}
	return address{url: u.String(), host: host, key: keyOf(u, host, port)}, nil
}

func odd(r rune) bool {
	return r == '\\' || r <= ' ' || r == 0x7f || r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
}

func join(host, port string) string {
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}

func keyOf(u *url.URL, host, port string) string {
	path := strings.TrimRight(u.EscapedPath(), "/")
	key := join(withoutWWW(host), port) + path
	if u.RawQuery != "" {
		parameters := strings.Split(u.RawQuery, "&")
		slices.Sort(parameters)
		key += "?" + strings.Join(parameters, "&")
	}
	return key
}

// untracked leaves out the parameters that say where a visitor came from. The
// others stay as they are, in their order.
func untracked(query string) string {
	if query == "" {
		return ""
	}
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(parameter string) bool {
		name, _, _ := strings.Cut(parameter, "=")
		if plain, err := url.QueryUnescape(name); err == nil {
			name = plain
		}
		return parameter == "" || tracks(strings.ToLower(name))
	})
	return strings.Join(kept, "&")
}

// tracks reports whether a parameter, in lower case, is one of those that
// newsletters, advertisements and social networks add.
func tracks(name string) bool {
	switch name {
	case "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "yclid", "twclid", "ttclid", "li_fat_id",
		"igshid", "igsh", "srsltid", "_ga", "_gl", "mkt_tok", "wt_mc", "wt.mc_id", "s_cid", "cmpid", "ncid", "ocid",
		"rb_clickid", "guccounter", "ref_src", "spm", "smid", "__twitter_impression", "rut":
		return true
	}
	families := []string{"utm_", "mc_", "_hs", "hsa_", "pk_", "mtm_", "guce_", "vero_", "oly_"}
	return slices.ContainsFunc(families, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
