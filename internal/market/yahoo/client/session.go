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
)

// session knows where a cookie and its crumb are to be had.
type session struct {
	client *Client
	cookie *url.URL // answers with a cookie, whatever its status
	crumb  *url.URL
	front  *url.URL // a page of the site: leads to the consent form in Europe
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
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.cookie.String(), nil)
	if err != nil {
		return &market.Error{Kind: market.ErrUnavailable, Err: err}
	}
	return s.client.exchange(req, jar, func(resp *http.Response, body []byte) error {
		if resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == 999 {
			return judge(resp, body)
		}
		return nil
	})
}

// askCrumb gets the crumb that belongs to jar's cookies.
func (s *session) askCrumb(ctx context.Context, jar http.CookieJar) (*credential, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.crumb.String(), nil)
	if err != nil {
		return nil, &market.Error{Kind: market.ErrUnavailable, Err: err}
	}
	var cred *credential
	err = s.client.exchange(req, jar, func(resp *http.Response, body []byte) error {
		crumb := strings.TrimSpace(string(body))
		if resp.StatusCode == http.StatusOK && crumbPattern.MatchString(crumb) {
			cred = &credential{crumb: crumb, jar: jar}
			return nil
		}
		if e, ok := errors.AsType[*market.Error](judge(resp, body)); ok && (errors.Is(e, market.ErrBlocked) || errors.Is(e, market.ErrUnavailable)) {
			return e
		}
		return &market.Error{Kind: market.ErrBlocked, Status: resp.StatusCode, Message: "no crumb", Said: said(body), Err: errOldCrumb}
	})
	return cred, err
}

// consent walks from the front page to the consent form and agrees to it, which
// is the one answer known to be followed by a cookie that is good for a crumb.
func (s *session) consent(ctx context.Context, jar http.CookieJar) error {
	next, form := s.front, url.Values(nil)
	for range maxHops {
		at := next
		err := s.step(ctx, jar, at, form, func(resp *http.Response, body []byte) error {
			next, form = nil, nil
			if location, err := resp.Location(); err == nil {
				next = location
			} else if fields := consentForm(body); fields != nil {
				next, form = at, fields
			} else if resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests || resp.StatusCode == 999 {
				return judge(resp, body)
			}
			return nil
		})
		if err != nil {
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

func (s *session) step(ctx context.Context, jar http.CookieJar, at *url.URL, form url.Values, read func(*http.Response, []byte) error) error {
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, at.String(), strings.NewReader(body))
	if err != nil {
		return &market.Error{Kind: market.ErrUnavailable, Err: err}
	}
	// Without this no cookie comes.
	req.Header.Set("Accept", "text/html,application/xhtml+xml,application/xml")
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return s.client.exchange(req, jar, read)
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
