package main

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"quotewire/internal/api/access"
	"quotewire/internal/search/engine"
	"quotewire/internal/store/redis"
)

// The types below read one value of the environment each. Their errors are
// never shown: they may quote a secret, and the field's want tag says better
// what is valid.
var errValue = errors.New("not valid")

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

// secret is shown nowhere.
type secret string

func (s *secret) UnmarshalText(text []byte) error {
	*s = secret(strings.TrimSpace(string(text)))
	return nil
}

func (s secret) String() string {
	if s == "" {
		return ""
	}
	return "[set]"
}

func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// redisURL is a secret: it may hold a password.
type redisURL secret

func (r *redisURL) UnmarshalText(text []byte) error {
	url := strings.TrimSpace(string(text))
	if redis.CheckURL(url) != nil {
		return errValue
	}
	*r = redisURL(url)
	return nil
}

func (r redisURL) String() string       { return secret(r).String() }
func (r redisURL) LogValue() slog.Value { return secret(r).LogValue() }

// list is comma separated; blanks around its entries and empty entries are
// dropped.
type list []string

func (l *list) UnmarshalText(text []byte) error {
	*l = split(text)
	return nil
}

func split(text []byte) (entries []string) {
	for entry := range strings.SplitSeq(string(text), ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			entries = append(entries, entry)
		}
	}
	return entries
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

// secrets are a list that is shown nowhere.
type secrets []string

func (s *secrets) UnmarshalText(text []byte) error {
	*s = split(text)
	for _, key := range *s {
		if strings.ContainsAny(key, " \t\r\n") {
			return errValue // a header cannot carry it
		}
	}
	return nil
}

func (s secrets) String() string       { return fmt.Sprintf("[%d set]", len(s)) }
func (s secrets) LogValue() slog.Value { return slog.StringValue(s.String()) }

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

// count is a whole number of at least 1.
type count int

func (c *count) UnmarshalText(text []byte) error {
	n, err := parseCount(text)
	if err == nil && n == 0 {
		err = errValue
	}
	*c = count(n)
	return err
}

// limit is a whole number; 0 stands for no limit.
type limit int

func (l *limit) UnmarshalText(text []byte) error {
	n, err := parseCount(text)
	*l = limit(n)
	return err
}

// share is a limit for one of many: a whole number, or half of the limit for all; 0
// stands for no limit.
type share int

const half share = -1

func (s *share) UnmarshalText(text []byte) error {
	if strings.TrimSpace(string(text)) == "half" {
		*s = half
		return nil
	}
	n, err := parseCount(text)
	*s = share(n)
	return err
}

// of is the limit for one where all is the limit for all: half is at least 1.
func (s share) of(all int) int {
	if s == half {
		return max(1, all/2)
	}
	return int(s)
}

func parseCount(text []byte) (int, error) {
	n, err := strconv.ParseUint(strings.TrimSpace(string(text)), 10, 31)
	return int(n), err
}

// size is a number of bytes, written with or without a unit.
type size int64

func (s *size) UnmarshalText(text []byte) error {
	number := strings.TrimSpace(string(text))
	factor := uint64(1)
	for _, unit := range []struct {
		name  string
		bytes uint64
	}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"B", 1}} {
		if rest, ok := strings.CutSuffix(number, unit.name); ok {
			number, factor = strings.TrimSpace(rest), unit.bytes
			break
		}
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if err == nil && n == 0 {
		err = errValue
	}
	*s = size(n * factor)
	return err
}

// period is a time span of more than nothing.
type period time.Duration

func (p *period) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err == nil && d <= 0 {
		err = errValue
	}
	*p = period(d)
	return err
}

// grace is a time span that may be nothing.
type grace time.Duration

func (g *grace) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(strings.TrimSpace(string(text)))
	if err == nil && d < 0 {
		err = errValue
	}
	*g = grace(d)
	return err
}

// toggle is true or false.
type toggle bool

func (f *toggle) UnmarshalText(text []byte) error {
	b, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(string(text))))
	*f = toggle(b)
	return err
}

// engines are names of search engines.
type engines []string

func (e *engines) UnmarshalText(text []byte) error {
	*e = split([]byte(strings.ToLower(string(text))))
	for _, name := range *e {
		if !slices.Contains(engine.Names(), name) {
			return errValue
		}
	}
	return nil
}

// sources are names of sources of market data, each once.
type sources []string

func (s *sources) UnmarshalText(text []byte) error {
	*s = split([]byte(strings.ToLower(string(text))))
	for i, name := range *s {
		if !slices.ContainsFunc(sourceKinds(), func(k sourceKind) bool { return k.name == name }) || slices.Contains((*s)[:i], name) {
			return errValue
		}
	}
	return nil
}

// sourceURLs are base URLs by source.
type sourceURLs map[string]string

func (s *sourceURLs) UnmarshalText(text []byte) error {
	*s = sourceURLs{}
	for _, entry := range split(text) {
		name, address, ok := strings.Cut(entry, "=")
		var u baseURL
		if name = strings.ToLower(strings.TrimSpace(name)); !ok || !slices.Contains(sourceNames(), name) || (*s)[name] != "" || u.UnmarshalText([]byte(address)) != nil {
			return errValue
		}
		(*s)[name] = string(u)
	}
	return nil
}

// amount is a sum of money of more than nothing.
type amount float64

func (a *amount) UnmarshalText(text []byte) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(string(text)), 64)
	if err == nil && (v <= 0 || math.IsInf(v, 0) || math.IsNaN(v)) {
		err = errValue
	}
	*a = amount(v)
	return err
}

// browserMode is auto, off, or the path of a browser.
type browserMode string

func (b *browserMode) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if filepath.IsAbs(s) {
		*b = browserMode(s)
		return nil
	}
	return oneOf((*string)(b), text, "auto", "off")
}

// path is the browser's, empty for the usual one.
func (b browserMode) path() string {
	if filepath.IsAbs(string(b)) {
		return string(b)
	}
	return ""
}

// demoMode is auto, true or false.
type demoMode string

func (d *demoMode) UnmarshalText(text []byte) error {
	return oneOf((*string)(d), text, "auto", "true", "false")
}

// fingerprint is go or chrome.
type fingerprint string

func (f *fingerprint) UnmarshalText(text []byte) error {
	return oneOf((*string)(f), text, "go", "chrome")
}

// logFormat is text or json.
type logFormat string

func (f *logFormat) UnmarshalText(text []byte) error {
	return oneOf((*string)(f), text, "text", "json")
}

// logLevel is the least level that is logged.
type logLevel string

func (l *logLevel) UnmarshalText(text []byte) error {
	return oneOf((*string)(l), text, "debug", "info", "warn", "error")
}

func (l logLevel) level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(l)); err != nil {
		return slog.LevelInfo // cannot be: oneOf admits only names that slog knows
	}
	return level
}

func oneOf(dst *string, text []byte, valid ...string) error {
	s := strings.ToLower(strings.TrimSpace(string(text)))
	if !slices.Contains(valid, s) {
		return errValue
	}
	*dst = s
	return nil
}
