package sanitize

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// schemes are those of addresses that programs make links of wherever they stand.
func schemes() []string { return []string{"http://", "https://", "ftp://", "www."} }

// begins says that a word may become the beginning of an address.
func begins(word string) bool {
	return word != "" && slices.ContainsFunc(schemes(), func(scheme string) bool {
		return len(word) <= len(scheme) && strings.EqualFold(word, scheme[:len(word)])
	})
}

// address takes an address that text begins with.
func (w *Writer) address(text []byte, final bool) (n int, is bool) {
	if isAlnum(w.last()) && !w.joint {
		return 0, false
	}
	for _, scheme := range schemes() {
		n := min(len(text), len(scheme))
		switch {
		case !strings.EqualFold(string(text[:n]), scheme[:n]):
		case n < len(scheme):
			if !final {
				return 0, true
			}
		case scheme == "www.":
			return w.showAddress(text, 0, final), true
		default:
			return w.showAddress(text, n, final), true
		}
	}
	return 0, false
}

// addressMark takes a byte that may stand in an address without a scheme. Some
// programs make links of these too: of //x.example, and of x.example/path, whose
// path is set apart.
func (w *Writer) addressMark(text []byte, final bool) int {
	if text[0] == '/' && len(text) > 1 && text[1] == '/' {
		if len(text) == 2 && !final {
			return 0
		}
		behind := w.last() == ':'
		if len(text) > 2 && (isAlnum(text[2]) || behind && !isBlank(text[2])) {
			end, more := addressEnd(text, 2, final)
			if more {
				return 0
			}
			authority := authorities.Find(bytes.TrimRight(text[2:end], trailing))
			if behind || bytes.IndexByte(authority, '.') >= 0 {
				return w.showAddress(text, 2, final)
			}
			w.show(text[:2+len(authority)])
			return 2 + len(authority)
		}
		w.show(text[:1])
		return 1
	}
	if mails := text[0] == ':' && mailing.MatchString(w.tail()); mails || text[0] != ':' && hosting.MatchString(w.tail()) {
		if len(text) == 1 && !final {
			return 0
		}
		switch more := len(text) > 1 && !isBlank(text[1]); {
		case mails && more:
			w.show([]byte(": "))
			return 1
		case text[0] == '/' || more && isAlnum(text[1]):
			w.show([]byte(" "))
		}
	}
	w.show(text[:1])
	return 1
}

var (
	// aside is what programs do not count to an address that it follows.
	aside = regexp.MustCompile(`^(?:[.,:!?*_~]*|\)[.,]?)$`)
	// authorities are addresses up to their path, without the scheme.
	authorities = regexp.MustCompile(`^[^/?#]*`)
	hostName    = regexp.MustCompile(`^[\w.-]*`)
	mailing     = regexp.MustCompile(`(?i)\b(?:mailto|xmpp)$`)
	hosting     = regexp.MustCompile(`[A-Za-z0-9]\.[A-Za-z][A-Za-z0-9-]+(?::\d{1,5})?$`)
)

// trailing are marks at the end of an address that belong to the sentence.
const trailing = `.,;:!?'*_~`

// showAddress writes an address when it is that of a source. Of another it names
// the host, as code: that tells a reader as much, and no program makes a link of
// it, which could carry what the reader asked to whoever wrote the address.
func (w *Writer) showAddress(text []byte, scheme int, final bool) int {
	end, more := addressEnd(text, scheme, final)
	if more {
		return 0
	}
	whole := bytes.TrimRight(text[:end], trailing)
	for bytes.HasSuffix(whole, []byte(")")) && bytes.Count(whole, []byte(")")) > bytes.Count(whole, []byte("(")) {
		whole = bytes.TrimRight(whole[:len(whole)-1], trailing)
	}
	if len(whole) <= scheme { // no host follows
		if end < len(text) && !isBlank(text[end]) {
			w.show([]byte("…"))
			return scheme
		}
		w.show(text[:scheme])
		return scheme
	}
	if at, ok := w.source(string(whole)); ok {
		w.show([]byte(at))
		w.bare = true
		// what follows must not become part of the address
		if end < len(text) && !isBlank(text[end]) || !aside.Match(text[len(whole):end]) {
			w.show([]byte(" "))
		}
		return len(whole)
	}
	switch host := hostOf(whole[scheme:]); {
	case scheme == 0 && !strings.Contains(host, "."): // www. and no more
		w.show(text[:len("www")])
		return len("www")
	case host != "":
		w.show([]byte("`" + host + "`"))
	default:
		w.show([]byte("…"))
	}
	return len(whole)
}

// addressEnd is where an address ends.
func addressEnd(text []byte, scheme int, final bool) (end int, more bool) {
	for end = scheme; end < min(len(text), maxTarget); end++ {
		if b := text[end]; b <= ' ' || b >= 0x7f || bytes.IndexByte([]byte("<>\"|[]{}\\^`"), b) >= 0 {
			return end, false
		}
	}
	return end, len(text) <= maxTarget && !final
}

// hostOf is the host of an address without its scheme.
func hostOf(address []byte) string {
	host := string(authorities.Find(address))
	return strings.Trim(hostName.FindString(host[strings.LastIndexByte(host, '@')+1:]), ".-_")
}

// source is the address of the source that address leads to, as it may stand in
// Markdown.
func (w *Writer) source(address string) (string, bool) {
	if address == "" {
		return "", false
	}
	asked, ok := parse(address)
	if !ok {
		return "", false
	}
	for known := range w.sources.Addresses {
		if of, ok := parse(known); ok && asked == of {
			return plainAddress(known), true
		}
	}
	return "", false
}

// page is what two addresses of one page have in common.
type page struct{ host, path, query string }

func parse(address string) (page, bool) {
	if strings.HasPrefix(strings.ToLower(address), "www.") {
		address = "https://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return page{}, false
	}
	host := strings.ToLower(u.Host)
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[u.Scheme])
	return page{strings.TrimPrefix(host, "www."), strings.TrimRight(u.Path, "/"), u.RawQuery}, true
}

// plainAddress is an address without what means something in Markdown.
func plainAddress(address string) string {
	var b strings.Builder
	for i := range len(address) {
		if c := address[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("()<>[]{}\"'`|\\^*", c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
