package client

import (
	"context"
	"errors"
	"html"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	"quotewire/internal/market"
	"quotewire/internal/outbound"
)

// session knows where a cookie and its crumb are to be had.
type session struct {
	exchange func(context.Context, outbound.Request) error
	cookie   *url.URL // answers with a cookie, whatever its status
	crumb    *url.URL
	front    *url.URL // a page of the site: leads to the consent form in Europe
	// trusted reports whether a redirect of the consent flow may be followed.
	trusted func(*url.URL) bool
}

// maxHops bounds the consent flow, which takes six requests.
const maxHops = 10

// hiddenInput finds the fields of the consent form.
var hiddenInput = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)">`)

// obtain gets a cookie and its crumb.
func (s *session) obtain(ctx context.Context) (cred *credential, err error) {
	err = twice(ctx, func() error {
		cred, err = s.try(ctx)
		return err
	})
	return cred, err
}

// try goes by way of the consent form when no cookie comes without it.
func (s *session) try(ctx context.Context) (*credential, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, &market.Error{Kind: market.ErrUnavailable, Err: err}
	}
	// The cookie host stands on many lists of advertisers that networks block:
	// when it is out of reach, the front page gives the cookie.
	if err := s.visit(ctx, jar); err != nil && (ctx.Err() != nil || errors.Is(err, market.ErrBlocked)) {
		return nil, err
	}
	consented := false
	if len(jar.Cookies(s.crumb)) == 0 {
		consented = true
		if err := s.consent(ctx, jar); err != nil {
			return nil, err
		}
	}
	cred, err := s.askCrumb(ctx, jar)
	if consented || !errors.Is(err, errOldCrumb) {
		return cred, err
	}
	// A cookie without consent does not get a crumb in Europe.
	if err := s.consent(ctx, jar); err != nil {
		return nil, err
	}
	return s.askCrumb(ctx, jar)
}

// visit fetches the first cookie. Only Set-Cookie matters: the page itself is a
// 404 as a rule.
func (s *session) visit(ctx context.Context, jar http.CookieJar) error {
	return s.exchange(ctx, outbound.Request{URL: s.cookie, Jar: jar, Unguarded: true, Read: func(a outbound.Answer) error {
		if a.Status == http.StatusTooManyRequests || a.Status == 999 {
			return judge(a)
		}
		return nil
	}})
}

// askCrumb gets the crumb that belongs to jar's cookies.
func (s *session) askCrumb(ctx context.Context, jar http.CookieJar) (*credential, error) {
	var cred *credential
	err := s.exchange(ctx, outbound.Request{URL: s.crumb, Jar: jar, Unguarded: true, Read: func(a outbound.Answer) error {
		crumb := strings.TrimSpace(string(a.Body))
		if a.Status == http.StatusOK && crumbPattern.MatchString(crumb) {
			cred = &credential{crumb: crumb, jar: jar}
			return nil
		}
		if e, ok := errors.AsType[*market.Error](judge(a)); ok && (errors.Is(e, market.ErrBlocked) || errors.Is(e, market.ErrUnavailable)) {
			return e
		}
		return &market.Error{Kind: market.ErrBlocked, Status: a.Status, Message: "no crumb", Said: said(a.Body), Err: errOldCrumb}
	}})
	return cred, err
}

// consent walks from the front page to the consent form and agrees to it, which
// is the one answer known to be followed by a cookie that is good for a crumb.
func (s *session) consent(ctx context.Context, jar http.CookieJar) error {
	next, form := s.front, url.Values(nil)
	for range maxHops {
		at := next
		r := page(at, form)
		r.Jar = jar
		r.Read = func(a outbound.Answer) error {
			next, form = a.Location, nil
			if next != nil {
				return nil
			}
			if form = consentForm(a.Body); form != nil {
				next = at
			} else if a.Status >= 500 || a.Status == http.StatusTooManyRequests || a.Status == 999 {
				return judge(a)
			}
			return nil
		}
		if err := s.exchange(ctx, r); err != nil {
			return err
		}
		if next == nil || sameSite(next, s.front) && at.Hostname() != s.front.Hostname() {
			return nil // the page itself is of no interest
		}
		if !s.trusted(next) {
			return &market.Error{Kind: market.ErrUnavailable, Message: "consent leads elsewhere", Said: Line(next.Host)}
		}
	}
	return &market.Error{Kind: market.ErrUnavailable, Message: "consent leads nowhere"}
}

// page asks for a page of the site, or sends a form to it.
func page(at *url.URL, form url.Values) outbound.Request {
	// Without this no cookie comes.
	r := outbound.Request{URL: at, Unguarded: true, Header: http.Header{"Accept": {"text/html,application/xhtml+xml,application/xml"}}}
	if form != nil {
		r.Method, r.Body = http.MethodPost, []byte(form.Encode())
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return r
}

// consentForm is what to submit on the consent page, nil for any other page.
func consentForm(body []byte) url.Values {
	if !strings.Contains(string(body), `class="consent-form"`) {
		return nil
	}
	form := url.Values{"agree": {"agree"}}
	for _, field := range hiddenInput.FindAllSubmatch(body, 50) {
		form.Set(string(field[1]), html.UnescapeString(string(field[2])))
	}
	return form
}

func sameSite(a, b *url.URL) bool { return a.Hostname() == b.Hostname() }

// yahooSite trusts Yahoo's own pages and nothing unencrypted.
func yahooSite(u *url.URL) bool {
	host := strings.ToLower(u.Hostname())
	return u.Scheme == "https" && (host == "yahoo.com" || strings.HasSuffix(host, ".yahoo.com"))
}
